// Tests the choice of round durations.
import { expect, test } from 'vitest';
import { chooseStep, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './units.ts';

test.each([
  [0.3, 1],
  [3, 5],
  [70, 100],
  [999, SECOND_MS],
  [SECOND_MS, SECOND_MS],
  [11 * SECOND_MS, 15 * SECOND_MS],
  [16 * MINUTE_MS, 30 * MINUTE_MS],
  [4 * HOUR_MS, 6 * HOUR_MS],
  [3 * DAY_MS, 7 * DAY_MS],
  [40 * DAY_MS, 14 * DAY_MS],
  [Number.POSITIVE_INFINITY, 14 * DAY_MS],
])('the step for at least %d ms is %d ms', (minMs, step) => {
  expect(chooseStep(minMs)).toBe(step);
});

test('a step is a multiple of the unit', () => {
  expect(chooseStep(12 * MINUTE_MS, 10 * MINUTE_MS)).toBe(30 * MINUTE_MS);
  expect(chooseStep(11 * MINUTE_MS, 5 * MINUTE_MS)).toBe(15 * MINUTE_MS);
});
