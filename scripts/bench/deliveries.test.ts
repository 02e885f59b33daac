// Tests what the benchmarks conclude from recorded deliveries.
import { expect, test } from 'vitest';
import { lowestIdAt, scheduledRunId } from '../../src/store/ids.ts';
import { Deliveries } from './deliveries.ts';

const JOB = '019ac5a0-0000-7000-a000-000000000001';
const due = 1_800_000_000_000;
const idOf = (instant: number) => scheduledRunId(JOB, Temporal.Instant.fromEpochMilliseconds(instant));
const range = { from: due, to: due + 100 };

test('lateness is from the instant in the id to the arrival', () => {
  const deliveries = new Deliveries();
  for (let number = 0; number < 100; number++) deliveries.add(idOf(due + number), due + number + 7 + number);
  expect(deliveries.summarize(range)).toMatchObject({
    count: 100,
    p50Ms: 57,
    p99Ms: 106,
    maxMs: 106,
    early: 0,
  });
});

test('an arrival a millisecond before its instant is early', () => {
  const deliveries = new Deliveries();
  deliveries.add(idOf(due), due - 1);
  deliveries.add(idOf(due + 1), due + 1);
  expect(deliveries.summarize(range)).toMatchObject({ count: 2, early: 1 });
});

test('a second arrival of an id is doubled and counts once', () => {
  const deliveries = new Deliveries();
  deliveries.add(idOf(due), due + 1);
  deliveries.add(idOf(due), due + 2_000);
  expect(deliveries.summarize(range)).toMatchObject({ count: 1, doubled: 1, over1s: 0 });
  expect(deliveries.count({ from: due, to: due + 1 })).toBe(1);
});

test('what was due outside the range is left out', () => {
  const deliveries = new Deliveries();
  deliveries.add(lowestIdAt(Temporal.Instant.fromEpochMilliseconds(due + 100)), due + 5_000);
  deliveries.add(idOf(due + 99), due + 1_100);
  expect(deliveries.summarize(range)).toMatchObject({ count: 1, over1s: 1 });
  expect(deliveries.summarizeSpans(range, 50).map(({ count }) => count)).toEqual([0, 1]);
});
