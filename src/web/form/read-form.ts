// From what was typed to the body of a request. What only the page can see is checked here, all else by the service.
import type { JobInput } from '../../../client/src/index.ts';
import type { FieldError, Refuse } from './errors.ts';
import type { JobForm } from './job-form.ts';
import { checkJson } from './json-check.ts';
import { readNumber, readSchedule } from './read-schedule.ts';
import { parseStatuses } from './statuses.ts';
import { addTags } from './tags.ts';
import type { HeaderRow } from './values.ts';

/** The body, or what keeps it from being made. */
export function readForm(form: JobForm): JobInput | FieldError[] {
  const errors: FieldError[] = [];
  const refuse: Refuse = (pointer, detail) => errors.push({ pointer, detail });
  const { job } = form;
  const number = (text: string, pointer: string) => readNumber(text, pointer, refuse);
  const numberOrNull = (text: string, pointer: string) => (text.trim() === '' ? null : number(text, pointer));

  function readPayload(): unknown {
    if (form.payload.value.trim() === '') return null;
    const check = checkJson(form.payload.value);
    if (check.isValid) return check.value;
    refuse('/payload', `Line ${check.line}, column ${check.column}: ${check.problem}.`);
    return null;
  }

  const fields = {
    name: form.name.value,
    description: form.description.value === '' ? null : form.description.value,
    key: form.key.value.trim() === '' ? null : form.key.value.trim(),
    tags: addTags(form.tags.value, form.newTag.value),
    target: form.target.value.trim(),
    method: form.method.value as NonNullable<JobInput['method']>,
    headers: readHeaders(form.headers.value, refuse),
    payload: readPayload(),
    ...readSecret(form, refuse),
    ...readSchedule(form, refuse),
    max_runs: numberOrNull(form.maxRuns.value, '/max_runs'),
    spread_seconds: number(form.spread.value, '/spread_seconds'),
    overlap: form.overlap.value,
    catch_up: {
      policy: form.catchUpPolicy.value,
      window_seconds: number(form.catchUpWindow.value, '/catch_up/window_seconds'),
    },
    delete_when_finished: form.deleteWhenFinished.value,
    timeout_seconds: number(form.timeout.value, '/timeout_seconds'),
    retry: {
      max_attempts: number(form.attempts.value, '/retry/max_attempts'),
      initial_delay_seconds: number(form.firstWait.value, '/retry/initial_delay_seconds'),
      max_delay_seconds: number(form.longestWait.value, '/retry/max_delay_seconds'),
      factor: number(form.growth.value, '/retry/factor'),
      max_age_seconds: number(form.giveUpAfter.value, '/retry/max_age_seconds'),
    },
    success: readSuccess(form, refuse),
    pause_after_failures: numberOrNull(form.pauseAfter.value, '/pause_after_failures'),
  };
  if (errors.length > 0) return errors;

  // A status is written only when one is chosen: without one, a job that is over becomes active by its new schedule.
  const { status: _, ...stored } = job ?? {};
  const status = form.status.value;
  return {
    ...stored,
    ...fields,
    ...(status !== '' && { status: status as NonNullable<JobInput['status']> }),
  };
}

/** RFC 6901 escapes. */
export function headerPointer(name: string): string {
  return `/headers/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Left out, what is stored stays. */
function readSecret(form: JobForm, refuse: Refuse): Pick<JobInput, 'signing_secret'> {
  const secret = form.secret.value.trim();
  switch (form.secretChoice.value) {
    case 'keep':
      return {};
    case 'remove':
      return { signing_secret: null };
    case 'set':
      if (secret !== '') return { signing_secret: secret };
      if (form.job?.has_signing_secret) refuse('/signing_secret', 'is required, or keep the one that is set');
      return {};
  }
}

function readSuccess({ job, ...form }: JobForm, refuse: Refuse): NonNullable<JobInput['success']> {
  const statuses = parseStatuses(form.statuses.value);
  if (statuses.length === 0) refuse('/success/statuses', 'must name one at least, such as 2xx');
  const text = form.bodyContains.value;
  // Nothing typed is none, except where nothing is what is stored.
  const isNone = text === '' && job?.success.body_contains !== '';
  return { statuses, body_contains: isNone ? null : text };
}

function readHeaders(rows: readonly HeaderRow[], refuse: Refuse): Record<string, string> {
  for (const { name, value, isWanted } of rows) {
    if (!isWanted || value !== '') continue;
    refuse(headerPointer(name), 'is a secret and did not come along: enter its value, or remove it');
  }
  const used = rows
    .map(({ name, value }) => [name.trim(), value] as const)
    .filter(([name, value]) => name !== '' || value !== '');
  const seen = new Set<string>();
  for (const [name] of used) {
    if (name === '') refuse(headerPointer(''), 'has no name');
    else if (seen.has(name.toLowerCase())) refuse(headerPointer(name), 'is given twice');
    seen.add(name.toLowerCase());
  }
  return Object.fromEntries(used);
}
