// Generates fields of expressions of other schedulers together with their meaning.
import fc, { type Arbitrary } from 'fast-check';

/** When an expression occurs, in the terms of its own scheduler. */
interface Meaning {
  seconds: readonly number[];
  minutes: readonly number[];
  hours: readonly number[];
  /** Whether a date counts; `weekday` is 0 for Sunday. */
  isDay: (day: { year: number; month: number; date: number; weekday: number; last: number }) => boolean;
  /** Hours that the local time is ahead of UTC. */
  aheadHours: number;
}

export interface Foreign {
  text: string;
  meaning: Meaning;
  /** Expected spread of the suggestion. */
  spreadSeconds?: number;
}

interface Part {
  text: string;
  values: number[];
}

const DAY_MS = 86_400_000;
export const NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** The first instants after `from`, found by walking over the days of eight years. */
export function walkMeaning(meaning: Meaning, from: string, count: number): string[] {
  const start = Date.parse(from);
  const aheadMs = meaning.aheadHours * 3_600_000;
  const found: string[] = [];
  const first = Math.floor((start + aheadMs) / DAY_MS) * DAY_MS;
  for (let day = first; day < first + 8 * 366 * DAY_MS && found.length < count; day += DAY_MS) {
    const at = new Date(day);
    const [year, month, date] = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
    const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
    if (!meaning.isDay({ year, month, date, weekday: at.getUTCDay(), last })) continue;
    for (const hour of sorted(meaning.hours)) {
      for (const minute of sorted(meaning.minutes)) {
        for (const second of sorted(meaning.seconds)) {
          const instant = day + (hour * 3_600 + minute * 60 + second) * 1_000 - aheadMs;
          if (instant > start && found.length < count) found.push(new Date(instant).toISOString());
        }
      }
    }
  }
  return found;
}

function sorted(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

export function range(low: number, high: number, step = 1): number[] {
  const values: number[] = [];
  for (let value = low; value <= high; value += step) values.push(value);
  return values;
}

export const number = (min: number, max: number): Arbitrary<Part> =>
  fc.integer({ min, max }).map((value) => ({ text: String(value), values: [value] }));

/** `5`, `1-5`, `22-2`, `every 15th`, `5/15`, `9-17/2`, or a list of these. */
export function field(min: number, max: number, { wraps = true, steps = true } = {}): Arbitrary<Part> {
  const span = fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })).map(([a, b]) => {
    const [low, high] = wraps ? [a, b] : [Math.min(a, b), Math.max(a, b)];
    const values = low <= high ? range(low, high) : [...range(low, max), ...range(min, high)];
    return { text: `${low}-${high}`, values };
  });
  const step = fc.integer({ min: 2, max: max - min });
  const stepped = fc.oneof(
    step.map((by) => ({ text: `*/${by}`, values: range(min, max, by) })),
    fc
      .tuple(fc.integer({ min, max }), step)
      .map(([low, by]) => ({ text: `${low}/${by}`, values: range(low, max, by) })),
  );
  const item = fc.oneof({ weight: 3, arbitrary: number(min, max) }, span, ...(steps ? [stepped] : []));
  const list = fc.array(fc.oneof(number(min, max), span), { minLength: 1, maxLength: 3 }).map((parts) => ({
    text: parts.map(({ text }) => text).join(','),
    values: parts.flatMap(({ values }) => values),
  }));
  return fc.oneof({ weight: 3, arbitrary: item }, list);
}

export const any = (min: number, max: number): Arbitrary<Part> =>
  fc.constant({ text: '*', values: range(min, max) });
const minutes = fc.oneof(field(0, 59), any(0, 59), number(0, 59));
const hours = fc.oneof(field(0, 23), any(0, 23), number(0, 23));
export const months = fc.oneof(
  any(1, 12),
  field(1, 12, { steps: false }),
  fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }).map((values) => ({
    text: values.map((value) => MONTHS[value - 1]!).join(','),
    values,
  })),
);

export type IsDay = Meaning['isDay'];
interface Days {
  dayOfMonth: string;
  dayOfWeek: string;
  isDay: IsDay;
}

/** The weekday of another date of the same month. */
const weekdayOf = (day: Parameters<IsDay>[0], date: number) =>
  (((day.weekday + date - day.date) % 7) + 7) % 7;
export const isNth =
  (weekday: number, nth: number): IsDay =>
  (day) =>
    day.weekday === weekday && Math.ceil(day.date / 7) === nth;
export const isLast =
  (weekday: number): IsDay =>
  (day) =>
    day.weekday === weekday && day.date + 7 > day.last;

/** The working day nearest to a date, within its month. */
function isNearest(dateOf: (day: Parameters<IsDay>[0]) => number): IsDay {
  return (day) => {
    const wanted = dateOf(day);
    const weekday = weekdayOf(day, wanted);
    if (weekday === 6) return day.date === (wanted === 1 ? 3 : wanted - 1);
    if (weekday === 0) return day.date === (wanted === day.last ? wanted - 2 : wanted + 1);
    return day.date === wanted;
  };
}

const days = (dayOfMonth: string, dayOfWeek: string, isDay: IsDay): Days => ({
  dayOfMonth,
  dayOfWeek,
  isDay,
});
const weekday = fc.integer({ min: 0, max: 6 });

/** The two day fields of Quartz and EventBridge, one of which is `?`. Weekday 1 is Sunday. */
const quartzDays: Arbitrary<Days> = fc.oneof(
  field(1, 31).map(({ text, values }) => days(text, '?', ({ date }) => values.includes(date))),
  fc.constantFrom(
    days('*', '?', () => true),
    days('?', '*', () => true),
    days('L', '?', ({ date, last }) => date === last),
    days(
      'LW',
      '?',
      isNearest(({ last }) => last),
    ),
    days('?', 'L', (day) => day.weekday === 6),
  ),
  fc.integer({ min: 1, max: 9 }).map((n) => days(`L-${n}`, '?', ({ date, last }) => date === last - n)),
  fc.integer({ min: 1, max: 28 }).map((n) =>
    days(
      `${n}W`,
      '?',
      isNearest(() => n),
    ),
  ),
  field(1, 7).map(({ text, values }) => days('?', text, (day) => values.includes(day.weekday + 1))),
  weekday.map((n) => days('?', `${n + 1}L`, isLast(n))),
  fc
    .tuple(weekday, fc.integer({ min: 1, max: 5 }))
    .map(([n, nth]) => days('?', `${n + 1}#${nth}`, isNth(n, nth))),
  fc.tuple(weekday, weekday).map(([a, b]) => {
    const values = a <= b ? range(a, b) : [...range(a, 6), ...range(0, b)];
    return days('?', `${NAMES[a]}-${NAMES[b]}`, (day) => values.includes(day.weekday));
  }),
);

const years: Arbitrary<{ text: string; has: (year: number) => boolean }> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ text: '*', has: () => true }) },
  fc
    .integer({ min: 2027, max: 2029 })
    .map((year) => ({ text: String(year), has: (found: number) => found === year })),
  fc.constant({ text: '2027-2029', has: (year: number) => year >= 2027 && year <= 2029 }),
  fc.constant({ text: '2028,2027', has: (year: number) => year === 2027 || year === 2028 }),
);

export const clock = fc.record({ minutes, hours, months, days: quartzDays, years });
export const UTC = { seconds: [0], aheadHours: 0 };
