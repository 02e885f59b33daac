// Tests the properties of every schedule type, and the field names in errors.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Memo } from './memo.ts';
import {
  latestOccurrence,
  nextOccurrence,
  parseSchedule,
  type Schedule,
  type ScheduleFields,
} from './schedule.ts';
import { at, cronFields, fieldsOf } from './test-fields.ts';

const recurring: ScheduleFields = fieldsOf({
  schedule_type: 'recurring',
  interval: 'hour',
  interval_value: 1,
});

const schedules = fc
  .record({
    fields: fc.constantFrom<ScheduleFields>(
      cronFields('* * * * *', 'Europe/Berlin'),
      cronFields('* * * * * *'),
      cronFields('*/20 * * * * *', 'Asia/Kolkata'),
      cronFields('*/15 1-3 * * *', 'America/New_York'),
      cronFields('0,30 2 * * *', 'Australia/Lord_Howe'),
      cronFields('30 0 1,15 * MON', 'America/Havana'),
      cronFields('* * * * 5#5', 'Antarctica/Troll'),
      cronFields('59 23 31 12 *', 'Pacific/Apia'),
      cronFields('0 0 29 2 *', 'America/Sao_Paulo'),
      { ...recurring, interval: 'minute', interval_value: 7 },
      { ...recurring, interval: 'day', interval_value: 1, timezone: 'Europe/Dublin' },
      {
        ...recurring,
        interval: 'month',
        interval_value: 5,
        starts_at: at('2020-08-31T00:30:00.5Z'),
        timezone: 'Asia/Amman',
      },
      fieldsOf({ schedule_type: 'specific_time', specific_time: at('2030-06-01T12:00:00.123Z') }),
    ),
    starts_at: fc.option(fc.constantFrom('2026-03-29T00:59:00Z', '2029-01-01T00:00:00.001Z').map(at)),
    ends_at: fc.option(fc.constantFrom('2030-06-01T12:00:00.123Z', '2032-02-29T03:00:00Z').map(at)),
  })
  .map(({ fields, starts_at: startsAt, ends_at: endsAt }) =>
    parseSchedule({ ...fields, starts_at: fields.starts_at ?? startsAt, ends_at: endsAt }),
  );

// Half of the start instants are close to clock changes.
const instants = fc
  .oneof(
    fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2034-01-01') }),
    fc
      .tuple(
        fc.constantFrom(
          '2026-03-29T01:00Z',
          '2026-10-25T01:00Z',
          '2026-03-08T07:00Z',
          '2026-04-04T15:00Z',
          '2026-11-01T05:00Z',
        ),
        fc.integer({ min: -7_200_000, max: 7_200_000 }),
      )
      .map(([change, distance]) => Date.parse(change) + distance),
  )
  .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));

function walk(schedule: Schedule, after: Temporal.Instant, count: number): Temporal.Instant[] {
  const found: Temporal.Instant[] = [];
  for (let next = nextOccurrence(schedule, after); next !== null && found.length < count; ) {
    found.push(next);
    next = nextOccurrence(schedule, next);
  }
  return found;
}

it('next is strictly after its argument, from every instant between two occurrences', () => {
  fc.assert(
    fc.property(
      schedules,
      instants,
      fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 4 }),
      (schedule, start, parts) => {
        let before = start;
        for (const next of walk(schedule, start, 12)) {
          const span = next.epochMilliseconds - before.epochMilliseconds;
          expect(span).toBeGreaterThan(0);
          for (const part of parts) {
            const jumped = before.add({ milliseconds: Math.floor(part * span) });
            expect(nextOccurrence(schedule, jumped)?.toString()).toBe(next.toString());
          }
          before = next;
        }
      },
    ),
    { numRuns: 1_000 },
  );
});

it('latest equals the last occurrence found by stepping', () => {
  fc.assert(
    fc.property(
      schedules,
      instants,
      fc.integer({ min: 0, max: 40 }),
      fc.nat({ max: 100_000_000 }),
      (schedule, start, count, beyond) => {
        const found = walk(schedule, start, count + 1);
        const last = count === 0 ? undefined : found[count - 1];
        // Any instant before the occurrence after `last`, or any instant if there is none.
        const limit = (found[count]?.epochMilliseconds ?? Infinity) - 1;
        const until = Math.min((last ?? start).epochMilliseconds + beyond, limit);
        fc.pre(count === 0 || last !== undefined);
        const answer = latestOccurrence(
          schedule,
          Temporal.Instant.fromEpochMilliseconds(until),
          start.add({ milliseconds: 1 }),
        );
        expect(answer?.toString()).toBe(last?.toString());
      },
    ),
    { numRuns: 1_500 },
  );
});

