// What is in the form: every field as it was typed.
import { type Signal, signal } from '@preact/signals';
import type { Job } from '../../../client/src/index.ts';
import { ownZone } from '../format/time.ts';
import { isZone, toWallClock } from '../format/zone.ts';
import { writeDaysOff } from './days-off.ts';
import type { FieldError } from './errors.ts';

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
export const defaults = { spread: '0', catchUpPolicy: 'one', catchUpWindow: '86400' } as const;
const retryDefaults = ['4', '10', '3600', '2', '86400'] as const;
export type RetryName = (typeof retryNames)[number];

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
    target: signal(job?.target ?? ''),
    method: signal<string>(job?.method ?? 'POST'),
    headers: signal(Object.entries(job?.headers ?? {}).map(([name, value]) => createRow(name, value))),
    payload: signal(payload === null ? '' : JSON.stringify(payload, null, 2)),
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
    catchUpPolicy: signal<Job['catch_up']['policy']>(job?.catch_up.policy ?? defaults.catchUpPolicy),
    catchUpWindow: signal(String(job?.catch_up.window_seconds ?? defaults.catchUpWindow)),
    timeout: signal(String(job?.timeout_seconds ?? 30)),
    retry: Object.fromEntries(
      retryNames.map((name, index) => [name, signal(String(job?.retry[name] ?? retryDefaults[index]))]),
    ) as Record<RetryName, Signal<string>>,
    /** Empty: it stays as it is. */
    status: signal(job ? '' : 'active'),
    /** What was found when it was to be saved. */
    errors: signal<FieldError[]>([]),
    /** What the preview finds as one types. */
    previewErrors: signal<readonly FieldError[]>([]),
  };
}

export function createRow(name = '', value = ''): HeaderRow {
  return { id: ++lastRowId, name, value };
}

/** Errors of a field and of what lies in it. */
export function errorsAt(form: JobForm, pointer: string): FieldError[] {
  const found = form.errors.value.filter((error) => isWithin(error.pointer, pointer));
  const seen = form.previewErrors.value.filter(
    (error) => isWithin(error.pointer, pointer) && !found.some((other) => other.pointer === error.pointer),
  );
  return [...found, ...seen];
}

/** A field that is being changed is no longer wrong, as far as is known; the preview finds out for itself. */
export function clearErrors(form: JobForm, pointer: string): void {
  const rest = form.errors.value.filter((error) => !isWithin(error.pointer, pointer));
  if (rest.length < form.errors.value.length) form.errors.value = rest;
}

const pointersOfKind = {
  cron: ['/cron_expression'],
  specific_time: ['/specific_time'],
  recurring: ['/interval', '/interval_value'],
};

/** Of some errors, those that no field on show would tell of. */
export function errorsElsewhere(form: JobForm, errors: readonly FieldError[]): FieldError[] {
  const own = [
    'name',
    'description',
    'target',
    'method',
    'headers',
    'payload',
    'timezone',
    'starts_at',
    'ends_at',
    'exclude',
    'max_runs',
    'spread_seconds',
    'timeout_seconds',
    'retry',
    'status',
  ];
  const pointers = [
    ...[...own, 'schedule_type', 'catch_up/policy', 'catch_up/window_seconds'].map((name) => `/${name}`),
    ...pointersOfKind[form.kind.value],
  ];
  return errors.filter((error) => !pointers.some((pointer) => isWithin(error.pointer, pointer)));
}

function isWithin(pointer: string, ancestor: string): boolean {
  return pointer === ancestor || pointer.startsWith(`${ancestor}/`);
}
