// Checks the schedule of a request, and keeps only suggestions that the service accepts.
import { scheduleFields } from '../../openapi/schemas/schedule-fields.ts';
import { PAST_AT_MOST_MS } from '../planner/next-occurrence.ts';
import {
  nextOccurrence,
  parseSchedule,
  ScheduleError,
  type ScheduleFields,
  type Suggestion,
  withoutAdvice,
} from '../schedule/schedule.ts';
import { parseInstant } from './instants.ts';
import type { FieldError } from './problems.ts';

const isScheduleField = (name: string) => name in scheduleFields;

const daily = { schedule_type: 'cron', cron_expression: '0 0 * * *' } as const;

/** Values with which the rest of a schedule is checked after an error in a field. */
const harmless: Partial<ScheduleFields> = { timezone: 'UTC', starts_at: null, ends_at: null, exclude: [] };

/**
 * All faults of a schedule, in the form of a problem's `errors`. Empty for a valid schedule. Without `hasType`, the
 * fields of the schedule type have errors already, and only the others are checked.
 */
export function findScheduleFaults(
  fields: ScheduleFields,
  now: Temporal.Instant,
  hasType = true,
): FieldError[] {
  const errors = findErrors(hasType ? fields : { ...fields, ...daily });
  return errors.map((error) => {
    const { field, message, suggestion } = error;
    const others = errors.filter((other) => other !== error);
    if (suggestion === undefined) return { pointer: `/${field}`, detail: message };
    if (isAccepted(fields, suggestion, others, now))
      return { pointer: `/${field}`, detail: message, suggestion };
    return {
      pointer: `/${field}`,
      detail: `${withoutAdvice(message, suggestion)}; it has no occurrence from now on`,
    };
  });
}

/** The schedule with harmless values in the fields that have errors. */
export function replaceFaulty<Fields extends ScheduleFields>(
  fields: Fields,
  errors: readonly FieldError[],
): Fields {
  const faulty = errors.map(({ pointer }) => pointer.split('/')[1] ?? '').filter(isScheduleField);
  return faulty.reduce((schedule, field) => ({ ...schedule, ...harmlessFor({ field }) }), fields);
}

/** The parser throws only the first error: after each, the rest is checked with a harmless value in its field. */
function findErrors(fields: ScheduleFields): ScheduleError[] {
  const errors: ScheduleError[] = [];
  for (let rest = fields; ; ) {
    const error = parse(rest);
    if (error === undefined || errors.some(({ field }) => field === error.field)) return errors;
    errors.push(error);
    rest = { ...rest, ...harmlessFor(error) };
  }
}

function harmlessFor({ field }: { field: string }): Partial<ScheduleFields> {
  return field in harmless ? { [field]: harmless[field as keyof ScheduleFields] } : daily;
}

function parse(fields: ScheduleFields): ScheduleError | undefined {
  try {
    parseSchedule(fields);
    return undefined;
  } catch (error) {
    if (error instanceof ScheduleError) return error;
    throw error;
  }
}

/** Whether the schedule with the suggestion, and without its other errors, is valid and has an occurrence. */
function isAccepted(
  fields: ScheduleFields,
  suggestion: Suggestion,
  others: ScheduleError[],
  now: Temporal.Instant,
): boolean {
  const rest = others.reduce((schedule, error) => ({ ...schedule, ...harmlessFor(error) }), fields);
  try {
    const merged = parseSchedule(mergeSuggestion(rest, suggestion));
    return nextOccurrence(merged, now.subtract({ milliseconds: PAST_AT_MOST_MS })) !== null;
  } catch (error) {
    if (error instanceof ScheduleError) return false;
    throw error;
  }
}

function mergeSuggestion(fields: ScheduleFields, suggestion: Suggestion): ScheduleFields {
  const { spread_seconds: _, specific_time: time, starts_at: start, ends_at: end, ...rest } = suggestion;
  return {
    ...fields,
    ...rest,
    ...(time !== undefined && { specific_time: parseInstant(time) }),
    ...(start !== undefined && { starts_at: parseInstant(start) }),
    ...(end !== undefined && { ends_at: parseInstant(end) }),
  };
}
