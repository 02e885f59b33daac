// Days off: stretches of calendar days, in the job's time zone, on which nothing occurs.

import { DAY_MS, daysFromCivil, monthLength } from './civil.ts';
import { ScheduleError } from './schedule-error.ts';
import { firstShown, segmentAt, type Zone } from './zone.ts';

/** One day, or all days from one to another, both included; written as `2027-12-24`. */
export type DaysOff = string | { from: string; to: string };

/** A stretch in days since 1970-01-01, both ends included. */
interface Stretch {
  first: number;
  last: number;
}

export interface Calendar {
  zone: Zone;
  /** In order, with at least one day between two of them. */
  stretches: Stretch[];
}

const AT_MOST = 100;
// A whole day, on Kwajalein and in Alaska, and some minutes.
const GOES_BACK_AT_MOST_MS = 2 * DAY_MS;

/** Null when there are none. Throws `ScheduleError` on `exclude`. */
export function parseDaysOff(exclude: readonly DaysOff[], zone: Zone): Calendar | null {
  if (exclude.length === 0) return null;
  if (exclude.length > AT_MOST) throw new ScheduleError('exclude', `exclude lists at most ${AT_MOST} items`);
  const stretches = exclude.map(readStretch).sort((a, b) => a.first - b.first);
  const merged: Stretch[] = [];
  for (const stretch of stretches) {
    const before = merged.at(-1);
    if (before && stretch.first <= before.last + 1) before.last = Math.max(before.last, stretch.last);
    else merged.push(stretch);
  }
  return { zone, stretches: merged };
}

function readStretch(item: DaysOff): Stretch {
  if (typeof item === 'string') {
    const day = readDay(item);
    return { first: day, last: day };
  }
  const stretch = { first: readDay(item.from), last: readDay(item.to) };
  if (stretch.first > stretch.last) {
    throw new ScheduleError('exclude', `exclude: "to" (${item.to}) is before "from" (${item.from})`);
  }
  return stretch;
}

function readDay(text: string): number {
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
 * For an instant on a day off, an instant before which nothing can occur, later than the one given; else undefined.
 * Epoch ms. An instant is on the day that the clock shows at it.
 */
export function skipDaysOff({ zone, stretches }: Calendar, at: number): number | undefined {
  const segment = segmentAt(zone, at);
  const day = Math.floor((at + segment.offset) / DAY_MS);
  const stretch = stretches.find(({ first, last }) => first <= day && day <= last);
  if (stretch === undefined) return undefined;
  const midnight = (stretch.last + 1) * DAY_MS;
  const whileOffsetHolds = Math.min(midnight - segment.offset, segment.end);
  // A clock that goes back soon after the stretch has begun may show the day before it again.
  if (at + segment.offset < stretch.first * DAY_MS + GOES_BACK_AT_MOST_MS) return whileOffsetHolds;
  // Or the stretch again, after its end: then `firstShown` has passed. Otherwise one jump, however long the stretch.
  return Math.max(whileOffsetHolds, firstShown(zone, midnight));
}
