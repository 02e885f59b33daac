// Handles the jobs of a batch one by one, and collects their errors with the index of each job.
import { type FieldError, invalidFields, Problem } from './problems.ts';

/** Throws a 422 with the errors of all jobs; pointers contain the index of the job in `jobs` of the body. */
export function parseBatch<Input, Parsed>(
  inputs: readonly Input[],
  parse: (input: Input, index: number) => Parsed,
): Parsed[] {
  const errors: FieldError[] = [];
  const parsed = inputs.flatMap((input, index) => {
    try {
      return [parse(input, index)];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      for (const fault of error.errors ?? [{ pointer: '', detail: error.message }]) {
        errors.push({ ...fault, pointer: `/jobs/${index}${fault.pointer}` });
      }
      return [];
    }
  });
  if (errors.length > 0) throw invalidFields(errors);
  return parsed;
}
