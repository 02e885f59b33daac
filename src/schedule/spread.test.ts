// Tests that the spread never reorders, duplicates or loses an occurrence.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextOccurrence, parseSchedule, type Schedule } from './schedule.ts';
import { dueAt, firstDueAfter, latestDue, type Spread, spreadOf } from './spread.ts';
import { at, cronFields, fieldsOf } from './test-fields.ts';

const JOB = '01989c2e-4a00-7f3b-9d51-2c7b1a90e4d2';

/** A UUID v7 with timestamp `ms`; `seed` replaces its 74 random bits. */
function idAt(ms: number, seed: number): string {
  const time = ms.toString(16).padStart(12, '0');
  const random = createHash('sha256').update(String(seed)).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-a${random.slice(3, 6)}-${random.slice(6, 18)}`;
}

describe('the share of a job', () => {
  it('is stable across edits, restarts and releases', () => {
    const share = 0.9611085050273687;
    expect(spreadOf(JOB, 0)).toEqual({ windowMs: 0, share: 0 });
    expect(spreadOf(JOB, 600)).toEqual({ windowMs: 600_000, share });
    expect(spreadOf(JOB, 86_400).share).toBe(share);
  });

  it.each([
    ['created at one instant', () => Date.parse('2026-11-01T12:00:00Z')],
    ['created one a millisecond', (index: number) => Date.parse('2026-11-01T12:00:00Z') + index],
    ['created over a year', (index: number) => Date.parse('2026-01-01T00:00:00Z') + index * 3_153_600],
  ])('of 10 000 jobs %s fills the window evenly', (_, createdAt) => {
    const deciles = new Array<number>(10).fill(0);
    for (let index = 0; index < 10_000; index++) {
      const { share } = spreadOf(idAt(createdAt(index), index), 600);
      expect(share >= 0 && share < 1).toBe(true);
      const decile = Math.floor(share * 10);
      deciles[decile] = (deciles[decile] ?? 0) + 1;
    }
    for (const count of deciles) expect(Math.abs(count - 1_000), String(deciles)).toBeLessThan(150);
  });
});

const schedules = fc.constantFrom<Schedule>(
  parseSchedule(cronFields('* * * * *', 'Europe/Berlin')),
  parseSchedule(cronFields('0 9 * * 1-5', 'America/New_York')),
  parseSchedule(cronFields('0,1,2,30 2 * * *', 'Europe/Berlin')),
  parseSchedule({
    ...cronFields('*/20 * * * *', 'Australia/Lord_Howe'),
    exclude: ['2026-10-04', { from: '2026-10-06', to: '2026-10-07' }],
  }),
  parseSchedule(
    fieldsOf({
      schedule_type: 'recurring',
      interval: 'minute',
      interval_value: 90,
      starts_at: at('2026-03-28T22:15:00.25Z'),
      ends_at: at('2026-04-02T00:00:00Z'),
    }),
  ),
  parseSchedule(fieldsOf({ schedule_type: 'specific_time', specific_time: at('2026-03-29T01:00:00Z') })),
);
const spreads = fc.record<Spread>({
  windowMs: fc.constantFrom(0, 1_000, 45_000, 600_000, 7_200_000, 86_400_000),
  share: fc.oneof(
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    fc.constantFrom(0, 1 - 2 ** -32),
  ),
});
const starts = fc
  .tuple(
    fc.constantFrom('2026-03-29T00:00:00Z', '2026-10-04T00:00:00Z', '2026-10-25T00:00:00Z'),
    fc.integer({ min: -86_400_000, max: 86_400_000 }),
  )
  .map(([about, distance]) => at(about).add({ milliseconds: distance }));

/** At most `count` occurrences after `start`, with their due times. */
function walk(
  schedule: Schedule,
  spread: Spread,
  start: Temporal.Instant,
  count: number,
): { occurs: number; due: number }[] {
  const found: { occurs: number; due: number }[] = [];
  for (let next = nextOccurrence(schedule, start); next !== null && found.length < count; ) {
    found.push({ occurs: next.epochMilliseconds, due: dueAt(schedule, spread, next).epochMilliseconds });
    next = nextOccurrence(schedule, next);
  }
  return found;
}

it('an occurrence is due within the window, before the next occurrence', () => {
  fc.assert(
    fc.property(schedules, spreads, starts, (schedule, spread, start) => {
      const walked = walk(schedule, spread, start, 40);
      walked.forEach(({ occurs, due }, index) => {
        expect(due).toBeGreaterThanOrEqual(occurs);
        if (spread.windowMs === 0) expect(due).toBe(occurs);
        else expect(due - occurs).toBeLessThan(spread.windowMs);
        const next = walked[index + 1];
        if (next !== undefined) expect(due).toBeLessThan(next.occurs);
      });
    }),
    { numRuns: 400 },
  );
});

// A window is at most one day: an occurrence that is due after an instant occurs at most one day before it.
const WINDOW_MS = 86_400_000;
const iso = (ms: number | undefined) =>
  ms === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(ms).toString();

it('firstDueAfter equals the first due occurrence found by stepping', () => {
  fc.assert(
    fc.property(schedules, spreads, starts, (schedule, spread, after) => {
      const from = after.subtract({ milliseconds: WINDOW_MS + 1 });
      const expected = walk(schedule, spread, from, 1_500).find(({ due }) => due > after.epochMilliseconds);
      expect(firstDueAfter(schedule, spread, after)?.toString()).toBe(iso(expected?.occurs));
    }),
    { numRuns: 300 },
  );
});

it('latestDue equals the last due occurrence found by stepping', () => {
  fc.assert(
    fc.property(schedules, spreads, starts, fc.nat({ max: 90_000_000 }), (schedule, spread, until, back) => {
      const notBefore = until.subtract({ milliseconds: back });
      const expected = walk(schedule, spread, notBefore.subtract({ milliseconds: 1 }), 1_600).findLast(
        ({ occurs, due }) => due <= until.epochMilliseconds && occurs >= notBefore.epochMilliseconds,
      );
      expect(latestDue(schedule, spread, until, notBefore)?.toString()).toBe(iso(expected?.occurs));
    }),
    { numRuns: 300 },
  );
});

it('repeated calls of firstDueAfter return every occurrence once', () => {
  fc.assert(
    fc.property(schedules, spreads, starts, (schedule, spread, start) => {
      const met: number[] = [];
      const [first, ...others] = walk(schedule, spread, start, 20);
      let after = first;
      while (after !== undefined && met.length < others.length) {
        const next = firstDueAfter(schedule, spread, Temporal.Instant.fromEpochMilliseconds(after.due));
        if (next === null) break;
        met.push(next.epochMilliseconds);
        after = { occurs: next.epochMilliseconds, due: dueAt(schedule, spread, next).epochMilliseconds };
      }
      expect(met).toEqual(others.map(({ occurs }) => occurs));
    }),
    { numRuns: 200 },
  );
});
