// Tests of the histogram bins of lateness: bounds, and percentiles exact to a tenth.
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../testing/store.ts';
import { BOUNDS, latenessBin, percentile } from './lateness-bins.ts';
import { binOf } from './roll-ups.ts';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(async () => {
  await store.close();
});

function countBins(values: readonly number[]): Map<number, number> {
  const bins = new Map<number, number>();
  for (const value of values) bins.set(latenessBin(value), (bins.get(latenessBin(value)) ?? 0) + 1);
  return bins;
}

test('up to 10 ms, percentiles are exact', () => {
  for (let ms = 0; ms <= 10; ms++) expect(percentile(countBins([ms]), 0.5)).toBe(ms === 10 ? 10 : ms);
});

test('without counts there is no percentile', () => {
  expect(percentile(new Map(), 0.99)).toBeNull();
});

test('the bounds are fixed, because stored counts depend on them', () => {
  const probes = [-5, 0, 1, 9, 10, 11, 12, 100, 1_000, 60_000, 86_400_000, 2_147_483_647];
  expect(probes.map(latenessBin)).toEqual([0, 0, 1, 9, 10, 10, 11, 22, 35, 57, 97, 115]);
});

test('the database computes the same bins', async () => {
  const values = BOUNDS.flatMap((bound) => [bound - 1, bound, bound + 1]).filter(
    (value) => value <= 2_147_483_647,
  );
  const { rows } = await sql<{ value: number; bin: number }>`
    select value, ${binOf('value')} as bin from unnest(${values}::integer[]) x (value)`.execute(store.db);
  expect(rows).toHaveLength(values.length);
  for (const { value, bin } of rows) expect(bin, String(value)).toBe(latenessBin(value));
});

test('every percentile is within a tenth of the nearest rank', () => {
  const lateness = fc.oneof(fc.nat(20), fc.nat(5_000), fc.nat(2_147_483_647));
  fc.assert(
    fc.property(
      fc.array(lateness, { minLength: 1, maxLength: 200 }),
      fc.constantFrom(0.5, 0.95, 0.99),
      (all, share) => {
        const sorted = all.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1]!;
        const reckoned = percentile(countBins(all), share)!;
        // Half a millisecond is what rounding may add.
        expect(Math.abs(reckoned - exact)).toBeLessThanOrEqual(exact * 0.1 + 0.5);
      },
    ),
  );
});
