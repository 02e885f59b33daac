// Tests that stacked bars stay in proportion at any scale of a chart.
import { expect, test } from 'vitest';
import { stackHeights } from './chart.tsx';

const parts = ['succeeded', 'canceled', 'failed'] as const;

/** Heights in a chart of 100 px whose scale ends at `top` runs. */
function heightsOf(counts: readonly number[], top: number): Record<string, number> {
  const countOf = (part: (typeof parts)[number]) => counts[parts.indexOf(part)] ?? 0;
  return Object.fromEntries(stackHeights(parts, countOf, 100 / top, 4));
}

test.each([1, 10, 100, 10_000, 1_000_000])('a scale up to %d runs', (top) => {
  // A rare outcome is visible, but never looks as frequent as the common one.
  for (const counts of [
    [9, 0, 1],
    [99, 1, 1],
    [1, 0, 9],
    [2, 0, 1],
    [1_000, 3, 1],
  ]) {
    const heights = heightsOf(counts, top);
    const [most = 0, ...others] = Object.values(heights).sort((a, b) => b - a);
    expect(most).toBe(heights[parts[counts.indexOf(Math.max(...counts))]!]);
    for (const height of others) {
      expect(height).toBeGreaterThanOrEqual(2);
      expect(height).toBeLessThan(most);
    }
  }
  expect(heightsOf([0, 0, 1], top)).toEqual({ failed: Math.max(4, 100 / top) });
});

test('without rare outcomes, heights are in proportion', () => {
  expect(heightsOf([50, 20, 30], 100)).toEqual({ succeeded: 50, canceled: 20, failed: 30 });
  expect(heightsOf([5, 0, 5], 100)).toEqual({ succeeded: 5, failed: 5 });
});
