// Parses a cron expression: its fields, macros, and the special days that cron-parser does not support.

import { trimAscii } from '../text/trim-ascii.ts';
import {
  type DayRule,
  dayMasks,
  monthKind,
  onDayFromEnd,
  onDays,
  onLastWeekday,
  onNearestWorkday,
  onNthWeekday,
  onWeekdays,
} from './cron-days.ts';
import type { Field } from './cron-field.ts';
import {
  checkRange,
  DAY_OF_MONTH,
  DAY_OF_WEEK,
  HOUR,
  MINUTE,
  MONTH,
  numberOf,
  readValues,
  refuse,
  SECOND,
} from './cron-fields.ts';
import { Memo } from './memo.ts';

/**
 * A parsed cron expression. The tables `seconds` to `months` map each value to the smallest matching value that is
 * greater or equal, or -1. `days` is the table of `dayMasks`.
 */
export interface Cron {
  seconds: Int8Array;
  minutes: Int8Array;
  hours: Int8Array;
  days: Int32Array;
  months: Int8Array;
  /** The minute or hour field starts with `*`: follows elapsed time at clock changes (Vixie cron's MIN_STAR, HR_STAR). */
  followsElapsedTime: boolean;
  /** The items that `days` was computed from, for descriptions. Null for exactly `*`. */
  daysOfMonth: DayItems | null;
  daysOfWeek: DayItems | null;
  /** Written with six fields. */
  hasSeconds: boolean;
  /** The fields as written, in upper case, with macros expanded. */
  written: Readonly<Record<Field['key'], string>>;
}

export interface DayItems {
  /** Sorted, without duplicates. Weekdays are 0 (Sunday) to 6. */
  values: readonly number[];
  special: readonly SpecialDay[];
}

export type SpecialDay =
  /** `L`, `L-3`, `LW`, `L-3W` */
  | { kind: 'from_end'; distance: number; workday: boolean }
  /** `15W` */
  | { kind: 'nearest_workday'; day: number }
  /** `5#3` */
  | { kind: 'nth_weekday'; weekday: number; nth: number }
  /** `5L` */
  | { kind: 'last_weekday'; weekday: number };

const MACROS: Readonly<Record<string, string>> = {
  '@HOURLY': '0 * * * *',
  '@DAILY': '0 0 * * *',
  '@MIDNIGHT': '0 0 * * *',
  '@WEEKLY': '0 0 * * 0',
  '@MONTHLY': '0 0 1 * *',
  '@YEARLY': '0 0 1 1 *',
  '@ANNUALLY': '0 0 1 1 *',
};

const MAX_LENGTH = 100;

/** English names count by their first three letters: `MONDAY`, `FRIDAYL`, `JANUARY`. */
const FULL_NAMES =
  /(?<![A-Z])(?:SUN|MON|TUES|WEDNES|THURS|FRI|SATUR)DAY(?=L?(?![A-Z]))|(?<![A-Z])(?:JANUARY|FEBRUARY|MARCH|APRIL|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)(?![A-Z])/g;

// Number of days of each month in a common year and in a leap year.
const SHORTEST = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const crons = new Memo<string, Cron>(10_000);

/** Throws `ScheduleError` for the field `cron_expression`. Results are cached. Grammar: docs/schedules.md. */
export function parseCron(expression: string): Cron {
  return crons.get(expression, readCron);
}

function readCron(expression: string): Cron {
  const trimmed = trimAscii(expression);
  if (trimmed.length > MAX_LENGTH) refuse(`a cron expression has at most ${MAX_LENGTH} characters`);
  if (!/^[\t\x20-\x7e]*$/.test(trimmed)) {
    refuse('a cron expression consists of ASCII letters, digits and punctuation, separated by spaces');
  }
  const text = trimmed.toUpperCase().replace(FULL_NAMES, (name) => name.slice(0, 3));
  if (text === '') refuse('the cron expression is empty; write 5 fields, such as "0 9 * * 1-5"');
  if (text.startsWith('@') && !Object.hasOwn(MACROS, text)) {
    refuse(`"${expression}" is not a known macro; use one of ${Object.keys(MACROS).join(' ').toLowerCase()}`);
  }
  const parts = (MACROS[text] ?? text).split(/[ \t]+/);
  const hasSeconds = parts.length > 5;
  if (parts.length === 5) parts.unshift('0');
  const [second, minute, hour, dayOfMonth, month, dayOfWeek, ...rest] = parts;
  if (!second || !minute || !hour || !dayOfMonth || !month || !dayOfWeek || rest.length > 0) {
    refuse(
      `a cron expression has 5 fields, such as "0 9 * * 1-5", or 6 with seconds first; this one has ${text.split(/[ \t]+/).length}`,
    );
  }

  const daysOfMonth = readDays(DAY_OF_MONTH, dayOfMonth, readSpecialDay);
  const daysOfWeek = readDays(DAY_OF_WEEK, dayOfWeek, readSpecialWeekday);
  const cron: Cron = {
    seconds: notBelow(readValues(SECOND, second), SECOND),
    minutes: notBelow(readValues(MINUTE, minute), MINUTE),
    hours: notBelow(readValues(HOUR, hour), HOUR),
    days: dayMasks(rulesOf(daysOfMonth, onDays), rulesOf(daysOfWeek, onWeekdays)),
    months: notBelow(readValues(MONTH, month), MONTH),
    followsElapsedTime: minute.startsWith('*') || hour.startsWith('*'),
    daysOfMonth,
    daysOfWeek,
    hasSeconds,
    written: { second, minute, hour, dayOfMonth, month, dayOfWeek },
  };
  if (!everOccurs(cron))
    refuse(`"${expression}" never occurs: no month has such a day; for the last day of a month write L`);
  return cron;
}

