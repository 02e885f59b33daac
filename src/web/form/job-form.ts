// What is in the form: every field as it was typed.
import { type Signal, signal } from '@preact/signals';
import type { Job } from '../../../client/src/index.ts';
import { ownZone } from '../format/time.ts';
import { isZone, toWallClock } from '../format/zone.ts';

export interface FieldError {
  /** RFC 6901, into the body. */
  pointer: string;
  detail: string;
}

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
const retryDefaults = ['4', '10', '3600', '2', '86400'] as const;
export type RetryName = (typeof retryNames)[number];

/** The body's fields as signals of what was typed; `errors` is what is wrong with them. */
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
    timeout: signal(String(job?.timeout_seconds ?? 30)),
    retry: Object.fromEntries(
      retryNames.map((name, index) => [name, signal(String(job?.retry[name] ?? retryDefaults[index]))]),
    ) as Record<RetryName, Signal<string>>,
    /** Empty: it stays as it is. */
    status: signal(job ? '' : 'active'),
    errors: signal<FieldError[]>([]),
  };
}

export function createRow(name = '', value = ''): HeaderRow {
  return { id: ++lastRowId, name, value };
}

/** Errors of a field and of what lies in it. */
export function errorsAt(form: JobForm, pointer: string): FieldError[] {
  return form.errors.value.filter((error) => isWithin(error.pointer, pointer));
}

/** A field that is being changed is no longer wrong, as far as is known. */
export function clearErrors(form: JobForm, pointer: string): void {
  const rest = form.errors.value.filter((error) => !isWithin(error.pointer, pointer));
  if (rest.length < form.errors.value.length) form.errors.value = rest;
}

const pointersOfKind = {
  cron: ['/cron_expression'],
  specific_time: ['/specific_time'],
  recurring: ['/interval', '/interval_value'],
};

/** Errors that no field on show would tell of. */
export function errorsElsewhere(form: JobForm): FieldError[] {
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
  ];
  const pointers = [
    ...[...own, 'timeout_seconds', 'retry', 'status'].map((name) => `/${name}`),
    ...pointersOfKind[form.kind.value],
  ];
  return form.errors.value.filter((error) => !pointers.some((pointer) => isWithin(error.pointer, pointer)));
}

function isWithin(pointer: string, ancestor: string): boolean {
  return pointer === ancestor || pointer.startsWith(`${ancestor}/`);
}
