// Recognizes calendar events of systemd timers: `Mon..Fri *-*-* 09:00`, `*:0/15`, `weekly`.

import { DAY_OF_WEEK } from '../cron-fields.ts';
import { isZoneName, parseZone } from '../zone.ts';
import { type Context, type Finding, isCron } from './finding.ts';
import { unwrap } from './quartz.ts';
import { isYear, yearBounds } from './years.ts';

const MESSAGE = 'this is a calendar event of systemd, not a cron expression';

/** Shorthands that have another meaning than the macro of the same name, or no macro. */
const SHORTHANDS: Readonly<Record<string, string>> = {
  MINUTELY: '* * * * *',
  HOURLY: '0 * * * *',
  DAILY: '0 0 * * *',
  WEEKLY: '0 0 * * MON',
  MONTHLY: '0 0 1 * *',
  QUARTERLY: '0 0 1 1,4,7,10 *',
  SEMIANNUALLY: '0 0 1 1,7 *',
  YEARLY: '0 0 1 1 *',
  ANNUALLY: '0 0 1 1 *',
};

const WEEKDAYS = /^[A-Z]{3,9}(?:(?:\.\.|-)[A-Z]{3,9})?(?:,[A-Z]{3,9}(?:(?:\.\.|-)[A-Z]{3,9})?)*,?$/i;
const DATE = /^(?:([\d*.,/]+)-)?([\d*.,/]+)([-~])([\d*.,/]+)$/;
const TIME = /^([\d*.,/]+):([\d*.,/]+)(?::([\d*.,/]+))?$/;

export function findSystemd(text: string, { zone }: Context): Finding | undefined {
  const shorthand = SHORTHANDS[text.toUpperCase()];
  if (shorthand !== undefined) return { message: MESSAGE, suggestion: { cron_expression: shorthand } };
  const tokens = text.split(/\s+/);
  if (tokens.length > 5) return undefined;
  const named = tokens.length > 1 && isZoneName(tokens.at(-1) ?? '') ? tokens.pop() : undefined;
  const weekdays = WEEKDAYS.test(tokens[0] ?? '') ? tokens.shift() : undefined;
  const date = DATE.exec(tokens[0] ?? '');
  if (date !== null) tokens.shift();
  const time = TIME.exec(tokens[0] ?? '');
  if (time !== null) tokens.shift();
  if (tokens.length > 0 || (date === null && time === null)) return undefined;

  const [, year = '*', month = '*', mark = '-', day = '*'] = date ?? [];
  const [, hour = '0', minute = '0', second = '0'] = time ?? [];
  const years = year.replace('..', '-');
  const bounds = isYear(years) ? yearBounds(years, named === undefined ? zone : parseZone(named)) : undefined;
  const days = readDays(weekdays, mark === '~' ? fromEnd(day) : toCron(day));
  const clock = [second, minute, hour].map(toCron);
  const fields = [
    ...(clock[0] === '0' ? clock.slice(1) : clock),
    days?.dayOfMonth,
    toCron(month),
    days?.dayOfWeek,
  ];
  const expression = fields.join(' ');
  if (days === undefined || bounds === undefined || !isCron(expression)) {
    return {
      message: `${MESSAGE}, and a cron expression cannot express its days; a job for each day, or exclude, can`,
    };
  }
  const inZone = named === undefined || named === zone.name ? {} : { timezone: named };
  return { message: MESSAGE, suggestion: { cron_expression: expression, ...bounds, ...inZone } };
}

/** Weekday and date must both match in systemd; in a cron expression, either. A week of the month is `MON#1`. */
function readDays(
  weekdays: string | undefined,
  day: string,
): { dayOfMonth: string; dayOfWeek: string } | undefined {
  const names = weekdays === undefined ? '*' : toWeekdays(weekdays);
  if (names === '*' || day === '*') return { dayOfMonth: day, dayOfWeek: names };
  const nth = ['1-7', '8-14', '15-21', '22-28'].indexOf(day) + 1;
  if (nth === 0 || names.includes('-')) return undefined;
  return {
    dayOfMonth: '*',
    dayOfWeek: names
      .split(',')
      .map((name) => `${name}#${nth}`)
      .join(','),
  };
}

function toWeekdays(text: string): string {
  const short = text
    .toUpperCase()
    .replace(/,$/, '')
    .replaceAll(/[A-Z]+/g, (name) => name.slice(0, 3));
  return unwrap(DAY_OF_WEEK, short.replaceAll('..', '-'));
}

/** `07..20` → `7-20`, `00/2` → `0/2`, `01` → `1` */
function toCron(text: string): string {
  return text.replaceAll('..', '-').replaceAll(/\b0+(?=\d)/g, '');
}

/** `*-*~01` is the last day of the month. */
function fromEnd(day: string): string {
  const distance = Number(day) - 1;
  return distance === 0 ? 'L' : `L-${distance}`;
}