/** Exact, because within 400 years every month occurs in each of its lengths and starts on every weekday. */
function everOccurs(cron: Cron): boolean {
  for (let month = cron.months[1] ?? -1; month !== -1; month = cron.months[month + 1] ?? -1) {
    for (const length of [SHORTEST[month - 1] ?? 0, LONGEST[month - 1] ?? 0]) {
      for (let firstWeekday = 0; firstWeekday < 7; firstWeekday++) {
        if (cron.days[monthKind(length, firstWeekday)] !== 0) return true;
      }
    }
  }
  return false;
}

function notBelow(values: readonly number[], field: Field): Int8Array {
  const table = new Int8Array(field.max + 2).fill(-1);
  const matching = new Set(values);
  for (let value = field.max; value >= 0; value--) {
    table[value] = matching.has(value) ? value : (table[value + 1] ?? -1);
  }
  return table;
}

/** The matching values of a table in `Cron`, sorted. */
export function matchingValues(table: Int8Array): number[] {
  const values: number[] = [];
  for (let value = table[0] ?? -1; value !== -1; value = table[value + 1] ?? -1) values.push(value);
  return values;
}

function readDays(
  field: Field,
  text: string,
  readSpecial: (item: string) => SpecialDay | undefined,
): DayItems | null {
  if (text === '*') return null;
  const special: SpecialDay[] = [];
  const plain: string[] = [];
  for (const item of text.split(',')) {
    const day = readSpecial(item);
    if (day === undefined) plain.push(item);
    else special.push(day);
  }
  const values = plain.length > 0 ? readValues(field, plain.join(',')) : [];
  const once = new Set(field === DAY_OF_WEEK ? values.map((value) => value % 7) : values);
  return { values: [...once].sort((a, b) => a - b), special };
}

/** One rule for all plain values, and one rule for each special day. */
function rulesOf(
  items: DayItems | null,
  plainRule: (values: readonly number[]) => DayRule,
): DayRule[] | null {
  return items === null ? null : [plainRule(items.values), ...items.special.map(specialRule)];
}

function specialRule(day: SpecialDay): DayRule {
  switch (day.kind) {
    case 'from_end': {
      const rule = onDayFromEnd(day.distance);
      return day.workday ? onNearestWorkday(rule) : rule;
    }
    case 'nearest_workday':
      return onNearestWorkday(onDays([day.day]));
    case 'nth_weekday':
      return onNthWeekday(day.weekday, day.nth);
    case 'last_weekday':
      return onLastWeekday(day.weekday);
  }
}

/** `L`, `L-3`, `15W`, `LW`; undefined for anything else. */
function readSpecialDay(item: string): SpecialDay | undefined {
  const [matched, fromEnd, day, workday] = /^(?:L(?:-(\d{1,2}))?|(\d{1,2})(?=W))(W?)$/.exec(item) ?? [];
  if (matched === undefined) return undefined;
  if (Number(fromEnd ?? 0) > 30)
    refuse(`day-of-month "${item}": must be at most 30 days before the last day`);
  if (day === undefined) {
    return { kind: 'from_end', distance: Number(fromEnd ?? 0), workday: workday === 'W' };
  }
  checkRange(DAY_OF_MONTH, item, Number(day), Number(day));
  return { kind: 'nearest_workday', day: Number(day) };
}

/** `5L`, `FRIL`, `5#3`, `FRI#3`; undefined for anything else. */
function readSpecialWeekday(item: string): SpecialDay | undefined {
  const [matched, name, nth] = /^([A-Z]{3}|\d)(?:L|#(\d))$/.exec(item) ?? [];
  if (matched === undefined || name === undefined) return undefined;
  const weekday = numberOf(DAY_OF_WEEK, item, name);
  checkRange(DAY_OF_WEEK, item, weekday, weekday);
  if (nth === undefined) return { kind: 'last_weekday', weekday: weekday % 7 };
  if (nth < '1' || nth > '5') refuse(`day-of-week "${item}": the number after # must be between 1 and 5`);
  return { kind: 'nth_weekday', weekday: weekday % 7, nth: Number(nth) };
}
