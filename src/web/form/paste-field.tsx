// Field that fills the form from a pasted `curl` command or crontab line; loaded when it is opened.
import { batch, useSignal } from '@preact/signals';
import { readCrontabLine } from '../../text/crontab-line.ts';
import { CommandError, type CommandRequest, readHttpCommand } from '../../text/http-command.ts';
import { isZone } from '../format/zone.ts';
import { chooseKind, type JobForm } from './job-form.ts';

export function PasteField({ form }: { form: JobForm }) {
  const text = useSignal('');
  const result = useSignal<string[]>([]);

  function fill(): void {
    const pasted = readPaste(text.value);
    if (typeof pasted === 'string') result.value = [pasted];
    else {
      apply(form, pasted);
      result.value = ['The form is filled in. Check it before you create the job.', ...pasted.notes];
    }
  }

  return (
    <>
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
      <button type="button" onClick={fill}>
        Fill in the form
      </button>
      <div role="status">
        {result.value.map((line) => (
          <p key={line} class="hint">
            {line}
          </p>
        ))}
      </div>
    </>
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

interface Pasted {
  request: CommandRequest;
  /** Of a crontab line. */
  cron?: string;
  timezone?: string;
  /** What the user has to check. */
  notes: string[];
}

/** Returns the text that says why there is no request, if there is none. */
function readPaste(text: string): Pasted | string {
  const trimmed = text.trim();
  if (trimmed === '') return 'Paste a curl command or a crontab line first.';
  const lines = trimmed.split('\n').flatMap((line) => readCrontabLine(line) ?? []);
  const jobs = lines.flatMap((line) => (line.kind === 'job' ? [line] : []));
  const variables = new Map(
    lines.flatMap((line) => (line.kind === 'variable' ? [[line.name, line.value] as const] : [])),
  );
  if (jobs.length > 1) return `The text has ${jobs.length} crontab lines. Paste one: each becomes a job.`;
  const notes: string[] = [];
  const expand = (name: string) => {
    const value = variables.get(name);
    if (value === undefined) notes.push(`Replace $${name}: a job has no shell variables.`);
    return value ?? `$${name}`;
  };
  try {
    const request = readHttpCommand(jobs[0]?.command ?? trimmed, expand);
    notes.push(...request.notes.map((note) => `${note}.`));
    const zone = variables.get('CRON_TZ') ?? variables.get('TZ');
    return {
      request,
      notes,
      ...(jobs[0] && { cron: jobs[0].expression }),
      ...(zone !== undefined && isZone(zone) && { timezone: zone }),
    };
  } catch (error) {
    if (error instanceof CommandError) return `The command ${error.message}.`;
    throw error;
  }
}
