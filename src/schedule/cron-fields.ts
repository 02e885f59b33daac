// Parses one cron field: lists, ranges, steps and names.

import { CronExpressionParser } from 'cron-parser';
import type { Field } from './cron-field.ts';
import { ScheduleError } from './schedule-error.ts';
import { writeWrapped } from './wrapped-range.ts';

export const SECOND: Field = { key: 'second', title: 'second', min: 0, max: 59, size: 60, names: [] };
export const MINUTE: Field = { key: 'minute', title: 'minute', min: 0, max: 59, size: 60, names: [] };
export const HOUR: Field = { key: 'hour', title: 'hour', min: 0, max: 23, size: 24, names: [] };
export const DAY_OF_MONTH: Field = {
  key: 'dayOfMonth',
  title: 'day-of-month',
  min: 1,
  max: 31,
  size: 31,
  names: [],
};
export const MONTH: Field = {
  key: 'month',
  title: 'month',
  min: 1,
  max: 12,
  size: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
export const DAY_OF_WEEK: Field = {
  key: 'dayOfWeek',
  title: 'day-of-week',
  min: 0,
  max: 7,
  size: 7,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};

/** The values of lists, ranges, steps and names. Validates each item, because cron-parser accepts some invalid ones. */
export function readValues(field: Field, text: string): number[] {
  return text.split(',').flatMap((written) => {
    // Sunday is also 7, so that a week can start on Monday.
    const item = field === DAY_OF_WEEK ? written.replace(/^(?:MON|1)-SUN(?=$|\/)/, '1-7') : written;
    checkItem(field, item);
    return expand(field, item);
  });
}

/**
 * Expands one item at a time, because cron-parser refuses some valid expressions as a whole: `5,5`, `0,7`, and
 * `0 0 31 2 MON`, which matches Mondays. The fixed `currentDate` keeps cron-parser from reading the clock.
 */
function expand(field: Field, item: string): number[] {
  const parts = {
    second: '0',
    minute: '0',
    hour: '0',
    dayOfMonth: '1',
    month: '1',
    dayOfWeek: '0',
    [field.key]: item,
  };
  const expression = Object.values(parts).join(' ');
  const { fields } = CronExpressionParser.parse(expression, { currentDate: 0 });
  return fields[field.key].values.map(Number);
}

/** `*, a number from 0 to 7 or a name such as MON, a range 1-5, a list 1,5 or a step *\/2`, without the backslash. */
function formsOf(field: Field): string {
  const name = field.names[1];
  const value = `a number from ${field.min} to ${field.max}${name === undefined ? '' : ` or a name such as ${name}`}`;
  return `*, ${value}, a range such as 1-5, a list such as 1,5 or a step such as */2`;
}

function checkItem(field: Field, item: string): void {
  const [matched, low, high, step] =
    /^(?:\*|([A-Z]{3}|\d{1,2})(?:-([A-Z]{3}|\d{1,2}))?)(?:\/(\d{1,3}))?$/.exec(item) ?? [];
  if (matched === undefined) {
    const hint = item === '' ? 'remove the empty list item' : `write ${formsOf(field)}`;
    refuse(`${field.title} "${item}" is not valid; ${hint}`);
  }
  if (step !== undefined && (Number(step) < 1 || Number(step) > field.size)) {
    refuse(`${field.title} "${item}": the step must be between 1 and ${field.size}`);
  }
  if (low !== undefined) {
    const first = numberOf(field, item, low);
    const last = high === undefined ? first : numberOf(field, item, high);
    checkRange(field, item, first, last, step === undefined ? 1 : Number(step));
  }
}

/** Refuses values outside the range of the field, and ranges that wrap around. The message quotes `item`. */
export function checkRange(field: Field, item: string, low: number, high: number, step = 1): void {
  for (const value of [low, high]) {
    if (value < field.min || value > field.max) {
      refuse(`${field.title} "${item}": must be between ${field.min} and ${field.max}`);
    }
  }
  if (low > high) {
    const list = writeWrapped(field, low, high, step, /[A-Z]/.test(item));
    refuse(`${field.title} "${item}": the start of a range must not be after its end; write "${list}"`);
  }
}

/** Converts a number or a name to its value. The range of the field is not checked here. */
export function numberOf(field: Field, item: string, text: string): number {
  if (/^\d/.test(text)) return Number(text);
  const index = field.names.indexOf(text);
  if (index === -1) {
    const known = field.names.length > 0 ? `known name; use ${field.names.join(' ')}` : 'number';
    refuse(`${field.title} "${item}": "${text}" is not a ${known}`);
  }
  return field.min + index;
}

/** Throws `ScheduleError` for the field `cron_expression`. */
export function refuse(message: string): never {
  throw new ScheduleError('cron_expression', message);
}
