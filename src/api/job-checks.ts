// Checks requested jobs: every field, and whether they leave an occurrence.
import { JobInput } from '../../openapi/schemas/job.ts';
import { fieldsOfType } from '../../openapi/schemas/schedule-fields.ts';
import { findStart } from './job-creation.ts';
import { changesJob, prepareEdit } from './job-edits.ts';
import { type ParseContext, parseJobInput, type RequestedJob } from './job-input.ts';
import { endsAnySchedule } from './occurrence-checks.ts';
import { collectErrors, type FieldError, invalidFields } from './problems.ts';
import { type Fields, replaceInvalid, withoutKnown } from './repair.ts';
import { replaceFaulty } from './schedule-check.ts';
import { describeIssues } from './validation.ts';

/** Stands for the ID of a job that is only checked. */
const NO_ID = '00000000-0000-7000-8000-000000000000';

/**
 * Parses a body that matches the schema. Throws a 422 that names every invalid field. Without one, the write checks
 * whether the job has an occurrence.
 */
export function parseJob(input: JobInput, context: ParseContext): RequestedJob {
  return parseJobInput(input, context, (requested, errors) => findPlanErrors(requested, errors, context));
}

/** `parseJob` for a body of any shape. */
export function parseJobFields(fields: Fields, context: ParseContext): RequestedJob {
  const { data } = JobInput.safeParse(fields);
  if (data === undefined) throw invalidFields(findJobErrors(fields, context));
  return parseJob(data, context);
}

/** All errors of a body: of shape, of meaning, and of its occurrences. */
export function findJobErrors(fields: Fields, context: ParseContext, check = checkJob): FieldError[] {
  const parsed = JobInput.safeParse(fields);
  const shape = parsed.success ? [] : describeIssues(parsed.error.issues);
  const { data } = parsed.success ? parsed : JobInput.safeParse(repairJob(fields, shape));
  if (data === undefined) return shape;
  const known = [...(context.known ?? []), ...shape];
  const meaning = collectErrors(() => check(data, { ...context, known }));
  return [...shape, ...withoutKnown(meaning, shape)];
}

function checkJob(input: JobInput, context: ParseContext): void {
  const requested = parseJob(input, context);
  const errors = findPlanErrors(requested, [], context);
  if (errors.length > 0) throw invalidFields(errors);
}

/** The errors that the write would find. With errors in the schedule, only those that stand whatever its fields will be. */
function findPlanErrors(
  { definition, status }: RequestedJob,
  errors: readonly FieldError[],
  { stored, now, createdAt, known = [] }: ParseContext,
): FieldError[] {
  const schedule = { ...definition, created_at: createdAt };
  const repaired = replaceFaulty(schedule, [...errors, ...known]);
  const { created_at: _, ...withoutFaults } = repaired;
  const requested = { definition: withoutFaults, status };
  const found = collectErrors(() => {
    if (stored === undefined) return findStart(requested, NO_ID, now);
    const edit = { found: stored, requested };
    return changesJob(edit) && prepareEdit(edit, now);
  });
  return repaired === schedule ? found : found.filter((error) => endsAnySchedule(error, withoutFaults, now));
}

const typeEntries = Object.entries(fieldsOfType);

/** Replaces invalid fields by valid ones. An invalid schedule type is replaced by the one that the fields belong to. */
export function repairJob(fields: Fields, errors: readonly FieldError[]): Fields {
  const [type = 'cron'] =
    typeEntries.find(([, names]) => names.some((name) => (fields[name] ?? null) !== null)) ?? [];
  const on_finish = { url: 'https://example.com/', when: 'always' };
  return replaceInvalid(fields, errors, {
    ...{ name: 'job', target: 'https://example.com/', schedule_type: type, on_finish },
  });
}
