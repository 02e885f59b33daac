// Finds the errors of a field, and the errors that no visible field shows.
import type { FieldError } from './field-error.ts';
import type { JobForm } from './job-form.ts';
import { scheduleTypes } from './schedule-kinds.ts';

/** Errors of a field and of its nested values. */
export function errorsAt(form: JobForm, pointer: string): FieldError[] {
  const found = form.errors.value.filter((error) => isWithin(error.pointer, pointer));
  const fromPreview = form.previewErrors.value.filter(
    (error) => isWithin(error.pointer, pointer) && !found.some((other) => other.pointer === error.pointer),
  );
  return [...found, ...fromPreview];
}

/** Removes the errors of a field that is being edited. The preview updates its own errors. */
export function clearErrors(form: JobForm, pointer: string): void {
  const rest = form.errors.value.filter((error) => !isWithin(error.pointer, pointer));
  if (rest.length < form.errors.value.length) form.errors.value = rest;
}

const pointersOfKind = {
  cron: ['/cron_expression'],
  specific_time: ['/specific_time'],
  recurring: ['/interval', '/interval_value'],
};

/** The errors that no visible field shows. */
export function errorsWithoutField(form: JobForm, errors: readonly FieldError[]): FieldError[] {
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
