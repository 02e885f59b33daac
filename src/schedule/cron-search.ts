// Finds the next instant that matches a cron expression in a time zone.

import { civilFromDays, DAY_MS, daysFromCivil, monthLength, SECOND_MS, weekday } from './civil.ts';
import { monthKind } from './cron-days.ts';
import type { Cron } from './cron-reader.ts';
import { firstShown, latestShown, segmentAt, type Zone } from './zone.ts';

/**
 * The first occurrence strictly after `after`, both in epoch ms. Infinity if there is none before `horizon`.
 * Clock changes follow Vixie cron (docs/schedules.md, "Clock changes").
 */
export function nextCron(cron: Cron, zone: Zone, after: number, horizon: number): number {
  if (!cron.followsElapsedTime) {
    const local = nextLocal(cron, latestShown(zone, after));
    return local - DAY_MS > horizon ? Infinity : firstShown(zone, local);
  }
  // Each segment of constant offset is searched separately: times in a gap never match, repeated times match twice.
  let from = after + 1;
  while (from <= horizon) {
    const segment = segmentAt(zone, from);
    const at = nextLocal(cron, from - 1 + segment.offset) - segment.offset;
    if (at < segment.end) return at;
    from = segment.end;
  }
  return Infinity;
}

/**
 * The first matching local time strictly after `after`, without a time zone. Iterates over matching months. The loop
 * ends within 40 years (a fifth weekday in February across 2100), because the parser refuses impossible dates.
 */
function nextLocal(cron: Cron, after: number): number {
  const earliest = Math.floor(after / SECOND_MS) + 1;
  const today = Math.floor(earliest / 86_400);
  const date = civilFromDays(today);
  let { year, month, day } = date;
  if (matchesDay(cron, today, date.year, date.month, date.day)) {
    const time = nextTimeOfDay(cron, earliest - today * 86_400);
    if (time !== -1) return (today * 86_400 + time) * SECOND_MS;
  }
  day++;
  for (;;) {
    const matching = cron.months[month] ?? -1;
    if (matching === -1) {
      year++;
      month = 1;
      day = 1;
      continue;
    }
    if (matching !== month) {
      month = matching;
      day = 1;
    }
    const first = daysFromCivil(year, month, 1);
    const left = (cron.days[monthKind(monthLength(year, month), weekday(first))] ?? 0) & (-1 << (day - 1));
    if (left !== 0) {
      const offset = 31 - Math.clz32(left & -left);
      return ((first + offset) * 86_400 + nextTimeOfDay(cron, 0)) * SECOND_MS;
    }
    month++;
    day = 1;
  }
}

function matchesDay(cron: Cron, days: number, year: number, month: number, day: number): boolean {
  if (cron.months[month] !== month) return false;
  const mask = cron.days[monthKind(monthLength(year, month), weekday(days - day + 1))] ?? 0;
  return (mask & (1 << (day - 1))) !== 0;
}

/** The first matching second of the day at or after `from`, or -1 if there is none. */
function nextTimeOfDay(cron: Cron, from: number): number {
  const hour = Math.floor(from / 3_600);
  const minute = Math.floor(from / 60) % 60;
  const firstMinute = cron.minutes[0] ?? 0;
  const firstSecond = cron.seconds[0] ?? 0;
  if (cron.hours[hour] === hour) {
    if (cron.minutes[minute] === minute) {
      const second = cron.seconds[from % 60] ?? -1;
      if (second !== -1) return hour * 3_600 + minute * 60 + second;
    }
    const laterMinute = cron.minutes[minute + 1] ?? -1;
    if (laterMinute !== -1) return hour * 3_600 + laterMinute * 60 + firstSecond;
  }
  const laterHour = cron.hours[hour + 1] ?? -1;
  return laterHour === -1 ? -1 : laterHour * 3_600 + firstMinute * 60 + firstSecond;
}
