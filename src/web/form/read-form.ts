// From what was typed to the body of a request. What only the page can see is checked here, all else by the service.
import type { JobInput } from '../../../client/src/index.ts';
import { fromWallClock, isZone, toWallClock } from '../format/zone.ts';
import type { FieldError, HeaderRow, JobForm } from './job-form.ts';
import { checkJson } from './json-check.ts';

/** The body, or what keeps it from being made. */
export function readForm(form: JobForm): JobInput | FieldError[] {
  const errors: FieldError[] = [];
  const refuse = (pointer: string, detail: string) => errors.push({ pointer, detail });
  const kind = form.kind.value;
  const { job } = form;

  const zone = form.timezone.value.trim();
  const hasZone = isZone(zone);
  if (!hasZone)
    refuse('/timezone', `“${zone}” is not a time zone that this browser knows, such as Europe/Berlin.`);

  function readInstant(text: string, stored: string | null | undefined, pointer: string): string | null {
    if (text === '' || !hasZone) return null;
    // The form shows whole seconds: what was not touched keeps its milliseconds.
    if (stored && job?.timezone === zone && toWallClock(stored, zone) === withSeconds(text)) return stored;
    const instant = fromWallClock(text, zone);
    if (instant === undefined) refuse(pointer, 'is not a date and time');
    return instant ?? null;
  }

  function readNumber(text: string, pointer: string): number {
    const trimmed = text.trim();
    if (!/^\d+(\.\d+)?$/.test(trimmed)) refuse(pointer, 'must be a number');
    return Number(trimmed);
  }

  function readPayload(): unknown {
    if (form.payload.value.trim() === '') return null;
    const check = checkJson(form.payload.value);
    if (check.isValid) return check.value;
    refuse('/payload', `Line ${check.line}, column ${check.column}: ${check.problem}.`);
    return null;
  }

  const specificTime = kind === 'specific_time' ? form.specificTime.value : '';
  const fields = {
    name: form.name.value,
    description: form.description.value === '' ? null : form.description.value,
    target: form.target.value.trim(),
    method: form.method.value as NonNullable<JobInput['method']>,
    headers: readHeaders(form.headers.value, refuse),
    payload: readPayload(),
    schedule_type: kind,
    cron_expression: kind === 'cron' ? form.cron.value.trim() || null : null,
    specific_time: readInstant(specificTime, job?.specific_time, '/specific_time'),
    interval: kind === 'recurring' ? (form.interval.value as NonNullable<JobInput['interval']>) : null,
    interval_value: kind === 'recurring' ? readNumber(form.intervalValue.value, '/interval_value') : null,
    timezone: zone,
    starts_at: readInstant(form.startsAt.value, job?.starts_at, '/starts_at'),
    ends_at: readInstant(form.endsAt.value, job?.ends_at, '/ends_at'),
    timeout_seconds: readNumber(form.timeout.value, '/timeout_seconds'),
    retry: {
      max_attempts: readNumber(form.retry.max_attempts.value, '/retry/max_attempts'),
      initial_delay_seconds: readNumber(
        form.retry.initial_delay_seconds.value,
        '/retry/initial_delay_seconds',
      ),
      max_delay_seconds: readNumber(form.retry.max_delay_seconds.value, '/retry/max_delay_seconds'),
      factor: readNumber(form.retry.factor.value, '/retry/factor'),
      max_age_seconds: readNumber(form.retry.max_age_seconds.value, '/retry/max_age_seconds'),
    },
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

function readHeaders(
  rows: readonly HeaderRow[],
  refuse: (pointer: string, detail: string) => void,
): Record<string, string> {
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

/** Inputs leave out seconds that are zero. */
function withSeconds(text: string): string {
  return text.length === 16 ? `${text}:00` : text;
}
