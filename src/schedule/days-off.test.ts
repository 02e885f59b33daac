// Tests that days off remove exactly the occurrences on these days.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DaysOff, nextOccurrence, parseSchedule, type ScheduleFields } from './schedule.ts';
import { at, cronFields, fieldsOf } from './test-fields.ts';

/** Every occurrence after `from`, up to and including `to`. */
function occurrences(fields: ScheduleFields, from: string, to: string): string[] {
  const schedule = parseSchedule({ ...fields, ends_at: at(to) });
  const found: string[] = [];
  for (let next = nextOccurrence(schedule, at(from)); next !== null; next = nextOccurrence(schedule, next)) {
    found.push(next.toString());
  }
  return found;
}

function shownDate(instant: string, timezone: string): string {
  return at(instant).toZonedDateTimeISO(timezone).toPlainDate().toString();
}

describe('of a daily schedule in December', () => {
  it.each<[DaysOff[], left: number[]]>([
    [[], [1, 2, 3, 4, 5, 6, 7, 8]],
    [['2027-12-03'], [1, 2, 4, 5, 6, 7, 8]],
    [[{ from: '2027-12-03', to: '2027-12-05' }], [1, 2, 6, 7, 8]],
    [[{ from: '2027-12-03', to: '2027-12-03' }], [1, 2, 4, 5, 6, 7, 8]],
    // Unsorted, duplicate, adjacent, nested and overlapping items.
    [
      ['2027-12-07', '2027-12-03', '2027-12-03'],
      [1, 2, 4, 5, 6, 8],
    ],
    [
      ['2027-12-03', { from: '2027-12-04', to: '2027-12-06' }],
      [1, 2, 7, 8],
    ],
    [
      [{ from: '2027-12-02', to: '2027-12-07' }, '2027-12-04'],
      [1, 8],
    ],
    [
      [
        { from: '2027-12-04', to: '2027-12-07' },
        { from: '2027-12-02', to: '2027-12-05' },
      ],
      [1, 8],
    ],
    [[{ from: '2027-11-01', to: '2027-12-07' }], [8]],
    [[{ from: '2020-01-01', to: '2030-01-01' }], []],
    [Array.from({ length: 100 }, () => '2027-12-01'), [2, 3, 4, 5, 6, 7, 8]],
  ])('%j leaves %j', (exclude, left) => {
    const fields = { ...cronFields('0 12 * * *'), exclude };
    expect(occurrences(fields, '2027-11-30T12:00:00Z', '2027-12-08T12:00:00Z')).toEqual(
      left.map((day) => `2027-12-0${day}T12:00:00Z`),
    );
  });

  it('are whole days in the time zone of the job', () => {
    const fields = { ...cronFields('0 0,12,23 * * *', 'Asia/Tokyo'), exclude: ['2027-12-03'] };
    expect(occurrences(fields, '2027-12-02T00:00:00Z', '2027-12-04T00:00:00Z')).toEqual([
      '2027-12-02T03:00:00Z',
      '2027-12-02T14:00:00Z',
      '2027-12-03T15:00:00Z',
    ]);
  });

  it('also exclude the anchor and a specific time', () => {
    const startsAt = at('2027-12-03T09:00:00Z');
    const daily = fieldsOf({
      schedule_type: 'recurring',
      interval: 'day',
      interval_value: 1,
      starts_at: startsAt,
      exclude: ['2027-12-03'],
    });
    expect(nextOccurrence(parseSchedule(daily), at('2027-01-01T00:00:00Z'))?.toString()).toBe(
      '2027-12-04T09:00:00Z',
    );
    const once = fieldsOf({
      schedule_type: 'specific_time',
      specific_time: startsAt,
      exclude: ['2027-12-03'],
    });
    expect(nextOccurrence(parseSchedule(once), at('2027-01-01T00:00:00Z'))).toBeNull();
  });
});