describe('latest', () => {
  const yearly = parseSchedule(cronFields('* * * 1 *'));

  it('includes both ends', () => {
    const instant = at('2026-01-05T00:00:00Z');
    expect(latestOccurrence(yearly, instant, instant)?.toString()).toBe('2026-01-05T00:00:00Z');
    expect(latestOccurrence(yearly, instant, instant.add({ nanoseconds: 1 }))).toBeNull();
    expect(latestOccurrence(yearly, at('2026-06-01T00:00:00Z'), at('2026-02-01T00:00:00Z'))).toBeNull();
  });

  it('finds the latest of many occurrences in the distant past', () => {
    const far = latestOccurrence(yearly, at('2026-12-31T00:00:00Z'), at('0001-01-01T00:00:00Z'));
    expect(far?.toString()).toBe('2026-01-31T23:59:00Z');
    const ended = parseSchedule({ ...cronFields('* * * * * *'), ends_at: at('1950-01-01T00:00:00Z') });
    expect(latestOccurrence(ended, at('9999-12-31T00:00:00Z'), at('0001-01-01T00:00:00Z'))?.toString()).toBe(
      '1950-01-01T00:00:00Z',
    );
  });
});

describe('bounds', () => {
  it('are inclusive', () => {
    const schedule = parseSchedule({
      ...cronFields('0 * * * *'),
      starts_at: at('2026-01-01T05:00:00Z'),
      ends_at: at('2026-01-01T07:00:00Z'),
    });
    expect(walk(schedule, at('2025-01-01T00:00:00Z'), 10).map(String)).toEqual([
      '2026-01-01T05:00:00Z',
      '2026-01-01T06:00:00Z',
      '2026-01-01T07:00:00Z',
    ]);
  });

  it('apply to a specific time', () => {
    const fields = fieldsOf({ schedule_type: 'specific_time', specific_time: at('2026-05-01T00:00:00.5Z') });
    expect(walk(parseSchedule(fields), at('2020-01-01T00:00:00Z'), 5).map(String)).toEqual([
      '2026-05-01T00:00:00.5Z',
    ]);
    expect(nextOccurrence(parseSchedule(fields), at('2026-05-01T00:00:00.5Z'))).toBeNull();
    const late = parseSchedule({ ...fields, starts_at: at('2026-06-01T00:00:00Z') });
    expect(nextOccurrence(late, at('2020-01-01T00:00:00Z'))).toBeNull();
  });

  it('are limited to the years 1 to 9999', () => {
    for (const fields of [
      cronFields('0 0 1 1 *', 'Europe/Berlin'),
      cronFields('* * * 2 1#5', 'America/New_York'),
    ]) {
      const schedule = parseSchedule(fields);
      const first = nextOccurrence(schedule, Temporal.Instant.fromEpochMilliseconds(-8.64e15));
      expect(first?.toString()).toMatch(/^00\d\d-/);
      expect(nextOccurrence(schedule, at('9999-12-31T23:30:00Z'))).toBeNull();
      expect(nextOccurrence(schedule, Temporal.Instant.fromEpochMilliseconds(8.64e15))).toBeNull();
    }
  });
});

it.each<[string, Partial<ScheduleFields>]>([
  ['timezone', { timezone: '+02:00' }],
  ['timezone', { timezone: 'europe/berlin' }],
  ['timezone', { timezone: 'Local' }],
  ['timezone', { timezone: '2020-01-01T00:00Z[Europe/Berlin]' }],
  ['ends_at', { starts_at: at('2026-01-01T00:00:00Z'), ends_at: at('2026-01-01T00:00:00Z') }],
  ['starts_at', { starts_at: Temporal.Instant.fromEpochMilliseconds(-8.64e15) }],
  ['interval', { interval: null }],
  ['interval_value', { interval_value: null }],
  ['cron_expression', { schedule_type: 'cron' }],
  ['specific_time', { schedule_type: 'specific_time' }],
])('names %s in the refusal of %j', (field, changed) => {
  expect(() => parseSchedule({ ...recurring, ...changed })).toThrow(
    expect.objectContaining({ name: 'ScheduleError', field, message: expect.stringMatching(/\S/) }),
  );
});

it('caches no more than its limit', () => {
  const memo = new Memo<number, string>(2);
  const computed: number[] = [];
  for (const key of [1, 2, 1, 3, 2, 1]) {
    memo.get(key, (k) => {
      computed.push(k);
      return String(k);
    });
  }
  expect(computed).toEqual([1, 2, 3, 1]);
});
