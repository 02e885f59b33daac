// Days off: ranges of calendar days in the job's time zone without occurrences.

import { DAY_MS, daysFromCivil, monthLength } from './civil.ts';
import { ScheduleError } from './schedule-error.ts';
import { firstShown, segmentAt, type Zone } from './zone.ts';

/** One day such as `2027-12-24`, or a range of days, both ends inclusive. */
export type DaysOff = string | { from: string; to: string };

/** A range in days since 1970-01-01, both ends inclusive. */
interface DayRange {
  first: number;
  last: number;
}

export interface Calendar {
  zone: Zone;
  /** Sorted, not adjacent. */
  ranges: DayRange[];
}

const MAX_ITEMS = 100;
// The largest backward clock changes in history: about one day, in Kwajalein and Alaska.
const MAX_BACKWARD_CHANGE_MS = 2 * DAY_MS;

/** Returns null without days off. Throws `ScheduleError` for the field `exclude`. */
export function parseDaysOff(exclude: readonly DaysOff[], zone: Zone): Calendar | null {
  if (exclude.length === 0) return null;
  if (exclude.length > MAX_ITEMS)
    throw new ScheduleError('exclude', `exclude must have at most ${MAX_ITEMS} items`);
  const ranges = exclude.map(parseRange).sort((a, b) => a.first - b.first);
  const merged: DayRange[] = [];
  for (const range of ranges) {
    const previous = merged.at(-1);
    if (previous && range.first <= previous.last + 1) previous.last = Math.max(previous.last, range.last);
    else merged.push(range);
  }
  return { zone, ranges: merged };
}

function parseRange(item: DaysOff): DayRange {
  if (typeof item === 'string') {
    const day = parseDay(item);
    return { first: day, last: day };
  }
  const range = { first: parseDay(item.from), last: parseDay(item.to) };
  if (range.first > range.last) {
    throw new ScheduleError('exclude', `exclude: "to" (${item.to}) is before "from" (${item.from})`);
  }
  return range;
}

function parseDay(text: string): number {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number);
  const isDay =
    year !== undefined &&
    month !== undefined &&
    day !== undefined &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= monthLength(year, month);
  if (!isDay) throw new ScheduleError('exclude', `exclude: "${text}" is not a date such as 2027-12-24`);
  return daysFromCivil(year, month, day);
}

/**
 * For an instant on a day off, returns a later instant before which there is no occurrence; otherwise undefined.
 * Epoch ms. The local clock at the instant decides which day it is on.
 */
export function skipDaysOff({ zone, ranges }: Calendar, at: number): number | undefined {
  const segment = segmentAt(zone, at);
  const day = Math.floor((at + segment.offset) / DAY_MS);
  const range = ranges.find(({ first, last }) => first <= day && day <= last);
  if (range === undefined) return undefined;
  const midnight = (range.last + 1) * DAY_MS;
  const endAtThisOffset = Math.min(midnight - segment.offset, segment.end);
  // If the clock goes back soon after the range starts, it can show the day before the range again.
  if (at + segment.offset < range.first * DAY_MS + MAX_BACKWARD_CHANGE_MS) return endAtThisOffset;
  // It can also show the range again after its end: then `firstShown` is in the past. Otherwise one jump skips the range.
  return Math.max(endAtThisOffset, firstShown(zone, midnight));
}
