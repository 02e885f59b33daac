// Parses schedules and computes their occurrences. Pure: time is an argument.

import { type Cron, parseCron } from './cron-reader.ts';
import { nextCron } from './cron-search.ts';
import { type Calendar, type DaysOff, parseDaysOff, skipDaysOff } from './days-off.ts';
import { explainCron } from './foreign/explain.ts';
import { INTERVALS, nextInterval, type Recurrence } from './interval.ts';
import type { Interval } from './interval-unit.ts';
import { ScheduleError } from './schedule-error.ts';
import { parseZone, type Zone } from './zone.ts';

export type { DaysOff } from './days-off.ts';
export { withoutAdvice } from './foreign/finding.ts';
export type { Interval } from './interval-unit.ts';
export { ScheduleError, type Suggestion } from './schedule-error.ts';

/** The schedule fields of a job as stored. Instants are used with millisecond precision. */
export interface ScheduleFields {
  schedule_type: 'cron' | 'specific_time' | 'recurring';
  cron_expression: string | null;
  specific_time: Temporal.Instant | null;
  interval: Interval | null;
  interval_value: number | null;
  /** IANA name, in its exact spelling. */
  timezone: string;
  /** Inclusive; also the anchor of a recurring schedule, and then its first occurrence. */
  starts_at: Temporal.Instant | null;
  /** Inclusive, after `starts_at`. */
  ends_at: Temporal.Instant | null;
  /** Days off in the time zone, without occurrences; at most 100. */
  exclude: readonly DaysOff[];
  /** Truncated to seconds: the anchor of a recurring schedule without `starts_at`, and then not an occurrence. */
  created_at: Temporal.Instant;
}

interface Bounds {
  /** Epoch ms, inclusive. */
  earliest: number;
  latest: number;
  daysOff: Calendar | null;
}

/** A parsed schedule, opaque outside this directory. */
export type Schedule = Bounds &
  (
    | { kind: 'cron'; cron: Cron; zone: Zone }
    | { kind: 'specific_time'; at: number }
    | { kind: 'recurring'; recurrence: Recurrence }
  );

// RFC 3339 has years of four digits, so a schedule has no occurrences outside this range.
const EARLIEST_MS = Date.parse('0001-01-01T00:00:00.000Z');
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z');

const MAX_INTERVAL_VALUE = 100_000;

/**
 * Parses the schedule fields of a job. Ignores the fields of other schedule types. Throws `ScheduleError` with the name
 * of the invalid field. Cheap to repeat: expressions and zones are cached. Rules: docs/schedules.md.
 */
export function parseSchedule(fields: ScheduleFields): Schedule {
  const zone = parseZone(fields.timezone);
  const startsAt = fields.starts_at?.epochMilliseconds;
  const endsAt = fields.ends_at?.epochMilliseconds;
  if (startsAt !== undefined && startsAt < EARLIEST_MS) {
    throw new ScheduleError('starts_at', 'starts_at must not be before the year 1');
  }
  if (startsAt !== undefined && endsAt !== undefined && endsAt <= startsAt) {
    throw new ScheduleError('ends_at', 'ends_at must be after starts_at');
  }
  const bounds: Bounds = {
    earliest: startsAt ?? EARLIEST_MS,
    latest: Math.min(endsAt ?? LATEST_MS, LATEST_MS),
    daysOff: parseDaysOff(fields.exclude, zone),
  };
  switch (fields.schedule_type) {
    case 'cron':
      if (fields.cron_expression === null) {
        throw new ScheduleError('cron_expression', 'a cron schedule requires cron_expression');
      }
      return { ...bounds, kind: 'cron', cron: readCron(fields.cron_expression, zone, fields), zone };
    case 'specific_time':
      if (fields.specific_time === null) {
        throw new ScheduleError('specific_time', 'a specific_time schedule requires specific_time');
      }
      return { ...bounds, kind: 'specific_time', at: fields.specific_time.epochMilliseconds };
    case 'recurring':
      return { ...bounds, kind: 'recurring', recurrence: parseRecurrence(fields, zone) };
    default:
      throw new ScheduleError('schedule_type', 'schedule_type must be cron, specific_time or recurring');
  }
}

