// Tests valid cron expressions, and the error messages for invalid ones.

import { Cron as Croner } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextOccurrence, parseSchedule } from './schedule.ts';
import { at, cronFields } from './test-fields.ts';

function occurrences(expression: string, from: string, count: number): string[] {
  const schedule = parseSchedule(cronFields(expression));
  const found: string[] = [];
  let after: Temporal.Instant | null = at(from);
  while (found.length < count) {
    after = nextOccurrence(schedule, after);
    if (after === null) break;
    found.push(after.toString());
  }
  return found;
}

describe('equivalent expressions', () => {
  it.each([
    ['@hourly', '0 * * * *'],
    ['@daily', '0 0 * * *'],
    ['@weekly', '0 0 * * 0'],
    ['@monthly', '0 0 1 * *'],
    ['@yearly', '0 0 1 1 *'],
    ['@Daily', '0 0 * * *'],
    ['@midnight', '0 0 * * *'],
    ['@annually', '0 0 1 1 *'],
    [' 0 9 * * *\r\n', '0 9 * * *'],
    ['0 9 * * Monday', '0 9 * * 1'],
    ['0 9 * january-MARCH tuesday-Friday,sundayL', '0 9 * 1-3 2-5,0L'],
    ['0 9 * * mon-sun', '0 9 * * *'],
    ['0 9 * * MON-SUN/2', '0 9 * * 1,3,5,7'],
    ['0 9 * * SUN-SAT', '0 9 * * 0-6'],
    ['  0\t9  * * mon-fri ', '0 9 * * 1-5'],
    ['0 0 9 * * 1-5', '0 9 * * 1-5'],
    ['0 9 * * 7', '0 9 * * 0'],
    ['0 9 * * 0,7', '0 9 * * SUN'],
    ['0 9 * * 5-7', '0 9 * * 0,5,6'],
    ['0 9 * * FRI-6', '0 9 * * 5,6'],
    ['5,5,1-10,7 9 * * *', '1-10 9 * * *'],
    ['*/60 9 * * *', '0-0 9 * * *'],
    ['0 9 L-0 * *', '0 9 L * *'],
    ['0 9 l * *', '0 9 L * *'],
    ['0 9 * * fril', '0 9 * * 5L'],
    ['0 9 * * FRI#2', '0 9 * * 5#2'],
    ['0 9 L,31 * *', '0 9 L * *'],
    ['0 9 31 2 MON', '0 9 * 2 1'],
    ['0 9 * * 1#1,1#2,1#3,1#4,1#5', '0 9 * * 1'],
  ])('%j as %j', (one, other) => {
    expect(occurrences(one, '2026-01-01T00:00:00Z', 40)).toEqual(
      occurrences(other, '2026-01-01T00:00:00Z', 40),
    );
  });
});

describe('special days', () => {
  it.each([
    [
      '0 0 LW * *',
      '2026-01-01T00:00:00Z',
      ['2026-01-30', '2026-02-27', '2026-03-31', '2026-04-30', '2026-05-29'],
    ],
    ['0 0 1W * *', '2026-07-15T00:00:00Z', ['2026-08-03', '2026-09-01']],
    ['0 0 1,L * *', '2026-01-15T00:00:00Z', ['2026-01-31', '2026-02-01', '2026-02-28']],
    ['0 0 15 * 5L', '2026-01-01T00:00:00Z', ['2026-01-15', '2026-01-30', '2026-02-15', '2026-02-27']],
    ['0 0 */2 * 1', '2026-01-01T00:00:00Z', ['2026-01-03', '2026-01-05', '2026-01-07']],
    ['0 0 30W 2,4 *', '2026-01-01T00:00:00Z', ['2026-04-30', '2027-04-30']],
    ['0 0 * 2 1#5', '2044-03-01T00:00:00Z', ['2072-02-29', '2112-02-29']],
    ['0 0 L-28 2 *', '2096-03-01T00:00:00Z', ['2104-02-01']],
  ])('%s', (expression, from, dates) => {
    expect(occurrences(expression, from, dates.length)).toEqual(dates.map((date) => `${date}T00:00:00Z`));
  });

  it('seconds', () => {
    expect(occurrences('*/30 59 23 * * *', '2026-01-01T00:00:00Z', 3)).toEqual([
      '2026-01-01T23:59:00Z',
      '2026-01-01T23:59:30Z',
      '2026-01-02T23:59:00Z',
    ]);
  });
});

