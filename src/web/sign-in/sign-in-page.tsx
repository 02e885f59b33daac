// Sign-in page, shown at first and after the session has ended.
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { api, describeError } from '../api.ts';
import { enter, session } from '../session.ts';

export function SignInPage() {
  const field = useRef<HTMLInputElement>(null);
  const failure = useSignal('');
  const isBusy = useSignal(false);
  const hasEnded = session.value !== undefined;

  useLayoutEffect(() => {
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
    if (key === '') return showError('Enter an API key.');
    isBusy.value = true;
    failure.value = '';
    try {
      enter(await api.session.create(key));
    } catch (error) {
      showError(describeError(error));
    } finally {
      isBusy.value = false;
    }
  }

  function showError(message: string): void {
    failure.value = message;
    field.current?.focus();
    field.current?.select();
  }

  return (
    <main class="sign-in">
      <p class="mark">
        <Logo /> Scheduler Service
      </p>
      <h1>Sign in</h1>
      {hasEnded && <p>The session has ended. Sign in to continue where you were.</p>}
      <form noValidate onSubmit={submit}>
        <div class="field">
          <label for="key">API key</label>
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
              One of the keys in <code>API_KEYS</code>. Only a session cookie is stored.
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

/** Logo of the service: a clock with one filled quarter. */
function Logo() {
  return (
    <svg viewBox="0 0 16 16" width="20" height="20" aria-hidden="true">
      <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="2" />
      <path d="M8 8V1.5A6.5 6.5 0 0 1 14.5 8z" fill="currentColor" />
    </svg>
  );
}
