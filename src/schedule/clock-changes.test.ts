// Compares the engine with a minute-by-minute walk over real clocks around their changes.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextOccurrence, parseSchedule } from './schedule.ts';
import { cronFields } from './test-fields.ts';

// The changes worth walking over: the usual hour, half an hour, two hours, a whole day, at midnight, before midnight,
// at 00:01, on negative summer time, and changes of the standard offset.
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

const MINUTE_MS = 60_000;
const MINUTES_AROUND = 3 * 1_440;

interface Minute {
  utcMs: number;
  /** The wall clock read as if it were UTC, in minutes since 1970. */
  localMinute: number;
}

interface Fields {
  minutes: number[] | '*' | '*/20';
  hours: number[] | '*' | '*/2';
  days: number[] | '*';
  months: number[] | '*';
  weekdays: number[] | '*';
}

const some = (values: readonly number[], maxLength: number) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength });
const upTo = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

const anyFields: fc.Arbitrary<Fields> = fc.record({
  minutes: fc.oneof(
    some(upTo(0, 59), 4),
    some([0, 15, 30, 45, 59], 3),
    fc.constantFrom('*' as const, '*/20' as const),
  ),
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
});

describe.each(CHANGES)('%s about %s', (zone, about) => {
  const clock = readClock(zone, Temporal.Instant.from(about));

  it('has a change to walk over', () => {
    const steps = clock.map(
      (minute, index) => minute.localMinute - (clock[index - 1]?.localMinute ?? minute.localMinute - 1),
    );
    expect(steps.filter((step) => step !== 1)).toHaveLength(1);
  });

  it('agrees with the walk', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const expression = write(fields);
        expect(search(expression, zone, clock), expression).toEqual(walk(fields, clock));
      }),
      { numRuns: 70 },
    );
  });
});

function readClock(zone: string, about: Temporal.Instant): Minute[] {
  return upTo(-MINUTES_AROUND, MINUTES_AROUND).map((minute) => {
    const utcMs = about.epochMilliseconds + minute * MINUTE_MS;
    const local = Temporal.Instant.fromEpochMilliseconds(utcMs).toZonedDateTimeISO(zone).toPlainDateTime();
    const localMs = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute);
    return { utcMs, localMinute: localMs / MINUTE_MS };
  });
}

/** Vixie cron, told as a story: stand at the clock, minute by minute, and remember what it has shown. */
function walk(fields: Fields, clock: readonly Minute[]): number[] {
  const realTime = String(fields.minutes).startsWith('*') || String(fields.hours).startsWith('*');
  const occurrences: number[] = [];
  const [start, ...minutes] = clock;
  if (start === undefined) return [];
  let shown = start.localMinute;
  for (const { utcMs, localMinute } of minutes) {
    const due = realTime ? [localMinute] : upTo(shown + 1, localMinute);
    if (due.some((minute) => matches(fields, new Date(minute * MINUTE_MS)))) occurrences.push(utcMs);
    shown = Math.max(shown, localMinute);
  }
  return occurrences;
}

function matches(fields: Fields, local: Date): boolean {
  const day = fields.days === '*' || fields.days.includes(local.getUTCDate());
  const weekday = fields.weekdays === '*' || fields.weekdays.includes(local.getUTCDay());
  return (
    (fields.minutes === '*' ||
      (fields.minutes === '*/20'
        ? local.getUTCMinutes() % 20 === 0
        : fields.minutes.includes(local.getUTCMinutes()))) &&
    (fields.hours === '*' ||
      (fields.hours === '*/2'
        ? local.getUTCHours() % 2 === 0
        : fields.hours.includes(local.getUTCHours()))) &&
    (fields.months === '*' || fields.months.includes(local.getUTCMonth() + 1)) &&
    (fields.days !== '*' && fields.weekdays !== '*' ? day || weekday : day && weekday)
  );
}

function write(fields: Fields): string {
  return [fields.minutes, fields.hours, fields.days, fields.months, fields.weekdays].map(String).join(' ');
}

function search(expression: string, zone: string, clock: readonly Minute[]): number[] {
  const first = clock[0]?.utcMs ?? 0;
  const last = clock.at(-1)?.utcMs ?? 0;
  // Months without such days (`31 2`) are refused as never occurring; the walk finds nothing either.
  let schedule: ReturnType<typeof parseSchedule>;
  try {
    schedule = parseSchedule(cronFields(expression, zone));
  } catch (error) {
    if (error instanceof Error && error.message.includes('never occurs')) return [];
    throw error;
  }
  const occurrences: number[] = [];
  let after = Temporal.Instant.fromEpochMilliseconds(first);
  for (;;) {
    const next = nextOccurrence(schedule, after);
    if (next === null || next.epochMilliseconds > last) return occurrences;
    occurrences.push(next.epochMilliseconds);
    after = next;
  }
}
