// Compares the engine with a minute-by-minute walk over real clocks, around their changes and over years.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextOccurrence, parseSchedule } from './schedule.ts';
import { cronFields } from './test-fields.ts';
import { anyFields, type Clock, MINUTE_MS, readClock, sparseFields, upTo, walk, write } from './test-walk.ts';

// Clock changes of all kinds: one hour, half an hour, two hours, a whole day, at midnight, before midnight, at 00:01,
// negative daylight saving time, and changes of the standard offset.
const CHANGES: readonly (readonly [zone: string, about: string])[] = [
  ['Europe/Berlin', '2026-03-29T01:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00Z'],
  ['America/New_York', '2026-03-08T07:00Z'],
  ['America/New_York', '2026-11-01T06:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
  ['Antarctica/Troll', '2026-03-29T01:00Z'],
  ['Antarctica/Troll', '2026-10-25T01:00Z'],
  ['America/Sao_Paulo', '2018-11-04T03:00Z'],
  ['America/Sao_Paulo', '2018-02-18T02:00Z'],
  ['America/Havana', '2025-11-02T05:00Z'],
  ['America/St_Johns', '2006-04-02T03:31Z'],
  ['America/St_Johns', '2006-10-29T02:31Z'],
  ['Asia/Pyongyang', '2015-08-14T15:00Z'],
  ['Asia/Pyongyang', '2018-05-04T15:00Z'],
  ['Pacific/Chatham', '2026-09-26T14:00Z'],
  ['Pacific/Chatham', '2026-04-04T14:00Z'],
  ['Europe/Dublin', '2026-03-29T01:00Z'],
  ['Africa/Cairo', '2025-10-30T21:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00Z'],
  ['Pacific/Kwajalein', '1993-08-21T12:00Z'],
  ['Asia/Almaty', '2024-02-29T18:00Z'],
  ['Asia/Tehran', '2022-03-21T20:30Z'],
];

// Zones with every clock change since 2000, and those announced or expected until 2040.
const ZONES = [
  'Africa/Cairo',
  'Africa/Casablanca',
  'America/Havana',
  'America/New_York',
  'America/Santiago',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Antarctica/Troll',
  'Asia/Beirut',
  'Asia/Gaza',
  'Asia/Tehran',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Europe/Dublin',
  'Pacific/Apia',
  'Pacific/Chatham',
];

const DAY_MINUTES = 1_440;
const minuteOf = (text: string) => Date.parse(text) / MINUTE_MS;

describe.each(CHANGES)('%s about %s', (zone, about) => {
  const clock = readClock(zone, minuteOf(about) - 3 * DAY_MINUTES, 6 * DAY_MINUTES);

  it('has a change to walk over', () => {
    expect(jumpsOf(clock)).toBe(1);
  });

  it('agrees with the walk', () => {
    fc.assert(
      fc.property(anyFields, (fields) => agree(write(fields), clock, walk(fields, clock))),
      { numRuns: 25 },
    );
  });
});

it.each(ZONES)('agrees with the walk around every change of %s, 2000 to 2040', (zone) => {
  let changes = 0;
  let at = Temporal.Instant.from('2000-01-01T00:00Z').toZonedDateTimeISO(zone);
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (next === null || next.year >= 2040) break;
    at = next;
    const clock = readClock(zone, at.epochMilliseconds / MINUTE_MS - DAY_MINUTES, 2 * DAY_MINUTES);
    fc.assert(
      fc.property(anyFields, (fields) => agree(write(fields), clock, walk(fields, clock))),
      { numRuns: 2 },
    );
    changes++;
  }
  expect(changes).toBeGreaterThan(10);
});

// Thirty random schedules, five million minutes each.
it.each([
  'UTC',
  'Asia/Kolkata',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'America/Santiago',
])('agrees with the walk over ten years in %s', (zone) => {
  const clock = readClock(zone, minuteOf('2022-01-01T00:00Z'), 3_652 * DAY_MINUTES);
  fc.assert(
    fc.property(sparseFields, (fields) => agree(write(fields), clock, walk(fields, clock))),
    { numRuns: 5 },
  );
});

function jumpsOf({ shown }: Clock): number {
  return upTo(1, shown.length - 1).filter((index) => (shown[index] ?? 0) - (shown[index - 1] ?? 0) !== 1)
    .length;
}

/** Steps from occurrence to occurrence until the last minute of the clock; fails at the first difference to the walk. */
function agree(expression: string, { zone, start, shown }: Clock, expected: readonly number[]): void {
  let schedule: ReturnType<typeof parseSchedule>;
  try {
    schedule = parseSchedule(cronFields(expression, zone));
  } catch (error) {
    // Days that never occur (`31 2`) are refused; the walk finds no occurrence either.
    if (!(error instanceof Error && error.message.includes('never occurs'))) throw error;
    expect(expected).toEqual([]);
    return;
  }
  let after = Temporal.Instant.fromEpochMilliseconds(start * MINUTE_MS);
  const last = (start + shown.length - 1) * MINUTE_MS;
  for (const walked of [...expected, Infinity]) {
    const next = nextOccurrence(schedule, after);
    const found = next === null || next.epochMilliseconds > last ? Infinity : next.epochMilliseconds;
    // `expect` at every step would dominate the run time.
    if (found !== walked) {
      expect(next?.toString(), `${expression} in ${zone} after ${after}`).toBe(
        walked === Infinity
          ? `none until ${last}`
          : Temporal.Instant.fromEpochMilliseconds(walked).toString(),
      );
    }
    if (next !== null) after = next;
  }
}
