// Field that fills the form from a pasted `curl` command or crontab line.
import { batch, useSignal } from '@preact/signals';
import { ActionButton } from '../parts/action-button.tsx';
import type { JobForm } from './job-form.ts';
import type { Pasted } from './paste.ts';
import { chooseKind } from './switch-kind.ts';

export function PasteField({ form }: { form: JobForm }) {
  const text = useSignal('');
  const result = useSignal<string[]>([]);

  async function fill(): Promise<void> {
    const script = await import('./paste.ts').catch(() => undefined);
    const pasted =
      script?.readPaste(text.value) ?? 'The text was not read: the service cannot be reached. Try again.';
    if (typeof pasted === 'string') result.value = [pasted];
    else {
      apply(form, pasted);
      result.value = ['The form is filled in. Check it before you create the job.', ...pasted.notes];
    }
  }

  return (
    <details class="paste">
      <summary>Paste a curl command or a crontab line</summary>
      <div class="field">
        <label for="paste">Command or crontab line</label>
        <textarea
          id="paste"
          class="code"
          rows={3}
          spellcheck={false}
          placeholder="0 6 * * * curl -X POST https://api.example.com/close"
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
      </div>
      <ActionButton onAct={fill}>Fill in the form</ActionButton>
      <div role="status">
        {result.value.map((line) => (
          <p key={line} class="hint">
            {line}
          </p>
        ))}
      </div>
    </details>
  );
}

function apply(form: JobForm, { request, cron, timezone }: Pasted): void {
  const { target, method, headers, payload, timeout_seconds: timeout, max_attempts: attempts } = request;
  batch(() => {
    if (form.name.value.trim() === '') form.name.value = nameOf(target);
    form.target.value = target;
    form.method.value = method;
    form.headers.value = Object.entries(headers).map(([name, value], index) => ({
      id: index + 1,
      name,
      value,
    }));
    form.payload.value = payload === null ? '' : JSON.stringify(payload, null, 2);
    if (timeout !== undefined) form.timeout.value = String(timeout);
    if (attempts !== undefined) form.attempts.value = String(attempts);
    if (timezone !== undefined) form.timezone.value = timezone;
    if (cron === undefined) return;
    chooseKind(form, 'cron');
    form.cron.value = cron;
  });
}

/** The host and path of a URL. */
function nameOf(target: string): string {
  const url = URL.parse(target);
  return url === null ? target : `${url.hostname}${url.pathname === '/' ? '' : url.pathname}`;
}
