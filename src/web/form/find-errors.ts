// Finds all errors of a form at once: its own, and those that only the service can find.
import { SchedulerError } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import type { FieldError } from './field-error.ts';
import type { JobForm } from './job-form.ts';
import { readFields } from './read-form.ts';

/** The service refuses a body with an unknown field, so that a check never creates a job. */
const UNKNOWN_FIELD = 'only_checked';

export async function findErrors(form: JobForm): Promise<FieldError[]> {
  const { body, errors } = readFields(form);
  const known = new Set(errors.map(({ pointer }) => topOf(pointer)));
  try {
    await api.jobs.create({ ...body, [UNKNOWN_FIELD]: true } as typeof body);
    return errors;
  } catch (error) {
    const found = (error instanceof SchedulerError && error.problem?.errors) || [];
    return [...errors, ...found.filter(({ pointer }) => isNew(pointer))];
  }

  function isNew(pointer: string): boolean {
    return topOf(pointer) !== UNKNOWN_FIELD && !known.has(topOf(pointer));
  }
}

/** Shows the errors of the target as soon as its field is left. */
export async function checkTarget(form: JobForm): Promise<void> {
  const target = form.target.value.trim();
  if (target === '') return;
  const found = (await findErrors(form)).filter(({ pointer }) => pointer === '/target');
  // Nothing to add if it was edited meanwhile, or if a save has reported it.
  if (form.target.value.trim() !== target || found.length === 0) return;
  form.errors.value = [...form.errors.peek().filter(({ pointer }) => pointer !== '/target'), ...found];
}

function topOf(pointer: string): string {
  return pointer.split('/')[1] ?? '';
}
