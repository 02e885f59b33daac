// Describes a recurring schedule in English.

import { ordinal } from '../text/ordinal.ts';
import { SINCE_CREATION } from '../text/since-creation.ts';
import { civilFromDays, DAY_MS, monthLength } from './civil.ts';
import { INTERVALS, type Recurrence } from './interval.ts';
import { dateText, instantText, monthName, timeText, units, weekdayText, zoneText } from './wording.ts';
import { segmentAt } from './zone.ts';

/**
 * `Every month from 31 January 2026 at 10:00 UTC, on the last day of months that are shorter`. `namesZone` also names
 * the zone for minutes and hours, because the caller appends local times.
 */
export function describeRecurrence(recurrence: Recurrence, namesZone: boolean): string {
  const { interval, value, zone, anchor, includesAnchor } = recurrence;
  const every = `Every ${units(value, interval)}`;
  const local = anchor + segmentAt(zone, anchor).offset;
  const isExact = INTERVALS[interval].unit === 'ms';
  if (includesAnchor) {
    const day = interval === 'week' ? `${weekdayText(local)}, ` : '';
    return `${every} from ${day}${instantText(zone, anchor)}${zoneText(zone, ' UTC')}${clampText(recurrence)}`;
  }
  if (isExact) return `${every}${SINCE_CREATION}${namesZone ? zoneText(zone) : ''}`;
  const { day, month } = civilFromDays(Math.floor(local / DAY_MS));
  const on = {
    day: '',
    week: ` on ${weekdayText(local)}`,
    month: ` on the ${ordinal(day)}`,
    year: ` on ${day} ${monthName(month)}`,
  }[interval as 'day' | 'week' | 'month' | 'year'];
  const counted = value === 1 ? '' : `, counted from ${dateText(local)}`;
  return `${every}${on} at ${timeText(local)}${zoneText(zone)}${counted}${clampText(recurrence)}`;
}

function clampText(recurrence: Recurrence): string {
  const clamped = findClamping(recurrence);
  if (clamped === undefined) return '';
  return clamped.onlyLeapDay
    ? ', on 28 February in years without a 29th'
    : ', on the last day of months that are shorter';
}

/** The anchor's day of the month, if a month of the recurrence lacks that day; otherwise undefined. */
export function findClamping(recurrence: Recurrence): { day: number; onlyLeapDay: boolean } | undefined {
  const { interval, value, zone, anchor } = recurrence;
  const { unit, size } = INTERVALS[interval];
  if (unit !== 'month') return undefined;
  const local = anchor + segmentAt(zone, anchor).offset;
  const { day, month } = civilFromDays(Math.floor(local / DAY_MS));
  const lengths = Array.from({ length: 12 }, (_, k) =>
    monthLength(2001, ((month - 1 + k * size * value) % 12) + 1),
  );
  return Math.min(...lengths) < day
    ? { day, onlyLeapDay: month === 2 && (size * value) % 12 === 0 }
    : undefined;
}
