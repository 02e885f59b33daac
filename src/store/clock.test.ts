// Tests that the estimate of the database's clock is never ahead of it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDatabaseClock } from './clock.ts';

test('with any network delay the estimate is not ahead, and the fastest response is the most exact', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 40 }),
      (travelTimesMs) => {
        let monotonic = 1_000;
        const databaseAhead = 1_700_000_000_000;
        const clock = createDatabaseClock({ monotonicNow: () => monotonic, wallNow: () => Date.now() });
        for (const travelMs of travelTimesMs) {
          const written = monotonic + databaseAhead;
          monotonic += travelMs;
          clock.observe(written);
        }
        const behindMs = monotonic + databaseAhead - clock.nowMs();
        expect(behindMs).toBeGreaterThanOrEqual(0);
        expect(behindMs).toBeLessThanOrEqual(travelTimesMs.at(-1)!);
      },
    ),
  );
});

test('old samples are removed, so the estimate follows a database clock that is set back', () => {
  let monotonic = 0;
  const clock = createDatabaseClock({ monotonicNow: () => monotonic, wallNow: () => Date.now() });
  clock.observe(100_000);
  monotonic = 20_000;
  clock.observe(90_000);
  expect(clock.nowMs()).toBe(90_000);
});

test('an estimate is fresh for five seconds after a sample', () => {
  let monotonic = 0;
  const clock = createDatabaseClock({ monotonicNow: () => monotonic, wallNow: () => Date.now() });
  expect(clock.isFresh()).toBe(false);
  clock.observe(100_000);
  expect(clock.isFresh()).toBe(true);
  monotonic = 5_001;
  expect(clock.isFresh()).toBe(false);
});

test('after a suspension, an estimate is fresh once a response to a later request has arrived', () => {
  let monotonic = 0;
  let wall = 0;
  const clock = createDatabaseClock({ monotonicNow: () => monotonic, wallNow: () => wall });
  clock.observe(100_000, -1);
  // The monotonic clock stops for an hour.
  monotonic = 10;
  wall = 3_600_010;
  clock.observe(100_009, 5);
  expect(clock.isFresh()).toBe(false);
  clock.observe(100_009, 6);
  expect(clock.isFresh()).toBe(false);
  clock.observe(3_700_010, 10);
  expect(clock.isFresh()).toBe(true);
  expect(clock.nowMs()).toBe(3_700_010);
});

test('a sample with its request corrects the estimate at once when the database clock is set back', () => {
  let monotonic = 0;
  const clock = createDatabaseClock({ monotonicNow: () => monotonic, wallNow: Date.now });
  clock.observe(100_000, -1);
  // A slow response alone does not mean that the clock was set back.
  monotonic = 4_000;
  clock.observe(101_000, 500);
  expect(clock.nowMs()).toBe(104_000);
  monotonic = 4_500;
  clock.observe(44_500, 4_400);
  expect(clock.nowMs()).toBe(44_500);
});

test('the offset of the own clock is known while the estimate is fresh', () => {
  const clock = createDatabaseClock();
  expect(clock.offsetMs()).toBeNull();
  clock.observe(Date.now() - 300_000);
  expect(Math.abs(clock.offsetMs()! - 300_000)).toBeLessThan(1_000);
});
