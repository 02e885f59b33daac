// Which errors a field has, and which no field would tell of.
import type { FieldError } from './errors.ts';
import type { JobForm } from './job-form.ts';
import { scheduleTypes } from './kinds.ts';

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
    'key',
    'tags',
    'target',
    'method',
    'headers',
    'payload',
    'signing_secret',
    'timezone',
    'starts_at',
    'ends_at',
    'exclude',
    'max_runs',
    'spread_seconds',
    'overlap',
    'delete_when_finished',
    'timeout_seconds',
    'retry',
    'pause_after_failures',
    'status',
    'schedule_type',
    'catch_up/policy',
    'catch_up/window_seconds',
    'success/statuses',
    'success/body_contains',
  ];
  const pointers = [...own.map((name) => `/${name}`), ...pointersOfKind[scheduleTypes[form.kind.value]]];
  return errors.filter((error) => !pointers.some((pointer) => isWithin(error.pointer, pointer)));
}

function isWithin(pointer: string, ancestor: string): boolean {
  return pointer === ancestor || pointer.startsWith(`${ancestor}/`);
}
