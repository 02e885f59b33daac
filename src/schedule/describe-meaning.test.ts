// Tests that cron descriptions are unique per meaning, and never too long.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCron } from './cron-reader.ts';
import { describeSchedule } from './describe.ts';
import { cronFields } from './test-fields.ts';

const SPECIAL_DAYS = ['L', 'L-1', 'L-3', 'L-30', 'LW', 'L-2W', '1W', '15W', '31W'];
const SPECIAL_WEEKDAYS = ['5L', 'SUNL', '1#1', 'FRI#3', '7#5', '0#2'];

function item(low: number, high: number): fc.Arbitrary<string> {
  const value = fc.integer({ min: low, max: high });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: Math.min(high, 31) });
  return fc.oneof(
    { weight: 3, arbitrary: value.map(String) },
    { weight: 2, arbitrary: range },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.oneof(fc.constant('*'), value.map(String), range), step)
        .map((pair) => pair.join('/')),
    },
  );
}

function field(low: number, high: number, special: readonly string[] = []): fc.Arbitrary<string> {
  const one = item(low, high);
  const any = special.length > 0 ? fc.oneof(one, fc.constantFrom(...special)) : one;
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant('*') },
    { weight: 2, arbitrary: any },
    { weight: 2, arbitrary: fc.array(any, { minLength: 1, maxLength: 5 }).map((items) => items.join(',')) },
  );
}

const FIELDS = [
  fc.oneof({ weight: 2, arbitrary: fc.constant('0') }, { weight: 1, arbitrary: field(0, 59) }),
  field(0, 59),
  field(0, 23),
  field(1, 31, SPECIAL_DAYS),
  field(1, 12),
  field(0, 7, SPECIAL_WEEKDAYS),
] as const;
const fields = fc.tuple(...FIELDS);

/** The parsed fields that determine the occurrences. Undefined for an invalid expression. */
function meaning(expression: string): string | undefined {
  try {
    const { seconds, minutes, hours, days, months } = parseCron(expression);
    return [seconds, minutes, hours, days, months].join(' ');
  } catch {
    return undefined;
  }
}

it('differ if one field differs in meaning', () => {
  let compared = 0;
  const change = fc
    .nat({ max: 5 })
    .chain((index) => FIELDS[index as 0].map((text) => [index, text] as const));
  fc.assert(
    fc.property(fields, change, (one, [index, text]) => {
      const expression = one.join(' ');
      const other = one.with(index, text).join(' ');
      const [meant, otherMeant] = [meaning(expression), meaning(other)];
      if (meant === undefined || otherMeant === undefined || meant === otherMeant) return;
      compared++;
      expect(describeSchedule(cronFields(other)), `${expression} against ${other}`).not.toBe(
        describeSchedule(cronFields(expression)),
      );
    }),
    { numRuns: 4_000 },
  );
  expect(compared).toBeGreaterThan(2_000);
});

it('are equal only for equal meanings', () => {
  const described = new Map<string, { expression: string; meant: string }>();
  fc.assert(
    fc.property(fields, (parts) => {
      const expression = parts.join(' ');
      const meant = meaning(expression);
      if (meant === undefined) return;
      const text = describeSchedule(cronFields(expression));
      const known = described.get(text);
      if (known === undefined) described.set(text, { expression, meant });
      else expect(known.meant, `${known.expression} and ${expression}: ${text}`).toBe(meant);
    }),
    { numRuns: 6_000 },
  );
});

it('are equal for different spellings of the same times and months', () => {
  const full = ['*', '*/1', '0-59', '0/1', '0-30,31-59', '0-59/1,5,5'];
  const texts = full.flatMap((minutes) =>
    ['*', '0-23', '*/1', '0-11,12-23'].flatMap((hours) =>
      ['*', 'JAN-DEC', '*/1'].map((months) =>
        describeSchedule(cronFields(`${minutes} ${hours} * ${months} *`)),
      ),
    ),
  );
  expect(new Set(texts)).toEqual(new Set(['Every minute']));
});

it('are short, and below the limit of the contract for extreme expressions', () => {
  const bounds = {
    starts_at: Temporal.Instant.from('2026-09-25T01:30:12.345Z'),
    ends_at: Temporal.Instant.from('2027-11-30T01:30:12.345Z'),
    exclude: ['2026-12-24', { from: '2026-12-26', to: '2026-12-31' }],
  };
  // Found by hill climbing: expressions whose descriptions are as long as possible.
  const longest = [
    '32,52 9,3,50 6,1,0 LW,26,3,L-6,L-6W,1W,22,3W,L-3,4W,L 9,2,1,4,12,8 5#1,3#5,4L,0#4,6#5,3L,1L,2,1#4,5L',
    '47,14 3,8,9,0 3,4,7,1 L-6,8W,23,LW,L,2,L-2W,6W,26 4,1,8,9,2,11 1L,3,1#1,6L,4#2,0L,0#4,5#1,2#5,4L,5#3',
    '0,1,3,4,6,8,9,11,12,14,15,17,19,21,22,24,25,27,29,30,32,34,35,37,39,41,43 * 1,2,4,5,7,8 * * *',
  ];
  for (const expression of longest) {
    const text = describeSchedule({
      ...cronFields(expression, 'America/Argentina/ComodRivadavia'),
      ...bounds,
    });
    expect(text.length, text).toBeLessThan(900);
  }
  fc.assert(
    fc.property(fields, (parts) => {
      const expression = parts.join(' ');
      if (meaning(expression) === undefined) return;
      const text = describeSchedule(cronFields(expression));
      expect(text.length, text).toBeLessThan(600);
    }),
    { numRuns: 2_000 },
  );
});
