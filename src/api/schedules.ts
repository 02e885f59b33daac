// The routes of schedules.
import type { scheduleRoutes } from '../../openapi/schedules.ts';
import type { Preview, PreviewInput } from '../../openapi/schemas/schedule.ts';
import { describeSchedule } from '../schedule/describe.ts';
import { nextOccurrence, parseSchedule, type Schedule, type ScheduleFields } from '../schedule/schedule.ts';
import { findWarnings } from '../schedule/warnings.ts';
import type { Handlers } from './handlers.ts';
import { parseInstant, viewInstant } from './instants.ts';
import { checkScheduleFields, findScheduleErrors } from './job-input.ts';
import { parseScheduleFields } from './job-mapping.ts';
import { invalidFields } from './problems.ts';

export function createScheduleHandlers(): Handlers<typeof scheduleRoutes> {
  return {
    previewSchedule: (c) => c.json(preview(c.req.valid('json'), Temporal.Now.instant()), 200),
  };
}

function preview(input: PreviewInput, now: Temporal.Instant): Preview {
  const missing: { pointer: string; detail: string }[] = [];
  checkScheduleFields(input, (field, detail) => missing.push({ pointer: `/${field}`, detail }));
  if (missing.length > 0) throw invalidFields(missing);

  const from =
    parseInstant(input.from ?? null) ?? now.round({ smallestUnit: 'millisecond', roundingMode: 'floor' });
  const fields: ScheduleFields = {
    ...parseScheduleFields(input),
    created_at: from,
  };
  const errors = findScheduleErrors(fields);
  if (errors.length > 0) {
    throw invalidFields(errors.map(({ field, message }) => ({ pointer: `/${field}`, detail: message })));
  }
  const schedule = readSchedule(fields);
  return {
    description: describeSchedule(fields),
    occurrences: findOccurrences(schedule, from, input.count).map((at) => {
      const local = at.toZonedDateTimeISO(input.timezone);
      return {
        at: viewInstant(at),
        local: local.toPlainDateTime().toString({ smallestUnit: 'millisecond' }),
        utc_offset: local.offset,
      };
    }),
    warnings: findWarnings(schedule, fields, from).map(({ code, message, at }) => ({
      code,
      message,
      at: at && viewInstant(at),
    })),
  };
}

/** Throws a 422 for a schedule without any occurrence. */
function readSchedule(fields: ScheduleFields): Schedule {
  const schedule = parseSchedule(fields);
  if (nextOccurrence(schedule, BEGINNING) !== null) return schedule;
  const field = fields.exclude.length > 0 ? 'exclude' : fields.ends_at ? 'ends_at' : 'schedule_type';
  throw invalidFields([{ pointer: `/${field}`, detail: 'leaves no occurrence in the schedule' }]);
}

const BEGINNING = Temporal.Instant.from('1969-12-31T23:59:59.999Z');

function findOccurrences(schedule: Schedule, from: Temporal.Instant, count: number): Temporal.Instant[] {
  const occurrences: Temporal.Instant[] = [];
  let at = nextOccurrence(schedule, from);
  while (at && occurrences.length < count) {
    occurrences.push(at);
    at = nextOccurrence(schedule, at);
  }
  return occurrences;
}
