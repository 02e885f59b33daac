// The grammar of one cron field: lists, ranges, steps and names.

import { CronExpressionParser } from 'cron-parser';
import { ScheduleError } from './schedule-error.ts';

export interface Field {
  /** cron-parser's name */
  key: 'second' | 'minute' | 'hour' | 'dayOfMonth' | 'month' | 'dayOfWeek';
  title: string;
  min: number;
  max: number;
  /** How many different values there are: Sunday is both 0 and 7. The widest step that still means something. */
  size: number;
  /** Names, the first of them for `min`. */
  names: readonly string[];
}

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

/** The values of lists, ranges, steps and names. cron-parser expands them; whatever it should refuse is refused here. */
export function readValues(field: Field, text: string): number[] {
  return text.split(',').flatMap((item) => {
    checkItem(field, item);
    return expand(field, item);
  });
}

/**
 * One item of one field at a time: of whole expressions, cron-parser refuses `5,5`, `0,7` and `0 0 31 2 MON`, which
 * occurs on Mondays. The date keeps it from reading the clock.
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

function checkItem(field: Field, item: string): void {
  const [matched, low, high, step] =
    /^(?:\*|([A-Z]{3}|\d{1,2})(?:-([A-Z]{3}|\d{1,2}))?)(?:\/(\d{1,3}))?$/.exec(item) ?? [];
  if (matched === undefined) {
    const hint = item === '?' ? '; write * for any' : item === '' ? '; a list has no empty items' : '';
    refuse(`${field.title} "${item}" cannot be read${hint}`);
  }
  if (low !== undefined) {
    const first = numberOf(field, item, low);
    checkRange(field, item, first, high === undefined ? first : numberOf(field, item, high));
  }
  if (step !== undefined && (Number(step) < 1 || Number(step) > field.size)) {
    refuse(`${field.title} "${item}": a step is between 1 and ${field.size}`);
  }
}

/** Refuses values outside the field and ranges that wrap around; `item` is what the message quotes. */
export function checkRange(field: Field, item: string, low: number, high: number): void {
  for (const value of [low, high]) {
    if (value < field.min || value > field.max) {
      refuse(`${field.title} "${item}": must be between ${field.min} and ${field.max}`);
    }
  }
  if (low > high) {
    refuse(`${field.title} "${item}": a range goes upwards; list the two parts instead, as in "22-23,0-2"`);
  }
}

/** The number that a number or a name stands for; not yet checked against the field's range. */
export function numberOf(field: Field, item: string, text: string): number {
  if (/^\d/.test(text)) return Number(text);
  const index = field.names.indexOf(text);
  if (index === -1) {
    refuse(
      `${field.title} "${item}": "${text}" is not a ${field.names.length > 0 ? 'known name' : 'number'}`,
    );
  }
  return field.min + index;
}

/** Throws `ScheduleError` on `cron_expression`. */
export function refuse(message: string): never {
  throw new ScheduleError('cron_expression', message);
}
