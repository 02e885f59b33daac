// Converts the schedule of another scheduler to the fields of a job.
import { parseSchedule, ScheduleError, type ScheduleFields } from '../../../src/schedule/schedule.ts';
import type { JobInput } from '../../src/index.ts';

type ScheduleInput = Pick<
  JobInput,
  | 'schedule_type'
  | 'cron_expression'
  | 'specific_time'
  | 'interval'
  | 'interval_value'
  | 'timezone'
  | 'starts_at'
  | 'ends_at'
  | 'spread_seconds'
>;

/** Replacements of an invalid schedule: the zone and the expression may each need one. */
const REPAIRS_AT_MOST = 3;

/**
 * Reads an expression, also in the dialects of other schedulers. Returns the fields, or a text that says why there are
 * none.
 */
export function toSchedule(
  expression: string,
  { timezone, now }: { timezone: string; now: Temporal.Instant },
): ScheduleInput | string {
  let fields: Record<string, unknown> = {
    schedule_type: 'cron',
    cron_expression: expression.trim(),
    timezone,
  };
  for (let repair = 0; repair <= REPAIRS_AT_MOST; repair++) {
    try {
      parseSchedule(toFields(fields, now));
      return withoutDefaults(fields);
    } catch (error) {
      if (!(error instanceof ScheduleError)) throw error;
      if (error.suggestion === undefined) return error.message;
      fields = { ...fields, ...error.suggestion };
    }
  }
  return `the schedule ${expression} cannot be expressed`;
}

/** The schedule of an interval in milliseconds. */
export function toInterval(everyMs: number): ScheduleInput | string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  const [interval, ms] = units.find(([, size]) => everyMs > 0 && everyMs % size === 0) ?? [];
  if (interval !== undefined) {
    return { schedule_type: 'recurring', interval, interval_value: everyMs / ms };
  }
  const seconds = everyMs / 1_000;
  if (Number.isInteger(seconds) && seconds > 0 && 60 % seconds === 0) {
    return {
      schedule_type: 'cron',
      cron_expression: seconds === 1 ? '* * * * * *' : `*/${seconds} * * * * *`,
    };
  }
  return `an interval of ${everyMs} ms is not possible: use whole minutes, or seconds that divide a minute`;
}

function toFields(fields: Record<string, unknown>, now: Temporal.Instant): ScheduleFields {
  const instant = (name: string) => {
    const text = fields[name];
    return typeof text === 'string' ? Temporal.Instant.from(text) : null;
  };
  return {
    schedule_type: fields['schedule_type'] as ScheduleFields['schedule_type'],
    cron_expression: (fields['cron_expression'] ?? null) as string | null,
    interval: (fields['interval'] ?? null) as ScheduleFields['interval'],
    interval_value: (fields['interval_value'] ?? null) as number | null,
    timezone: fields['timezone'] as string,
    specific_time: instant('specific_time'),
    starts_at: instant('starts_at'),
    ends_at: instant('ends_at'),
    exclude: [],
    created_at: now,
  };
}

function withoutDefaults(fields: Record<string, unknown>): ScheduleInput {
  const isZoneless = fields['schedule_type'] !== 'cron' && fields['schedule_type'] !== 'recurring';
  const entries = Object.entries(fields).filter(
    ([name, value]) => value !== null && !(name === 'timezone' && (value === 'UTC' || isZoneless)),
  );
  return Object.fromEntries(entries) as ScheduleInput;
}
