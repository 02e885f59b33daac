// Recognizes expressions with a small fault: blanks around commas, short names, steps beyond their field.

import type { Field } from '../cron-field.ts';
import { DAY_OF_WEEK, HOUR, MINUTE, MONTH } from '../cron-fields.ts';
import type { Cron } from '../cron-reader.ts';
import { parseCron } from '../cron-reader.ts';
import { nextCron } from '../cron-search.ts';
import { type Context, type Finding, findCron, isCron, suggestInterval } from './finding.ts';
import { unwrap } from './quartz.ts';
import { WEEKDAYS } from './rrule.ts';

export function findRepair(text: string, context: Context): Finding | undefined {
  const upper = text.toUpperCase();
  return (
    findLongStep(upper, context) ??
    findWeekOfMonth(upper) ??
    findWrapped(upper) ??
    findBlanks(text) ??
    findNames(upper) ??
    findClock(upper) ??
    findLists(upper)
  );
}

/** Signs that text editors put in: non-breaking blanks, long hyphens, other asterisks. */
export function findTypography(text: string): Finding | undefined {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[\u200b-\u200f\u2060\ufeff]/g, '')
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
    .replaceAll(/[\u2217\u2731\u204e\u00d7\u2022]/g, '*')
    .trim();
  return plain === text ? undefined : findCron(plain, 'replace the typographic or invisible characters');
}

/** A range that wraps around. The message of the field names the list. */
function findWrapped(text: string): Finding | undefined {
  const parts = text.split(/\s+/);
  if (parts.length !== 5 && parts.length !== 6) return undefined;
  const fields: (Field | undefined)[] = [MINUTE, HOUR, undefined, MONTH, DAY_OF_WEEK];
  const offset = parts.length - 5;
  const DAYS = { ...HOUR, min: 1, max: 31, size: 31 };
  const repaired = parts
    .map((part, index) => unwrap(index < offset ? MINUTE : (fields[index - offset] ?? DAYS), part))
    .join(' ');
  return repaired === text ? undefined : findCron(repaired, '');
}

/** `30, 5, *, *, 1` and `0 9 * * mon, wed` */
function findBlanks(text: string): Finding | undefined {
  const joined = text
    .split(/([,/-])/)
    .map((part) => part.trim())
    .join('');
  const message = 'remove the blanks around commas, hyphens and slashes: blanks separate the fields';
  if (joined !== text && isCron(joined)) return findCron(joined, message);
  const separated = /\s/.test(text) ? text.replaceAll(/[,;|](?=\s|$)/g, '') : text.replaceAll(/[,;|_]/g, ' ');
  return separated === text ? undefined : findCron(separated, 'separate the fields by blanks only');
}