describe('refuses with a reason', () => {
  it.each([
    ['', /empty/],
    ['* * * *', /this one has 4/],
    ['1 2 3 4 5 6 7', /this one has 7/],
    ['*/90 0 * * *', /minute "\*\/90".*between 1 and 60/],
    ['0 */25 1 * *', /hour "\*\/25".*between 1 and 24/],
    ['*/0 * * * *', /between 1 and 60/],
    ['60 * * * *', /the full hour is 0; write "0 \* \* \* \*"/],
    ['61 * * * *', /minute "61".*between 0 and 59/],
    ['0 0 0 * *', /day-of-month "0".*between 1 and 31/],
    ['0 0 32W * *', /between 1 and 31/],
    ['0 0 W * *', /is not valid/],
    ['0 0 L-31 * *', /at most 30/],
    ['0 0 ? * MON', /write \* for \?/],
    ['0 0 * * L', /write "0 0 \* \* SAT"/],
    ['0 0 * * 8L', /between 0 and 7/],
    ['0 0 * * 5#6', /between 1 and 5/],
    ['0 0 * * SAT-SUN', /must not be after its end/],
    ['0 0 * * MONDAI', /is not valid/],
    ['SUN 0 * * *', /not a number/],
    ['0 0 * * JAN', /not a known name/],
    ['H * * * *', /Jenkins/],
    ['1,,2 * * * *', /remove the empty list item/],
    ['0 0 30 2 *', /never occurs/],
    ['0 0 L-29 2 *', /never occurs/],
    ['0 0 30W 2 *', /never occurs/],
    ['@noon', /write "0 12 \* \* \*"/],
    ['@fortnightly', /@hourly @daily @midnight @weekly @monthly @yearly @annually/],
    ['@reboot', /not a time/],
    ['0 0 1\u00a0* *', /typographic or invisible/],
    ['0 0 1\u00e9 * *', /ASCII letters/],
    [`${'1,'.repeat(60)}1 * * * *`, /at most 100/],
  ])('%j', (expression, message) => {
    expect(() => parseSchedule(cronFields(expression))).toThrow(
      expect.objectContaining({ field: 'cron_expression', message: expect.stringMatching(message) }),
    );
  });
});

it('agrees with croner where no clock changes', () => {
  const value = (low: number, high: number) => fc.integer({ min: low, max: high });
  const item = (low: number, high: number) =>
    fc.oneof(
      value(low, high).map(String),
      fc.tuple(value(low, high), value(low, high)).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
      value(1, high - low).map((step) => `*/${step}`),
    );
  const field = (low: number, high: number, ...special: string[]) =>
    fc.oneof(
      fc.constantFrom('*', ...special),
      fc.array(item(low, high), { minLength: 1, maxLength: 3 }).map((items) => items.join(',')),
    );
  const expressions = fc
    .tuple(
      fc.oneof(fc.constant(''), field(0, 59)),
      field(0, 59),
      field(0, 23),
      field(1, 31, 'L', '15W', '1W', 'LW', '31W'),
      field(1, 12),
      field(0, 6, '5L', '1#1', 'FRI#3', 'MON-FRI', 'SUN#5'),
    )
    .map((fields) => fields.join(' ').trim());
  // This zone has had no clock changes since 1970.
  const zones = fc.constantFrom(
    'UTC',
    'UTC',
    'Asia/Kolkata',
    'Asia/Tokyo',
    'America/Phoenix',
    'Africa/Lagos',
  );
  const starts = fc.integer({ min: Date.UTC(1971, 0), max: Date.UTC(2095, 0) });
  let compared = 0;
  fc.assert(
    fc.property(expressions, zones, starts, (expression, timezone, start) => {
      fc.pre(parses(expression));
      const schedule = parseSchedule(cronFields(expression, timezone));
      const croner = new Croner(expression, { timezone, paused: true });
      let after = Temporal.Instant.fromEpochMilliseconds(start);
      for (const theirs of croner.nextRuns(5, new Date(start))) {
        const ours = nextOccurrence(schedule, after);
        expect(ours?.epochMilliseconds, `${expression} in ${timezone}`).toBe(theirs.getTime());
        if (ours !== null) after = ours;
        compared++;
      }
    }),
    { numRuns: 1_500 },
  );
  expect(compared).toBeGreaterThan(5_000);
});

function parses(expression: string): boolean {
  try {
    parseSchedule(cronFields(expression));
    return true;
  } catch {
    return false;
  }
}
