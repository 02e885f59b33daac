// Finds the next occurrence of a recurring schedule: anchor + k × value.

import { civilFromDays, DAY_MS, daysFromCivil, HOUR_MS, MINUTE_MS, monthLength } from './civil.ts';
import type { Interval } from './interval-unit.ts';
import { firstShown, latestShown, segmentAt, type Zone } from './zone.ts';

/** The size of each unit: in elapsed ms, calendar days or calendar months. */
export const INTERVALS: Readonly<Record<Interval, { unit: 'ms' | 'day' | 'month'; size: number }>> = {
  minute: { unit: 'ms', size: MINUTE_MS },
  hour: { unit: 'ms', size: HOUR_MS },
  day: { unit: 'day', size: 1 },
  week: { unit: 'day', size: 7 },
  month: { unit: 'month', size: 1 },
  year: { unit: 'month', size: 12 },
};

export interface Recurrence {
  interval: Interval;
  /** 1–100 000 */
  value: number;
  zone: Zone;
  /** Epoch ms. */
  anchor: number;
  /** Whether k starts at 0 (the anchor is `starts_at`) or at 1 (the anchor is the creation instant). */
  includesAnchor: boolean;
}

/**
 * The first occurrence strictly after `after`, both in epoch ms. Infinity if there is none before `horizon`. Always
 * computed from the anchor, in constant time, so that occurrences do not drift (docs/schedules.md).
 */
export function nextInterval(recurrence: Recurrence, after: number, horizon: number): number {
  const { anchor, zone } = recurrence;
  // The anchor is an instant, not a local time: an anchor in the second pass of a repeated hour stays there.
  if (after < anchor && recurrence.includesAnchor) return anchor;
  const from = Math.max(after, anchor);
  const { unit, size } = INTERVALS[recurrence.interval];
  const step = size * recurrence.value;
  if (unit === 'ms') return anchor + (Math.floor((from - anchor) / step) + 1) * step;

  const start = anchor + segmentAt(zone, anchor).offset;
  const shown = latestShown(zone, from);
  const local = unit === 'day' ? nextByDays(start, step * DAY_MS, shown) : nextByMonths(start, step, shown);
  return local - DAY_MS > horizon ? Infinity : firstShown(zone, local);
}

// Both functions return local ms: the first *start + k × step* with k ≥ 1 after `after`. `after` is never before `start`.

function nextByDays(start: number, stepMs: number, after: number): number {
  return start + (Math.floor((after - start) / stepMs) + 1) * stepMs;
}

function nextByMonths(start: number, stepMonths: number, after: number): number {
  const startDay = Math.floor(start / DAY_MS);
  const { year, month, day } = civilFromDays(startDay);
  const startMonth = year * 12 + month - 1;
  const until = civilFromDays(Math.floor(after / DAY_MS));
  const steps = Math.max(1, Math.floor((until.year * 12 + until.month - 1 - startMonth) / stepMonths));
  // Clamping to the end of the month keeps an occurrence in its month. This step is in the month of `after` or earlier,
  // so it can be before `after`; the next step is in a later month.
  const local = atMonth(steps);
  return local > after ? local : atMonth(steps + 1);

  function atMonth(k: number): number {
    const target = startMonth + k * stepMonths;
    const targetYear = Math.floor(target / 12);
    const targetMonth = target - targetYear * 12 + 1;
    const targetDay = Math.min(day, monthLength(targetYear, targetMonth));
    return daysFromCivil(targetYear, targetMonth, targetDay) * DAY_MS + (start - startDay * DAY_MS);
  }
}