describe('refuses, naming `exclude`', () => {
  it.each<[DaysOff[], RegExp]>([
    [['2027-02-30'], /"2027-02-30" is not a date/],
    [['2027-02-29'], /is not a date/],
    [['2027-13-01'], /is not a date/],
    [['2027-00-10'], /is not a date/],
    [['2027-04-00'], /is not a date/],
    [['2027-4-1'], /is not a date/],
    [['24.12.2027'], /is not a date/],
    [['2027-12-24T00:00:00Z'], /is not a date/],
    [['2027-12-24\n'], /is not a date/],
    [['+002027-12-24'], /is not a date/],
    [['٢٠٢٧-12-24'], /is not a date/],
    [[''], /is not a date/],
    [[{ from: '2027-12-24', to: 'never' }], /"never" is not a date/],
    [[{ from: '2027-12-24', to: '2027-12-23' }], /"to" \(2027-12-23\) is before "from" \(2027-12-24\)/],
    [Array.from({ length: 101 }, () => '2027-12-24'), /at most 100/],
  ])('%j', (exclude, message) => {
    expect(() => parseSchedule({ ...cronFields('0 0 * * *'), exclude })).toThrow(
      expect.objectContaining({
        name: 'ScheduleError',
        field: 'exclude',
        message: expect.stringMatching(message),
      }),
    );
  });

  it('accepts 29 February in a leap year', () => {
    expect(() => parseSchedule({ ...cronFields('0 0 * * *'), exclude: ['2028-02-29'] })).not.toThrow();
  });
});

