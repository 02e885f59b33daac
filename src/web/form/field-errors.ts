// Finds the errors of a field, and the errors that no visible field shows.
import { fieldNames, fieldsOfType, jobDefaults } from '../job-fields.ts';
import type { FieldError } from './form-fields.ts';
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

/** JSON Pointers of the fields that the form shows for every schedule type; of an object, those of its parts. */
const commonPointers = [...fieldNames, 'signing_secret', 'status']
  .filter((name) => name !== 'type' && !(Object.values(fieldsOfType).flat() as string[]).includes(name))
  .flatMap((name) => pointersOf(name, jobDefaults[name as keyof typeof jobDefaults]));

/** `/retry/factor` and the like for an object, `/name` for any other field. */
function pointersOf(name: string, usual: unknown): string[] {
  const parts = typeof usual === 'object' && !Array.isArray(usual) ? Object.keys(usual ?? {}) : [];
  return parts.length === 0 ? [`/${name}`] : parts.map((part) => `/${name}/${part}`);
}

/** The errors that no visible field shows. */
export function errorsWithoutField(form: JobForm, errors: readonly FieldError[]): FieldError[] {
  const ofType = fieldsOfType[scheduleTypes[form.kind.value]].map((name) => `/${name}`);
  const pointers = [...commonPointers, ...ofType];
  return errors.filter((error) => !pointers.some((pointer) => isWithin(error.pointer, pointer)));
}

function isWithin(pointer: string, ancestor: string): boolean {
  return pointer === ancestor || pointer.startsWith(`${ancestor}/`);
}
