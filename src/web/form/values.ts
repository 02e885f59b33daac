// Values of all form fields as typed text, created from a job or from the defaults.
import type { Job } from '../../../client/src/index.ts';
import { isZone, ownZone, toWallClock } from '../format/zone.ts';
import { jobDefaults } from '../job-fields.ts';
import { defaultCalendar, parseCalendar } from './calendar-cron.ts';
import { writeDaysOff } from './days-off.ts';
import { scalarsToText, type ValueName } from './form-fields.ts';
import { kindOf } from './schedule-kinds.ts';
import { writeStatuses } from './success-statuses.ts';

export interface HeaderRow {
  id: number;
  name: string;
  value: string;
  /** The value is a secret that was not copied and must be entered again. */
  needsValue?: true;
}

/** Action on the signing secret when saving. `set` with an empty text sets no secret. */
export type SecretChoice = 'keep' | 'set' | 'remove';

export type Values = ReturnType<typeof valuesOf>;

export function valuesOf(job?: Job) {
  const { tags, method, headers, payload, overlap, catch_up, ...rest } = job ?? jobDefaults;
  const { retry, success } = rest;
  return {
    name: job?.name ?? '',
    ...scalarsToText(job),
    tags,
    /** The tag being typed. */
    newTag: '',
    target: job?.target ?? '',
    method: method as string,
    headers: Object.entries(headers).map(
      ([name, value], index): HeaderRow => ({ id: index + 1, name, value }),
    ),
    payload: (payload ?? null) === null ? '' : JSON.stringify(payload, null, 2),
    secretChoice: (job?.has_signing_secret ? 'keep' : 'set') as SecretChoice,
    secret: '',
    ...scheduleValues(job),
    overlap,
    catchUpPolicy: catch_up.policy,
    catchUpWindow: String(catch_up.window_seconds),
    allowPayloadOverride: rest.allow_payload_override,
    deleteWhenFinished: rest.delete_when_finished,
    attempts: String(retry.max_attempts),
    initialDelay: String(retry.initial_delay_seconds),
    maxDelay: String(retry.max_delay_seconds),
    backoffFactor: String(retry.factor),
    giveUpAfter: String(retry.max_age_seconds),
    retryOn: writeStatuses(retry.on ?? []),
    statuses: writeStatuses(success.statuses),
    bodyContains: success.body_contains ?? '',
    onFinishUrl: rest.on_finish?.url ?? '',
    onFinishWhen: (rest.on_finish?.when ?? 'always') as string,
    /** Empty keeps the current status. */
    status: job ? '' : 'active',
  } satisfies Record<ValueName, unknown> & { newTag: string; status: string };
}

function scheduleValues(job?: Job) {
  const timezone = job?.timezone ?? ownZone;
  const wallClock = (at: string | null | undefined) =>
    at && isZone(timezone) ? toWallClock(at, timezone).replace(/(T..:..):00$/, '$1') : '';
  const { time, weekdays, monthDay } = parseCalendar(job?.cron_expression ?? '') ?? defaultCalendar;
  return {
    kind: job ? kindOf(job) : 'interval',
    ...{ time, weekdays, monthDay },
    cron: job?.cron_expression ?? '',
    specificTime: wallClock(job?.specific_time),
    interval: (job?.interval ?? 'hour') as string,
    intervalValue: String(job?.interval_value ?? 1),
    timezone,
    startsAt: wallClock(job?.starts_at),
    endsAt: wallClock(job?.ends_at),
    daysOff: writeDaysOff(job?.exclude ?? []),
  };
}
