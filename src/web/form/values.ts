// Values of all form fields as typed text, created from a job or from the defaults.
import type { Job } from '../../../client/src/index.ts';
import { ownZone } from '../format/time.ts';
import { isZone, toWallClock } from '../format/zone.ts';
import { defaultCalendar, parseCalendar } from './calendar-cron.ts';
import { writeDaysOff } from './days-off.ts';
import { kindOf } from './schedule-kinds.ts';
import { writeStatuses } from './success-statuses.ts';

export interface HeaderRow {
  id: number;
  name: string;
  value: string;
  /** The value is a secret that was not copied and must be entered again. */
  needsValue?: true;
}

/** Defaults of the API, shown in the form. */
export const defaults = {
  spread: '0',
  overlap: 'skip',
  catchUpPolicy: 'one',
  catchUpWindow: '86400',
  statuses: '2xx',
  initialDelay: '10',
  maxDelay: '3600',
  backoffFactor: '2',
  giveUpAfter: '86400',
} as const;

/** Action on the signing secret when saving. `set` with an empty text sets no secret. */
export type SecretChoice = 'keep' | 'set' | 'remove';

export type Values = ReturnType<typeof valuesOf>;

export function valuesOf(job?: Job) {
  const payload = job?.payload ?? null;
  return {
    name: job?.name ?? '',
    description: job?.description ?? '',
    key: job?.key ?? '',
    tags: job?.tags ?? [],
    /** The tag being typed. */
    newTag: '',
    target: job?.target ?? '',
    method: (job?.method ?? 'POST') as string,
    headers: Object.entries(job?.headers ?? {}).map(
      ([name, value], index): HeaderRow => ({ id: index + 1, name, value }),
    ),
    payload: payload === null ? '' : JSON.stringify(payload, null, 2),
    secretChoice: (job?.has_signing_secret ? 'keep' : 'set') as SecretChoice,
    secret: '',
    ...scheduleValues(job),
    ...deliveryValues(job),
    /** Empty keeps the current status. */
    status: job ? '' : 'active',
  };
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
    maxRuns: String(job?.max_runs ?? ''),
    spread: String(job?.spread_seconds ?? defaults.spread),
    overlap: job?.overlap ?? defaults.overlap,
    catchUpPolicy: job?.catch_up.policy ?? defaults.catchUpPolicy,
    catchUpWindow: String(job?.catch_up.window_seconds ?? defaults.catchUpWindow),
    deleteWhenFinished: job?.delete_when_finished ?? false,
  };
}

function deliveryValues(job?: Job) {
  return {
    timeout: String(job?.timeout_seconds ?? 30),
    attempts: String(job?.retry.max_attempts ?? 4),
    initialDelay: String(job?.retry.initial_delay_seconds ?? defaults.initialDelay),
    maxDelay: String(job?.retry.max_delay_seconds ?? defaults.maxDelay),
    backoffFactor: String(job?.retry.factor ?? defaults.backoffFactor),
    giveUpAfter: String(job?.retry.max_age_seconds ?? defaults.giveUpAfter),
    statuses: job ? writeStatuses(job.success.statuses) : defaults.statuses,
    bodyContains: job?.success.body_contains ?? '',
    pauseAfterFailures: String(job?.pause_after_failures ?? ''),
  };
}
