// The routes of schedules.
import { setImmediate } from 'node:timers/promises';
import type { scheduleRoutes } from '../../openapi/schedules.ts';
import type { Preview, PreviewInput } from '../../openapi/schemas/schedule.ts';
import { findFirst } from '../planner/next-occurrence.ts';
import { describeSchedule } from '../schedule/describe.ts';
import { nextOccurrence, parseSchedule, type Schedule } from '../schedule/schedule.ts';
import { findWarnings } from '../schedule/warnings.ts';
import type { Handlers } from './handlers.ts';
import { parseInstant, viewInstant } from './instants.ts';
import { checkScheduleFields } from './job-input.ts';
import { parseScheduleFields } from './job-mapping.ts';
import { endsAnySchedule, findTimeErrors, noOccurrence } from './occurrence-checks.ts';
import { type FieldError, invalidFields } from './problems.ts';
import { findScheduleFaults, replaceFaulty } from './schedule-check.ts';

export function createScheduleHandlers(): Handlers<typeof scheduleRoutes> {
  return {
    previewSchedule: async (c) => c.json(await preview(c.req.valid('json'), Temporal.Now.instant()), 200),
  };
}

async function preview(input: PreviewInput, now: Temporal.Instant): Promise<Preview> {
  const errors = findPreviewErrors(input, now);
  if (errors.length > 0) throw invalidFields(errors);
  const from = startOf(input, now);
  const fields = { ...parseScheduleFields(input), created_at: from };
  const schedule = parseSchedule(fields);

  const count = Math.min(input.count, input.max_runs ?? input.count);
  const occurrences = await findOccurrences(schedule, from, count);
  return {
    description: describeSchedule(fields),
    occurrences: occurrences.map((at) => {
      const local = at.toZonedDateTimeISO(input.timezone);
      return {
        at: viewInstant(at),
        local: local.toPlainDateTime().toString({ smallestUnit: 'millisecond' }),
        utc_offset: local.offset,
      };
    }),
    warnings: findWarnings(schedule, fields, from).map(({ code, message, at, suggestion }) => ({
      code,
      message,
      at: at && viewInstant(at),
      ...(suggestion && { suggestion }),
    })),
  };
}

function startOf({ from }: PreviewInput, now: Temporal.Instant): Temporal.Instant {
  return parseInstant(from ?? null) ?? now.round({ smallestUnit: 'millisecond', roundingMode: 'floor' });
}

/** The errors of meaning of a body that matches the schema. `known`: fields that have placeholders. */
export function findPreviewErrors(
  input: PreviewInput,
  now: Temporal.Instant,
  known: readonly FieldError[] = [],
): FieldError[] {
  const from = startOf(input, now);
  const fields = { ...parseScheduleFields(input), created_at: from };
  const errors: FieldError[] = [];
  const hasType = !known.some(({ pointer }) => pointer === '/schedule_type');
  const hasFields = checkScheduleFields(input, (field, detail) => {
    if (hasType) errors.push({ pointer: `/${field}`, detail });
  });
  errors.push(...findScheduleFaults(fields, from, hasFields));
  const timeErrors = findTimeErrors(fields, undefined, from);
  const repaired = replaceFaulty(fields, [...errors, ...known]);
  const limits = { max_runs: input.max_runs, run_count: 0, spread_seconds: input.spread_seconds };
  const candidate = { ...repaired, ...limits, id: NO_ID };
  const [first] = timeErrors;
  if (first !== undefined) return [...errors, first];
  if (findFirst(candidate, from) !== null) return errors;
  const none = noOccurrence(candidate, from);
  return repaired === fields || endsAnySchedule(none, repaired, from) ? [...errors, none] : errors;
}

/** A preview has no job: the share of its spread is not known, and does not change whether there is an occurrence. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Rare occurrences take up to a millisecond each: a thousand of them must not hold up requests to targets. */
const SLICE_MS = 5;

async function findOccurrences(
  schedule: Schedule,
  from: Temporal.Instant,
  count: number,
): Promise<Temporal.Instant[]> {
  const occurrences: Temporal.Instant[] = [];
  let sliceEnd = performance.now() + SLICE_MS;
  let at = nextOccurrence(schedule, from);
  while (at && occurrences.length < count) {
    occurrences.push(at);
    at = nextOccurrence(schedule, at);
    if (performance.now() < sliceEnd) continue;
    await setImmediate();
    sliceEnd = performance.now() + SLICE_MS;
  }
  return occurrences;
}
