// What a form holds: every field as it is typed, begun from a job or from nothing.
import type { Job } from '../../../client/src/index.ts';
import { ownZone } from '../format/time.ts';
import { isZone, toWallClock } from '../format/zone.ts';
import { anyClock, parseClock } from './clock-cron.ts';
import { writeDaysOff } from './days-off.ts';
import { kindOf } from './kinds.ts';
import { writeStatuses } from './statuses.ts';

export interface HeaderRow {
  id: number;
  name: string;
  value: string;
  /** Its value is a secret that did not come along with a copy. */
  isWanted?: true;
}

/** The defaults of the contract, shown so that one sees what one gets. */
export const defaults = {
  spread: '0',
  overlap: 'skip',
  catchUpPolicy: 'one',
  catchUpWindow: '86400',
  statuses: '2xx',
  firstWait: '10',
  longestWait: '3600',
  growth: '2',
  giveUpAfter: '86400',
} as const;

/** What becomes of the signing secret; `set` without a text is none. */
export type SecretChoice = 'keep' | 'set' | 'remove';

export type Values = ReturnType<typeof valuesOf>;

export function valuesOf(job?: Job) {
  const payload = job?.payload ?? null;
  return {
    name: job?.name ?? '',
    description: job?.description ?? '',
    key: job?.key ?? '',
    tags: job?.tags ?? [],
    /** A tag that is still being typed. */
    newTag: '',
    target: job?.target ?? '',
    method: (job?.method ?? 'POST') as string,
    headers: Object.entries(job?.headers ?? {}).map(
      ([name, value], index): HeaderRow => ({ id: index + 1, name, value }),
    ),
    payload: payload === null ? '' : JSON.stringify(payload, null, 2),
    secretChoice: (job?.has_signing_secret ? 'keep' : 'set') as SecretChoice,
    secret: '',
    ...whenOf(job),
    ...failureOf(job),
    /** Empty: it stays as it is. */
    status: job ? '' : 'active',
  };
}

function whenOf(job?: Job) {
  const timezone = job?.timezone ?? ownZone;
  const wallClock = (at: string | null | undefined) =>
    at && isZone(timezone) ? toWallClock(at, timezone).replace(/(T..:..):00$/, '$1') : '';
  const { time, weekdays, monthDay } = parseClock(job?.cron_expression ?? '') ?? anyClock;
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

function failureOf(job?: Job) {
  return {
    timeout: String(job?.timeout_seconds ?? 30),
    attempts: String(job?.retry.max_attempts ?? 4),
    firstWait: String(job?.retry.initial_delay_seconds ?? defaults.firstWait),
    longestWait: String(job?.retry.max_delay_seconds ?? defaults.longestWait),
    growth: String(job?.retry.factor ?? defaults.growth),
    giveUpAfter: String(job?.retry.max_age_seconds ?? defaults.giveUpAfter),
    statuses: job ? writeStatuses(job.success.statuses) : defaults.statuses,
    bodyContains: job?.success.body_contains ?? '',
    pauseAfter: String(job?.pause_after_failures ?? ''),
  };
}