/** Names of two letters in iCalendar, and German ones that mean nothing else. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  ...WEEKDAYS,
  MI: 'WED',
  DO: 'THU',
  SO: 'SUN',
};

/** `TUES`, `SEPT`, `Mo-Fr` */
function findNames(text: string): Finding | undefined {
  const repaired = text
    .replaceAll(/(?<![A-Z])(TUES|WEDS|THUR|THURS|SEPT)(?![A-Z])/g, (name) => name.slice(0, 3))
    .replaceAll(/(?<![A-Z])(SU|MO|TU|WE|TH|FR|SA|MI|DO|SO)(?![A-Z])/g, (name) => SHORT_NAMES[name] ?? name)
    .replace(/(?<=\s)LAST(?=\s)/, 'L')
    .replace(/(?<=\s)([A-Z]{3}|[0-7])#L$/, '$1L')
    .replace(/(?<=\s)L-?([A-Z]{3}|[0-7])$/, '$1L');
  return repaired === text
    ? undefined
    : (findCron(repaired, 'names have three letters, or are written in full') ?? findWrapped(repaired));
}

/** `60 * * * *`, `0 24 * * *`, `0 9am * * *`, `0 9:30 * * *`, `30 9h * * *` */
function findClock(text: string): Finding | undefined {
  const [matched, minute = '', hour = '', rest = ''] = /^(\S+)\s+(\S+)\s+(\S+\s+\S+\s+\S+)$/.exec(text) ?? [];
  if (matched === undefined) return undefined;
  if (hour === '24' && rest === '* * *')
    return findCron(`${minute} 0 ${rest}`, 'hours are 0 to 23, and midnight is 0');
  if (minute === '60' && hour === '*')
    return findCron(`0 * ${rest}`, 'minutes are 0 to 59, and the full hour is 0');
  const [isTime, hours, minutes, half] = /^(\d{1,2})(?::(\d\d)|H)?([AP]M)?$/.exec(hour) ?? [];
  if (isTime === undefined || (half !== undefined && (Number(hours) < 1 || Number(hours) > 12)))
    return undefined;
  if (minutes !== undefined && !/^0+$/.test(minute)) return undefined;
  const value = half === undefined ? Number(hours) : (Number(hours) % 12) + (half === 'PM' ? 12 : 0);
  return findCron(
    `${minutes === undefined ? minute : Number(minutes)} ${value} ${rest}`,
    'hours are numbers from 0 to 23',
  );
}

/** `MON..FRI`, `MON;WED`, `MON|WED`, `MON/WED`, `MON and WED`, `9 to 17` */
function findLists(text: string): Finding | undefined {
  const repaired = text
    .replaceAll(/(?<=[A-Z\d])(?:\.\.|\s+(?:TO|THROUGH)\s+)(?=[A-Z\d])/g, '-')
    .replaceAll(/(?<=[A-Z\d])(?:[;|+&]|\s*&\s*|\s+(?:AND|OR)\s+)(?=[A-Z\d])/g, ',')
    .replaceAll(/(?<=[A-Z]{3})\/(?=[A-Z]{3})/g, ',');
  return repaired === text
    ? undefined
    : (findCron(repaired, 'a list has commas, and a range has a hyphen') ??
        findWrapped(repaired) ??
        findNames(repaired));
}

const TOO_LONG = 'a step starts again with its field and cannot be longer than the field';

// A step longer than its field: `*/90 * * * *` is an interval of 90 minutes.
function findLongStep(text: string, context: Context): Finding | undefined {
  const parts = text.split(/\s+/);
  if (parts.length === 6 && parts[0] === '0') parts.shift();
  const [minute = '', hour = '', day = '', ...rest] = parts;
  if (parts.length !== 5 || rest.some((part) => part !== '*')) return undefined;
  const steps = [minute, hour, day].map((part) => Number(/^(?:\*|[01])\/(\d{2,6})$/.exec(part)?.[1] ?? 0));
  const [minutes = 0, hours = 0, days = 0] = steps;
  if (minutes > 60 && hour === '*' && day === '*') return inRange('minute', minutes);
  if (hours > 24 && /^\d{1,2}$/.test(minute) && day === '*') return inRange('hour', hours);
  const clock = `${minute} ${hour} * * *`;
  if (days > 31 && /^\d+ \d+ /.test(clock) && isCron(clock)) {
    const found = inRange('day', days);
    const starts_at = nextStart(parseCron(clock), context);
    return { ...found, suggestion: found.suggestion && { ...found.suggestion, starts_at } };
  }
  return undefined;
}

function inRange(interval: 'minute' | 'hour' | 'day', value: number): Finding {
  return value <= 100_000
    ? { message: TOO_LONG, suggestion: suggestInterval(interval, value) }
    : { message: TOO_LONG };
}

function nextStart(cron: Cron, { zone, createdAt }: Context): string {
  const at = nextCron(cron, zone, createdAt.epochMilliseconds, Number.MAX_SAFE_INTEGER);
  return Temporal.Instant.fromEpochMilliseconds(at).toString();
}

// `5 12 */100,1-7 * 1`: in Vixie cron the `*` makes both day fields count, which is the first Monday.
function findWeekOfMonth(text: string): Finding | undefined {
  const [matched, times = '', week = '', month = '', weekday = ''] =
    /^((?:\S+ ){2,3})\*\/\d{1,3},(1-7|8-14|15-21|22-28) (\S+) ([A-Z]{3}|\d)$/.exec(
      text.replaceAll(/\s+/g, ' '),
    ) ?? [];
  if (matched === undefined) return undefined;
  const nth = ['1-7', '8-14', '15-21', '22-28'].indexOf(week) + 1;
  return findCron(`${times}* ${month} ${weekday}#${nth}`, `${weekday}#${nth} is such a weekday of the month`);
}
