// Tests that lists name every value, and that times match the wall clock.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { instantText, list, timeText } from './wording.ts';
import { parseZone } from './zone.ts';

function readList(text: string): number[] {
  return text.split(/, and |, | and /).flatMap((item) => {
    const [, nth, from, to] = /^(?:every (\d+)\w\w value from )?(\d+)(?: to (\d+))?$/.exec(item) ?? [];
    const values: number[] = [];
    for (let value = Number(from); value <= Number(to ?? from); value += Number(nth ?? 1)) values.push(value);
    return values;
  });
}

it('lists can be parsed back', () => {
  const values = fc.oneof(
    fc.uniqueArray(fc.nat({ max: 59 }), { minLength: 1, maxLength: 60 }),
    fc
      .tuple(
        fc.nat({ max: 30 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.nat({ max: 59 }), { maxLength: 4 }),
      )
      .map(([first, step, others]) => {
        const steps = Array.from({ length: 8 }, (_, index) => first + index * step);
        return [...new Set([...steps, ...others])];
      }),
  );
  fc.assert(
    fc.property(values, (unordered) => {
      const ordered = unordered.toSorted((a, b) => a - b);
      expect(readList(list(ordered, 'value', String))).toEqual(ordered);
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  [[5], '5'],
  [[5, 6], '5 and 6'],
  [[1, 2, 3, 9], '1 to 3 and 9'],
  [[0, 10, 20, 30], '0, 10, 20 and 30'],
  [[0, 7, 14, 21, 28], 'every 7th value from 0 to 28'],
  [[0, 2, 4, 6, 8, 20], '0, 2, 4, 6, 8 and 20'],
  [[0, 2, 4, 6, 8, 10, 12, 15, 20], 'every 2nd value from 0 to 12, 15, and 20'],
])('%j as %j', (values, text) => {
  expect(list(values, 'value', String)).toBe(text);
});

it('times of day, before 1970 too', () => {
  expect([0, -1, 32_400_000, 32_405_000, 32_405_007].map((local) => timeText(local))).toEqual([
    '00:00',
    '23:59:59.999',
    '09:00',
    '09:00:05',
    '09:00:05.007',
  ]);
});

it.each([
  ['2026-10-25T00:30:00Z', 'Europe/Berlin', '25 October 2026 at 02:30'],
  ['2026-10-25T01:30:00Z', 'Europe/Berlin', '25 October 2026 at 02:30 (UTC+01:00)'],
  ['2026-11-01T06:30:00Z', 'America/New_York', '1 November 2026 at 01:30 (UTC-05:00)'],
  ['2026-03-29T01:00:00Z', 'Europe/Berlin', '29 March 2026 at 03:00'],
  ['0001-01-01T00:00:00Z', 'UTC', '1 January 1 at 00:00'],
])('%s in %s', (instant, zone, text) => {
  expect(instantText(parseZone(zone), Temporal.Instant.from(instant).epochMilliseconds)).toBe(text);
});
