// Where a key is asked for: at first, and when the session has ended.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api, describeError } from '../api.ts';
import { Mark } from '../parts/mark.tsx';
import { enter, session } from '../session.ts';

export function SignInPage() {
  const field = useRef<HTMLInputElement>(null);
  const failure = useSignal('');
  const isBusy = useSignal(false);
  const hasLapsed = session.value !== undefined;

  useEffect(() => {
    const title = document.title;
    document.title = 'Sign in · Scheduler Service';
    field.current?.focus();
    return () => {
      document.title = title;
    };
  }, []);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (isBusy.value) return;
    const key = field.current?.value.trim() ?? '';
    if (key === '') return refuse('An access key is needed.');
    isBusy.value = true;
    failure.value = '';
    try {
      enter(await api.session.create(key));
    } catch (error) {
      refuse(describeError(error));
    } finally {
      isBusy.value = false;
    }
  }

  function refuse(why: string): void {
    failure.value = why;
    field.current?.focus();
    field.current?.select();
  }

  return (
    <main class="sign-in">
      <p class="mark">
        <Mark /> Scheduler Service
      </p>
      <h1>Sign in</h1>
      {hasLapsed && <p>The session has ended. Sign in to go on where you were.</p>}
      <form noValidate onSubmit={submit}>
        <div class="field">
          <label for="key">Access key</label>
          <input
            ref={field}
            id="key"
            name="password"
            type="password"
            autocomplete="current-password"
            spellcheck={false}
            required
            aria-invalid={failure.value !== ''}
            aria-describedby="key-error key-hint"
            onInput={() => {
              failure.value = '';
            }}
          />
          <div id="key-error" role="alert">
            {failure.value !== '' && <p class="error">{failure.value}</p>}
          </div>
          {failure.value === '' && (
            <p id="key-hint" class="hint">
              One of those in the service’s <code>API_KEYS</code>. The page keeps a cookie, not the key.
            </p>
          )}
        </div>
        <button type="submit" class="primary" aria-disabled={isBusy.value}>
          {isBusy.value ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}
