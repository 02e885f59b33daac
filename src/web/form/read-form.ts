// Converts the form to a request body; checks only what the API cannot check. Loaded at the first change.
import { type JobInput, SchedulerError } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { REDACTED } from '../job-fields.ts';
import {
  addTags,
  type FieldError,
  type FormField,
  type HeaderRow,
  headerPointer,
  parseStatuses,
  type ReportError,
  readNumber,
  readScalars,
} from './form-fields.ts';
import { type JobForm, readSchedule } from './job-form.ts';
import { checkJson } from './json-editor.tsx';

/** Returns the request body, or the errors that prevent it. */
export function readForm(form: JobForm): JobInput | FieldError[] {
  const { body, errors } = readFields(form);
  return errors.length > 0 ? errors : body;
}

/** A test has no stored job to take redacted secrets from, so the secrets must be entered. */
export function readTestBody(form: JobForm): JobInput | FieldError[] {
  const body = readForm(form);
  const errors: FieldError[] = Array.isArray(body) ? body : [];
  for (const { name, value } of form.headers.value) {
    if (value !== REDACTED) continue;
    const detail = 'has a stored value that a test cannot use: enter the value or remove the header';
    errors.push({ pointer: headerPointer(name.trim()), detail });
  }
  return errors.length > 0 ? errors : body;
}

/** Returns the errors of the form, and a body that has a placeholder for each invalid field. */
function readFields(form: JobForm): { body: JobInput; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const report: ReportError = (pointer, detail) => errors.push({ pointer, detail });
  const { job } = form;
  const number = (text: string, pointer: string) => readNumber(text, pointer, report);

  function readPayload(): unknown {
    if (form.payload.value.trim() === '') return null;
    const check = checkJson(form.payload.value);
    if (check.isValid) return check.value;
    report('/payload', check.message);
    return null;
  }

  // `Required`: a field of a job that the form does not read is a compile error.
  const fields: Required<Pick<JobInput, Exclude<FormField, 'signing_secret' | 'status'>>> = {
    name: form.name.value,
    ...readScalars(form, report),
    tags: addTags(form.tags.value, form.newTag.value),
    target: form.target.value.trim(),
    method: form.method.value as NonNullable<JobInput['method']>,
    headers: readHeaders(form.headers.value, report),
    payload: readPayload(),
    ...readSchedule(form, report),
    overlap: form.overlap.value,
    catch_up: {
      policy: form.catchUpPolicy.value,
      window_seconds: number(form.catchUpWindow.value, '/catch_up/window_seconds'),
    },
    allow_payload_override: form.allowPayloadOverride.value,
    delete_when_finished: form.deleteWhenFinished.value,
    retry: {
      max_attempts: number(form.attempts.value, '/retry/max_attempts'),
      initial_delay_seconds: number(form.initialDelay.value, '/retry/initial_delay_seconds'),
      max_delay_seconds: number(form.maxDelay.value, '/retry/max_delay_seconds'),
      factor: number(form.backoffFactor.value, '/retry/factor'),
      max_age_seconds: number(form.giveUpAfter.value, '/retry/max_age_seconds'),
      on: form.retryOn.value.trim() === '' ? null : parseStatuses(form.retryOn.value),
    },
    success: readSuccess(form, report),
    on_finish: readOnFinish(form),
  };
  const secret = readSecret(form, report);
  // Without a chosen status, the status is left out: then a finished job becomes active if its new schedule has runs.
  const { status: _, ...stored } = job ?? {};
  const status = form.status.value;
  const body = {
    ...stored,
    ...fields,
    ...secret,
    ...(status !== '' && { status: status as NonNullable<JobInput['status']> }),
  };
  return { body, errors };
}

/** A body without `signing_secret` keeps the stored secret. */
function readSecret(form: JobForm, report: ReportError): Pick<JobInput, 'signing_secret'> {
  const secret = form.secret.value.trim();
  switch (form.secretChoice.value) {
    case 'keep':
      return {};
    case 'remove':
      return { signing_secret: null };
    case 'set':
      if (secret !== '') return { signing_secret: secret };
      if (form.job?.has_signing_secret)
        report('/signing_secret', 'is required, or choose “Keep the stored secret”');
      return {};
  }
}

function readSuccess({ job, ...form }: JobForm, report: ReportError): NonNullable<JobInput['success']> {
  const statuses = parseStatuses(form.statuses.value);
  if (statuses.length === 0) report('/success/statuses', 'must have at least one status, such as 2xx');
  const text = form.bodyContains.value;
  // Empty means null, unless an empty string is stored.
  const isNull = text === '' && job?.success.body_contains !== '';
  return { statuses, body_contains: isNull ? null : text };
}

type OnFinish = NonNullable<JobInput['on_finish']>;

function readOnFinish(form: JobForm): OnFinish | null {
  const url = form.onFinishUrl.value.trim();
  return url === '' ? null : { url, when: form.onFinishWhen.value as OnFinish['when'] };
}

function readHeaders(rows: readonly HeaderRow[], report: ReportError): Record<string, string> {
  for (const { name, value, needsValue } of rows) {
    if (!needsValue || value !== '') continue;
    report(
      headerPointer(name),
      'has a secret value that was not copied: enter it again or remove the header',
    );
  }
  const used = rows
    .map(({ name, value }) => [name.trim(), value] as const)
    .filter(([name, value]) => name !== '' || value !== '');
  const seen = new Set<string>();
  for (const [name] of used) {
    if (name === '') report(headerPointer(''), 'has no name');
    else if (seen.has(name.toLowerCase())) report(headerPointer(name), 'is given twice');
    seen.add(name.toLowerCase());
  }
  return Object.fromEntries(used);
}

/** The service refuses a body with an unknown field, so that a check never creates a job. */
const UNKNOWN_FIELD = 'only_checked';

/** Finds all errors of a form at once: its own `errors`, and those that only the service can find. */
export async function findErrors(form: JobForm, errors = readFields(form).errors): Promise<FieldError[]> {
  const { body } = readFields(form);
  const known = new Set(errors.map(({ pointer }) => topOf(pointer)));
  try {
    await api.jobs.create({ ...body, [UNKNOWN_FIELD]: true } as typeof body);
    return errors;
  } catch (error) {
    const found = (error instanceof SchedulerError && error.problem?.errors) || [];
    return [...errors, ...found.filter(({ pointer }) => isNew(pointer))];
  }

  function isNew(pointer: string): boolean {
    return topOf(pointer) !== UNKNOWN_FIELD && !known.has(topOf(pointer));
  }
}

/** Shows the errors of the target as soon as its field is left. */
export async function checkTarget(form: JobForm): Promise<void> {
  const target = form.target.value.trim();
  if (target === '') return;
  const found = (await findErrors(form)).filter(({ pointer }) => pointer === '/target');
  // Nothing to add if it was edited meanwhile, or if a save has reported it.
  if (form.target.value.trim() !== target || found.length === 0) return;
  form.errors.value = [...form.errors.peek().filter(({ pointer }) => pointer !== '/target'), ...found];
}

function topOf(pointer: string): string {
  return pointer.split('/')[1] ?? '';
}
