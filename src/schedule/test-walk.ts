// Test helper: a reference implementation of Vixie cron that walks a wall clock minute by minute.

import fc from 'fast-check';

export const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** The local time of a wall clock, minute by minute. */
export interface Clock {
  zone: string;
  /** Minutes since 1970, UTC. */
  start: number;
  /** The local time of each minute from `start` on, as minutes since 1970 as if it were UTC. */
  shown: Int32Array;
}

/** The fields of a cron expression, without special days and names. */
interface Fields {
  minutes: number[] | '*' | '*/20';
  hours: number[] | '*' | '*/2';
  days: number[] | '*';
  months: number[] | '*';
  weekdays: number[] | '*';
}

export const upTo = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
const some = (values: readonly number[], maxLength: number) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength });

const minuteLists = fc.oneof(some(upTo(0, 59), 4), some([0, 15, 30, 45, 59], 3));
const others = {
  hours: fc.oneof(
    some([0, 1, 2, 3, 22, 23], 4),
    some(upTo(0, 23), 3),
    fc.constantFrom('*' as const, '*/2' as const),
  ),
  days: fc.oneof(
    { weight: 3, arbitrary: fc.constant('*' as const) },
    { weight: 1, arbitrary: some(upTo(1, 31), 10) },
  ),
  months: fc.oneof(
    { weight: 3, arbitrary: fc.constant('*' as const) },
    { weight: 1, arbitrary: some(upTo(1, 12), 9) },
  ),
  weekdays: fc.oneof(
    { weight: 3, arbitrary: fc.constant('*' as const) },
    { weight: 1, arbitrary: some(upTo(0, 6), 4) },
  ),
};

export const anyFields: fc.Arbitrary<Fields> = fc.record({
  minutes: fc.oneof(
    { weight: 2, arbitrary: minuteLists },
    { weight: 1, arbitrary: fc.constantFrom('*' as const, '*/20' as const) },
  ),
  ...others,
});

/** At most four occurrences per hour, so that a test can walk over years. */
export const sparseFields: fc.Arbitrary<Fields> = fc.record({
  minutes: fc.oneof(
    { weight: 3, arbitrary: minuteLists },
    { weight: 1, arbitrary: fc.constant('*/20' as const) },
  ),
  ...others,
});

export function write(fields: Fields): string {
  return [fields.minutes, fields.hours, fields.days, fields.months, fields.weekdays].map(String).join(' ');
}

/** No zone changes its offset twice within this time. */
const GRID_MINUTES = 360;

/** Computes every minute around a clock change. If the offset is equal at both ends of a stretch, it is constant. */
export function readClock(zone: string, start: number, length: number): Clock {
  const shown = new Int32Array(length);
  const fill = (first: number, firstShown: number, last: number, lastShown: number): void => {
    if (lastShown - firstShown === last - first || last - first <= 1) {
      for (let minute = first; minute < last; minute++) shown[minute] = firstShown + minute - first;
      shown[last] = lastShown;
      return;
    }
    const middle = (first + last) >> 1;
    const middleShown = localMinute(zone, start + middle);
    fill(first, firstShown, middle, middleShown);
    fill(middle, middleShown, last, lastShown);
  };
  let first = 0;
  let firstShown = localMinute(zone, start);
  while (first < length - 1) {
    const last = Math.min(first + GRID_MINUTES, length - 1);
    const lastShown = localMinute(zone, start + last);
    fill(first, firstShown, last, lastShown);
    [first, firstShown] = [last, lastShown];
  }
  return { zone, start, shown };
}

function localMinute(zone: string, utcMinute: number): number {
  const instant = Temporal.Instant.fromEpochMilliseconds(utcMinute * MINUTE_MS);
  const local = instant.toZonedDateTimeISO(zone).toPlainDateTime();
  return Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute) / MINUTE_MS;
}

/** The occurrences after the first minute of the clock, in epoch ms. Keeps track of the latest local time shown. */
export function walk(fields: Fields, { start, shown }: Clock): number[] {
  const followsElapsedTime = String(fields.minutes).startsWith('*') || String(fields.hours).startsWith('*');
  const matches = matcher(fields, shown);
  const occurrences: number[] = [];
  let latest = shown[0] ?? 0;
  for (let index = 1; index < shown.length; index++) {
    const now = shown[index] ?? 0;
    let occurs = false;
    for (let due = followsElapsedTime ? now : latest + 1; due <= now && !occurs; due++) occurs = matches(due);
    if (occurs) occurrences.push((start + index) * MINUTE_MS);
    latest = Math.max(latest, now);
  }
  return occurrences;
}

/** Precomputes every minute of the day and every day: ten years have five million minutes. */
function matcher(fields: Fields, shown: Int32Array): (localMinute: number) => boolean {
  const times = upTo(0, DAY_MINUTES - 1).map((minute) => matchesTime(fields, minute));
  // One more day at both ends: a clock that goes back can show the day before the first day.
  const firstDay = Math.floor((shown[0] ?? 0) / DAY_MINUTES) - 1;
  const lastDay = Math.floor((shown.at(-1) ?? 0) / DAY_MINUTES) + 1;
  const days = upTo(firstDay, lastDay).map((day) =>
    matchesDay(fields, new Date(day * DAY_MINUTES * MINUTE_MS)),
  );
  return (localMinute) => {
    const day = Math.floor(localMinute / DAY_MINUTES);
    return times[localMinute - day * DAY_MINUTES] === true && days[day - firstDay] === true;
  };
}

function matchesTime({ minutes, hours }: Fields, minuteOfDay: number): boolean {
  const minute = minuteOfDay % 60;
  const hour = Math.floor(minuteOfDay / 60);
  return (
    (minutes === '*' || (minutes === '*/20' ? minute % 20 === 0 : minutes.includes(minute))) &&
    (hours === '*' || (hours === '*/2' ? hour % 2 === 0 : hours.includes(hour)))
  );
}

function matchesDay({ days, months, weekdays }: Fields, date: Date): boolean {
  const day = days === '*' || days.includes(date.getUTCDate());
  const weekday = weekdays === '*' || weekdays.includes(date.getUTCDay());
  return (
    (months === '*' || months.includes(date.getUTCMonth() + 1)) &&
    (days !== '*' && weekdays !== '*' ? day || weekday : day && weekday)
  );
}