// Clock changes that affect days: a skipped midnight, a repeated midnight, a clock that goes back to the previous day, a
// skipped day, and a repeated day.
const CHANGES: readonly (readonly [zone: string, date: string])[] = [
  ['America/Havana', '2025-03-09'],
  ['America/Havana', '2025-11-02'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Sao_Paulo', '2018-02-18'],
  ['Asia/Beirut', '2026-03-29'],
  ['Asia/Beirut', '2026-10-25'],
  ['America/St_Johns', '2006-04-02'],
  ['America/St_Johns', '2006-10-29'],
  ['Europe/Berlin', '2027-03-28'],
  ['Australia/Lord_Howe', '2027-04-04'],
  ['Pacific/Apia', '2011-12-30'],
  ['Pacific/Kwajalein', '1993-08-21'],
  ['Pacific/Kwajalein', '1969-09-30'],
  ['America/Juneau', '1867-10-18'],
];

const dense = ['*/10 * * * *', '7 * * * *', '0 0 * * *', '0,30 0,23 * * *', '59 23 * * *', '1 0 * * *'];

const daysAround = (date: string) =>
  Array.from({ length: 8 }, (_, index) =>
    Temporal.PlainDate.from(date)
      .add({ days: index - 4 })
      .toString(),
  );

const someDaysOff = (days: readonly string[]): fc.Arbitrary<DaysOff[]> =>
  fc.array(
    fc.oneof(
      fc.constantFrom(...days),
      fc
        .tuple(fc.constantFrom(...days), fc.constantFrom(...days))
        .map(([one, other]) => (one <= other ? { from: one, to: other } : { from: other, to: one })),
    ),
    { minLength: 1, maxLength: 3 },
  );

function isOff(exclude: readonly DaysOff[], date: string): boolean {
  return exclude.some((item) =>
    typeof item === 'string' ? item === date : item.from <= date && date <= item.to,
  );
}

describe.each(CHANGES)('in %s about %s', (timezone, date) => {
  const from = Temporal.PlainDate.from(date).subtract({ days: 5 });
  const to = from.add({ days: 10 });
  const [start, end] = [`${from}T00:00:00Z`, `${to}T00:00:00Z`];
  const all: ScheduleFields[] = [
    ...dense.map((expression) => cronFields(expression, timezone)),
    ...(['minute', 'hour', 'day'] as const).map((interval) =>
      fieldsOf({
        schedule_type: 'recurring',
        interval,
        interval_value: interval === 'minute' ? 25 : 1,
        timezone,
        starts_at: at(`${from}T00:30:00Z`),
      }),
    ),
  ];

  it('equals the occurrences without days off, minus those on a day off', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), someDaysOff(daysAround(date)), (fields, exclude) => {
        const expected = occurrences(fields, start, end).filter(
          (instant) => !isOff(exclude, shownDate(instant, timezone)),
        );
        expect(occurrences({ ...fields, exclude }, start, end)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});

it('is correct over years', () => {
  const days = Array.from({ length: 900 }, (_, index) =>
    Temporal.PlainDate.from('2026-01-01').add({ days: index }).toString(),
  );
  const zones = fc.constantFrom('UTC', 'America/Havana', 'Europe/Berlin', 'Pacific/Auckland');
  const expressions = fc.constantFrom(
    '0 0 * * *',
    '30 2 * * *',
    '0 9 * * 1-5',
    '0 12 15W,L * *',
    '0 */6 * * *',
  );
  fc.assert(
    fc.property(zones, expressions, someDaysOff(days), (timezone, expression, exclude) => {
      const fields = cronFields(expression, timezone);
      const [start, end] = ['2026-01-01T00:00:00Z', '2028-06-19T00:00:00Z'];
      const expected = occurrences(fields, start, end).filter(
        (instant) => !isOff(exclude, shownDate(instant, timezone)),
      );
      expect(occurrences({ ...fields, exclude }, start, end)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

it('a skipped date excludes nothing: its occurrence moves to the next day', () => {
  const fields = cronFields('0 12 * * *', 'Pacific/Apia');
  const [start, end] = ['2011-12-29T00:00:00Z', '2012-01-01T00:00:00Z'];
  // Noon of the 30th, when the gap ends: midnight of the 31st. Then noon of the 31st.
  const expected = [
    '2011-12-29T22:00:00Z',
    '2011-12-30T10:00:00Z',
    '2011-12-30T22:00:00Z',
    '2011-12-31T22:00:00Z',
  ];
  expect(occurrences(fields, start, end)).toEqual(expected);
  expect(occurrences({ ...fields, exclude: ['2011-12-30'] }, start, end)).toEqual(expected);
  expect(occurrences({ ...fields, exclude: ['2011-12-31'] }, start, end)).toEqual([expected[0], expected[3]]);
});

it('a day that the clock shows twice is excluded both times', () => {
  // At 00:01 on the 29th the clock goes back to 23:01 on the 28th.
  const fields = cronFields('*/20 * * * *', 'America/St_Johns');
  const [start, end] = ['2006-10-29T01:59:00Z', '2006-10-29T03:40:00Z'];
  const [before, first, ...again] = [
    '2006-10-29T02:10:00Z',
    '2006-10-29T02:30:00Z',
    '2006-10-29T02:50:00Z',
    '2006-10-29T03:10:00Z',
    '2006-10-29T03:30:00Z',
  ];
  const second = again.pop();
  expect(occurrences(fields, start, end)).toEqual([before, first, ...again, second]);
  expect(occurrences({ ...fields, exclude: ['2006-10-29'] }, start, end)).toEqual([before, ...again]);
  expect(occurrences({ ...fields, exclude: ['2006-10-28'] }, start, end)).toEqual([first, second]);
});

it('skips a range in constant time', () => {
  const from = Temporal.Instant.fromEpochMilliseconds(-8.64e15);
  const always = { from: '0001-01-01', to: '9999-12-31' };
  const never = parseSchedule({ ...cronFields('* * * * * *'), exclude: [always] });
  expect(nextOccurrence(never, from)).toBeNull();
  expect(nextOccurrence(never, at('2026-01-01T00:00:00Z'))).toBeNull();

  // In Berlin the year 10000 starts one hour before the last supported instant.
  const berlin = parseSchedule({ ...cronFields('* * * * * *', 'Europe/Berlin'), exclude: [always] });
  expect(nextOccurrence(berlin, from)?.toString()).toBe('9999-12-31T23:00:00Z');

  const everyOther = Array.from({ length: 100 }, (_, index) => ({
    from: `${String(1_000 + index * 90)}-01-01`,
    to: `${String(1_000 + index * 90 + 89)}-12-30`,
  }));
  const holed = parseSchedule({ ...cronFields('* * 31 12 *', 'America/New_York'), exclude: everyOther });
  expect(nextOccurrence(holed, at('1000-01-02T00:00:00Z'))?.toString()).toBe('1089-12-31T04:56:02Z');
});
