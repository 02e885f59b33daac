// Recognizes intervals and instants of other schedulers: `rate(…)`, `at(…)`, `@every`, ISO 8601 durations, English.

import { readDuration } from '../../text/duration.ts';
import { adviseInstant, readLooseInstant } from '../../text/loose-instant.ts';
import type { Interval } from '../interval-unit.ts';
import { firstShown } from '../zone.ts';
import { type Context, type Finding, isCron, suggestInterval } from './finding.ts';

const UNITS: Readonly<Record<string, Interval>> = {
  MIN: 'minute',
  MINS: 'minute',
  MINUTE: 'minute',
  M: 'minute',
  HR: 'hour',
  HOUR: 'hour',
  H: 'hour',
  DAY: 'day',
  D: 'day',
  WEEK: 'week',
  W: 'week',
  MONTH: 'month',
  YEAR: 'year',
};

export function findInterval(text: string, context: Context): Finding | undefined {
  return (
    findRate(text) ??
    findAt(text, context) ??
    findEvery(text) ??
    findIsoDuration(text) ??
    findInstant(text, context)
  );
}

/** `rate(5 minutes)` of EventBridge. */
function findRate(text: string): Finding | undefined {
  const [matched, number = '', unit = ''] = /^RATE\(\s*(\d{1,9})\s*([A-Z]+)\s*\)$/i.exec(text) ?? [];
  if (matched === undefined)
    return /^RATE\(/i.test(text)
      ? {
          message:
            'rate( ) takes a number and a unit, such as rate(5 minutes); use schedule_type "recurring"',
        }
      : undefined;
  return ofUnit(Number(number), unit, 'this is a rate of EventBridge, not a cron expression');
}

/** `at(2027-05-01T09:00:00)` of EventBridge, in the time zone of the schedule. */
function findAt(text: string, context: Context): Finding | undefined {
  const [matched, local = ''] = /^AT\(([\dT:. +\-Z]{10,40})\)$/i.exec(text) ?? [];
  if (matched === undefined) return undefined;
  return {
    message: 'this is a single instant, not a cron expression',
    suggestion: once(local.trim().replace(' ', 'T'), context),
  };
}

/** A date, a time of a day, or a number of seconds since 1970, in any usual form. */
function findInstant(text: string, context: Context): Finding | undefined {
  const found = readLooseInstant(text);
  if (found === undefined) return undefined;
  if (found.locals.length > 1) {
    return {
      message: `this is a single instant, not a cron expression; set schedule_type "specific_time", and ${adviseInstant(text)}`,
    };
  }
  return {
    message: 'this is a single instant, not a cron expression',
    suggestion: once(`${found.locals[0]}${found.offset ?? ''}`, context),
  };
}

function once(text: string, { zone }: Context): Finding['suggestion'] {
  const at = instantOf(text, zone);
  return at === undefined
    ? undefined
    : { schedule_type: 'specific_time', cron_expression: null, specific_time: at };
}

function instantOf(text: string, zone: Context['zone']): string | undefined {
  try {
    if (/(?:Z|[+-]\d\d:\d\d)$/i.test(text)) return Temporal.Instant.from(text).toString();
    const local = Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toZonedDateTime(
      'UTC',
    ).epochMilliseconds;
    return Temporal.Instant.fromEpochMilliseconds(firstShown(zone, local)).toString();
  } catch {
    return undefined;
  }
}

/** `@every 1h30m` of Go, `@every_minute` of BSD, `every 6 hours` in English, and `5m`. */
function findEvery(text: string): Finding | undefined {
  const [matched, prefix = '', duration = ''] =
    /^((?:@every[ _]|every\s+|each\s+|@(?=\d+[a-z]*$)|in\s+)?)(.{1,60})$/i.exec(text) ?? [];
  if (matched === undefined) return undefined;
  const message = `this is an interval, not a cron expression`;
  const words = withDigits(duration);
  const [isOneUnit, number, unit = ''] = /^(?:(\d{1,9})\s*)?([A-Z]{3,})$/i.exec(words) ?? [];
  if (isOneUnit !== undefined && (prefix !== '' || number !== undefined)) {
    if (/^SEC(?:OND)?S?$/i.test(unit)) return ofSeconds(Number(number ?? 1), message);
    const found = ofUnit(Number(number ?? 1), unit, message);
    if (found.suggestion !== undefined || prefix.startsWith('@')) return found;
  }
  // FreeBSD's `@30` counts seconds.
  const seconds = /^\d{1,9}$/.test(words) && prefix.startsWith('@') ? Number(words) : readDuration(words);
  if (seconds !== undefined) return ofSeconds(seconds, message);
  return prefix === '' && /^\d{1,8}$/.test(words)
    ? {
        message:
          'a number alone is no schedule; for an interval, use schedule_type "recurring" with interval and interval_value',
      }
    : undefined;
}

const NUMBERS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** `five minutes` → `5 minutes`, `other day` → `2 day` */
function withDigits(text: string): string {
  return text
    .trim()
    .replace(/^other\b/i, '2')
    .replace(/^an?\b/i, '1')
    .replace(/^[a-z]+\b/i, (word) => {
      const number = NUMBERS.indexOf(word.toLowerCase());
      return number > 0 ? String(number) : word;
    });
}

/** `PT1H30M`, `P1D`, `R/PT15M`, `P1M` */
function findIsoDuration(text: string): Finding | undefined {
  const [matched, years, months, weeks, days, hours, minutes, seconds] =
    /^(?:R\d{0,9}\/)?P(?:(\d{1,5})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/i.exec(
      text,
    ) ?? [];
  if (matched === undefined || !/\d[A-Z]$/i.test(matched)) return undefined;
  const message = 'this is a duration, not a cron expression';
  const calendar = [
    [years, 'year'],
    [months, 'month'],
    [weeks, 'week'],
    [days, 'day'],
  ] as const;
  const given = calendar.filter(([number]) => number !== undefined);
  const elapsed = Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  const [only] = given;
  if (only === undefined) return ofSeconds(elapsed, message);
  return given.length === 1 && elapsed === 0
    ? ofUnit(Number(only[0]), only[1], message)
    : { message: `${message}; an interval has one unit` };
}

function ofUnit(number: number, written: string, message: string): Finding {
  const interval = UNITS[written.toUpperCase()] ?? UNITS[written.toUpperCase().replace(/S$/, '')];
  if (interval === undefined)
    return {
      message: `${message}; the units of a recurring schedule are minute, hour, day, week, month and year`,
    };
  return number >= 1 && number <= 100_000
    ? { message, suggestion: suggestInterval(interval, number) }
    : { message: `${message}; an interval is a whole number from 1 to 100 000` };
}

function ofSeconds(seconds: number, message: string): Finding {
  if (Number.isInteger(seconds) && seconds > 0) {
    if (seconds % 3_600 === 0) return ofUnit(seconds / 3_600, 'hour', message);
    if (seconds % 60 === 0) return ofUnit(seconds / 60, 'minute', message);
    const cron = `*/${seconds} * * * * *`;
    if (60 % seconds === 0 && isCron(cron)) return { message, suggestion: { cron_expression: cron } };
  }
  return {
    message: `${message}; intervals are whole minutes, and steps of seconds in a cron expression divide 60, such as "*/30 * * * * *"`,
  };
}
