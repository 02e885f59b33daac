// What is in the form: every field as it was typed.
import { type Signal, signal } from '@preact/signals';
import type { Job } from '../../../client/src/index.ts';
import { ownZone } from '../format/time.ts';
import { isZone, toWallClock } from '../format/zone.ts';
import { writeDaysOff } from './days-off.ts';
import type { FieldError } from './errors.ts';
import { writeStatuses } from './statuses.ts';

export interface HeaderRow {
  id: number;
  name: string;
  value: string;
}

const retryNames = [
  'max_attempts',
  'initial_delay_seconds',
  'max_delay_seconds',
  'factor',
  'max_age_seconds',
] as const;
/** The defaults of the contract, shown so that one sees what one gets. */
export const defaults = {
  spread: '0',
  overlap: 'skip',
  catchUpPolicy: 'one',
  catchUpWindow: '86400',
  statuses: '2xx',
} as const;
const retryDefaults = ['4', '10', '3600', '2', '86400'] as const;
export type RetryName = (typeof retryNames)[number];
/** What becomes of the signing secret; `set` without a text is none. */
export type SecretChoice = 'keep' | 'set' | 'remove';

/** The body's fields as signals of what was typed, and what is wrong with them. */
export type JobForm = ReturnType<typeof createForm>;

let lastRowId = 0;

export function createForm(job?: Job) {
  const zone = job?.timezone ?? ownZone;
  const wallClock = (at: string | null | undefined) =>
    signal(at && isZone(zone) ? toWallClock(at, zone) : '');
  const payload = job?.payload ?? null;
  return {
    job,
    name: signal(job?.name ?? ''),
    description: signal(job?.description ?? ''),
    key: signal(job?.key ?? ''),
    target: signal(job?.target ?? ''),
    method: signal<string>(job?.method ?? 'POST'),
    headers: signal(Object.entries(job?.headers ?? {}).map(([name, value]) => createRow(name, value))),
    payload: signal(payload === null ? '' : JSON.stringify(payload, null, 2)),
    secretChoice: signal<SecretChoice>(job?.has_signing_secret ? 'keep' : 'set'),
    secret: signal(''),
    kind: signal(job?.schedule_type ?? 'recurring'),
    cron: signal(job?.cron_expression ?? ''),
    specificTime: wallClock(job?.specific_time),
    interval: signal<string>(job?.interval ?? 'hour'),
    intervalValue: signal(String(job?.interval_value ?? 1)),
    timezone: signal(zone),
    startsAt: wallClock(job?.starts_at),
    endsAt: wallClock(job?.ends_at),
    exclude: signal(writeDaysOff(job?.exclude ?? [])),
    maxRuns: signal(String(job?.max_runs ?? '')),
    spread: signal(String(job?.spread_seconds ?? defaults.spread)),
    overlap: signal<Job['overlap']>(job?.overlap ?? defaults.overlap),
    catchUpPolicy: signal<Job['catch_up']['policy']>(job?.catch_up.policy ?? defaults.catchUpPolicy),
    catchUpWindow: signal(String(job?.catch_up.window_seconds ?? defaults.catchUpWindow)),
    timeout: signal(String(job?.timeout_seconds ?? 30)),
    retry: Object.fromEntries(
      retryNames.map((name, index) => [name, signal(String(job?.retry[name] ?? retryDefaults[index]))]),
    ) as Record<RetryName, Signal<string>>,
    statuses: signal(job ? writeStatuses(job.success.statuses) : defaults.statuses),
    bodyContains: signal(job?.success.body_contains ?? ''),
    pauseAfter: signal(String(job?.pause_after_failures ?? '')),
    /** Empty: it stays as it is. */
    status: signal(job ? '' : 'active'),
    /** What was found when it was to be saved, or sent as a test. */
    errors: signal<FieldError[]>([]),
    /** What the preview finds as one types. */
    previewErrors: signal<readonly FieldError[]>([]),
  };
}

export function createRow(name = '', value = ''): HeaderRow {
  return { id: ++lastRowId, name, value };
}
