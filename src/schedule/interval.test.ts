// Compares recurring schedules with Temporal's calendar arithmetic, step by step from the anchor.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Interval, nextOccurrence, parseSchedule } from './schedule.ts';
import { at, fieldsOf } from './test-fields.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'America/Havana',
  'Pacific/Apia',
  'Asia/Kathmandu',
];

/** The k-th occurrence as docs/schedules.md defines it. */
function reference(
  anchor: Temporal.Instant,
  zone: string,
  interval: Interval,
  steps: number,
): Temporal.Instant {
  if (interval === 'minute' || interval === 'hour') return anchor.add({ [`${interval}s`]: steps });
  const local = anchor
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .add({ [`${interval}s`]: steps });
  const first = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (first.toPlainDateTime().equals(local)) return first.toInstant();
  const gapEnd = local.toZonedDateTime(zone, { disambiguation: 'later' }).getTimeZoneTransition('previous');
  if (gapEnd === null) throw new Error('a gap without a transition');
  return gapEnd.toInstant();
}

const recurrences = fc.record({
  zone: fc.constantFrom(...ZONES),
  interval: fc.constantFrom<Interval>('minute', 'hour', 'day', 'week', 'month', 'year'),
  value: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 40 })),
  anchor: fc.oneof(
    fc
      .integer({ min: Date.UTC(1975, 0) / 60_000, max: Date.UTC(2060, 0) / 60_000 })
      .map((minute) => minute * 60_000),
    // Times of day within gaps and repeated hours, at the ends of months.
    fc.constantFrom(
      ...[
        '2011-12-30T00:30:00Z',
        '2024-01-31T01:30:00Z',
        '2024-02-29T15:15:00Z',
        '2025-10-31T05:30:00.250Z',
      ].map(Date.parse),
    ),
  ),
});

it('is anchor + k × value, from every start instant', () => {
  fc.assert(
    fc.property(recurrences, fc.nat({ max: 2_000 }), ({ zone, interval, value, anchor: anchorMs }, k) => {
      const anchor = Temporal.Instant.fromEpochMilliseconds(anchorMs);
      const schedule = parseSchedule(
        fieldsOf({
          schedule_type: 'recurring',
          interval,
          interval_value: value,
          timezone: zone,
          starts_at: anchor,
        }),
      );
      fc.pre(interval !== 'year' || k * value < 5_000);
      let before =
        k === 0 ? anchor.subtract({ milliseconds: 1 }) : reference(anchor, zone, interval, k * value);
      for (let step = k === 0 ? 0 : k + 1; step < k + 6; step++) {
        const expected = step === 0 ? anchor : reference(anchor, zone, interval, step * value);
        // The midnight of a skipped day is the midnight of the next day: two steps, one occurrence.
        if (Temporal.Instant.compare(expected, before) === 0) continue;
        expect(nextOccurrence(schedule, before)?.toString()).toBe(expected.toString());
        expect(nextOccurrence(schedule, expected.subtract({ milliseconds: 1 }))?.toString()).toBe(
          expected.toString(),
        );
        before = expected;
      }
    }),
    { numRuns: 1_500 },
  );
});

it('anchors at the creation instant, truncated to seconds, without an occurrence there', () => {
  const createdAt = at('2026-03-05T10:20:30.789Z');
  const schedule = parseSchedule(
    fieldsOf({ schedule_type: 'recurring', interval: 'day', interval_value: 2, created_at: createdAt }),
  );
  expect(nextOccurrence(schedule, at('2020-01-01T00:00:00Z'))?.toString()).toBe('2026-03-07T10:20:30Z');
  expect(nextOccurrence(schedule, createdAt)?.toString()).toBe('2026-03-07T10:20:30Z');
});

it('returns to the 31st', () => {
  const startsAt = at('2026-01-31T09:00:00Z');
  const schedule = parseSchedule(
    fieldsOf({ schedule_type: 'recurring', interval: 'month', interval_value: 1, starts_at: startsAt }),
  );
  expect(nextOccurrence(schedule, startsAt)?.toString()).toBe('2026-02-28T09:00:00Z');
  expect(nextOccurrence(schedule, at('2026-02-28T09:00:00Z'))?.toString()).toBe('2026-03-31T09:00:00Z');
});

it.each([
  0,
  -1,
  1.5,
  100_001,
  Number.NaN,
  Number.MAX_SAFE_INTEGER,
])('refuses every %s days', (intervalValue) => {
  expect(() =>
    parseSchedule(fieldsOf({ schedule_type: 'recurring', interval: 'day', interval_value: intervalValue })),
  ).toThrow(expect.objectContaining({ field: 'interval_value' }));
});

it('refuses an interval without a second occurrence before the year 10000', () => {
  const recurring = (intervalValue: number) => () =>
    parseSchedule(fieldsOf({ schedule_type: 'recurring', interval: 'year', interval_value: intervalValue }));
  expect(recurring(7_973)).not.toThrow();
  expect(recurring(7_974)).toThrow(expect.objectContaining({ field: 'interval_value' }));
  expect(recurring(100_000)).toThrow(expect.objectContaining({ field: 'interval_value' }));
});