function readCron(expression: string, zone: Zone, fields: ScheduleFields): Cron {
  try {
    return parseCron(expression);
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    const { created_at: createdAt, starts_at: startsAt, ends_at: endsAt } = fields;
    throw explainCron(expression, error, { zone, createdAt, startsAt, endsAt });
  }
}

function parseRecurrence(fields: ScheduleFields, zone: Zone): Recurrence {
  const { interval, interval_value: value } = fields;
  if (interval === null || !Object.hasOwn(INTERVALS, interval)) {
    throw new ScheduleError('interval', `interval must be one of ${Object.keys(INTERVALS).join(', ')}`);
  }
  if (value === null || !Number.isInteger(value) || value < 1 || value > MAX_INTERVAL_VALUE) {
    throw new ScheduleError(
      'interval_value',
      `interval_value must be a whole number from 1 to ${MAX_INTERVAL_VALUE}`,
    );
  }
  const includesAnchor = fields.starts_at !== null;
  const anchor =
    fields.starts_at?.epochMilliseconds ?? Math.floor(fields.created_at.epochMilliseconds / 1000) * 1000;
  const recurrence: Recurrence = { interval, value, zone, anchor, includesAnchor };
  if (nextInterval(recurrence, anchor, LATEST_MS) > LATEST_MS) {
    throw new ScheduleError(
      'interval_value',
      `every ${value} ${interval}s has no second occurrence before the year 10000`,
    );
  }
  return recurrence;
}

/**
 * The first occurrence strictly after `after`, or null if there is none until `ends_at` (or the year 9999). The same
 * schedule always yields the same instants. Throws an `Error` if the result would not be after `after`: this is a bug,
 * and the loop of a caller would never end.
 */
export function nextOccurrence(schedule: Schedule, after: Temporal.Instant): Temporal.Instant | null {
  const next = nextMs(schedule, after.epochMilliseconds);
  return next === null ? null : Temporal.Instant.fromEpochMilliseconds(next);
}

function nextMs(schedule: Schedule, after: number): number | null {
  let from = Math.max(after, schedule.earliest - 1);
  while (from < schedule.latest) {
    const next = nextAfter(schedule, from);
    if (next > schedule.latest) return null;
    if (!(next > from)) throw new Error(`next occurrence ${next} is not after ${from}: ${schedule.kind}`);
    const resume = schedule.daysOff === null ? undefined : skipDaysOff(schedule.daysOff, next);
    if (resume === undefined) return next;
    if (!(resume > next)) throw new Error(`days off lead from ${next} back to ${resume}`);
    // Each step skips one range of days off, so their number bounds the search.
    from = resume - 1;
  }
  return null;
}

function nextAfter(schedule: Schedule, after: number): number {
  switch (schedule.kind) {
    case 'cron':
      return nextCron(schedule.cron, schedule.zone, after, schedule.latest);
    case 'specific_time':
      return schedule.at > after ? schedule.at : Infinity;
    case 'recurring':
      return nextInterval(schedule.recurrence, after, schedule.latest);
  }
}

/**
 * The latest occurrence from `notBefore` to `atOrBefore`, both inclusive, or null if there is none. Computes *next* at
 * most about 100 times, independent of the number of occurrences in the range.
 */
export function latestOccurrence(
  schedule: Schedule,
  atOrBefore: Temporal.Instant,
  notBefore: Temporal.Instant,
): Temporal.Instant | null {
  const last = atOrBefore.epochMilliseconds;
  const occursAfter = (time: number): number | null => {
    const next = nextMs(schedule, time);
    return next === null || next > last ? null : next;
  };
  const floor = Math.max(notBefore.epochMilliseconds, schedule.earliest) - 1;
  let newest: number | null = null;
  // Exponential search backwards, then binary search: there is never an occurrence after `high`.
  let high = last;
  for (let distance = 1_000; newest === null && high > floor; distance *= 2) {
    const low = Math.max(last - distance, floor);
    newest = occursAfter(low);
    if (newest === null) high = low;
  }
  while (newest !== null && high - newest > 0) {
    const middle = newest + Math.floor((high - newest) / 2);
    const found = occursAfter(middle);
    if (found === null) high = middle;
    else newest = found;
  }
  // `notBefore` was truncated to milliseconds, so the result can be slightly before it.
  if (newest === null) return null;
  const instant = Temporal.Instant.fromEpochMilliseconds(newest);
  return Temporal.Instant.compare(instant, notBefore) < 0 ? null : instant;
}
