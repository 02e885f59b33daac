// Recognizes intervals and instants of other schedulers: `rate(…)`, `at(…)`, `@every`, ISO 8601 durations, English.

import type { Interval } from '../interval-unit.ts';
import { firstShown } from '../zone.ts';
import { type Context, type Finding, isCron, suggestInterval } from './finding.ts';

const UNITS: Readonly<Record<string, Interval>> = {
  MIN: 'minute',
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
    suggestion: once(local.trim(), context),
  };
}

/** An RFC 3339 instant or a local date and time. */
function findInstant(text: string, context: Context): Finding | undefined {
  if (!/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?(?:Z|[+-]\d\d:\d\d)?$/i.test(text))
    return undefined;
  return { message: 'this is a single instant, not a cron expression', suggestion: once(text, context) };
}

function once(text: string, { zone }: Context): Finding['suggestion'] {
  const at = instantOf(text.replace(' ', 'T'), zone);
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

/** `@every 1h30m` of Go, `@every_minute` of BSD, and `every 6 hours` in English. */
function findEvery(text: string): Finding | undefined {
  const [matched, duration = ''] = /^(?:@every[ _]|every\s+|@(?=\d+[a-z]*$))(.{1,60})$/i.exec(text) ?? [];
  if (matched === undefined) return undefined;
  const message = `this is an interval, not a cron expression`;
  const [isOneUnit, number, unit = ''] = /^(?:(\d{1,9})\s*)?([A-Z]{3,})$/i.exec(duration.trim()) ?? [];
  if (isOneUnit !== undefined) {
    if (/^SEC(?:OND)?S?$/i.test(unit)) return ofSeconds(Number(number ?? 1), message);
    return ofUnit(Number(number ?? 1), unit, message);
  }
  const seconds = parseGoDuration(duration.trim());
  return seconds === undefined ? undefined : ofSeconds(seconds, message);
}

/** `1h30m`, `1.5h`, `90s`; in seconds. A bare number counts seconds, as in FreeBSD's `@30`. */
function parseGoDuration(text: string): number | undefined {
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:d|h|m|s|ms|us|µs|ns)){1,7}$|^\d{1,9}$/i.test(text)) return undefined;
  const sizes: Readonly<Record<string, number>> = {
    d: 86_400,
    h: 3_600,
    m: 60,
    s: 1,
    ms: 1e-3,
    us: 1e-6,
    µs: 1e-6,
    ns: 1e-9,
  };
  let seconds = 0;
  for (const [, number, unit = 's'] of text.toLowerCase().matchAll(/([\d.]+)([a-zµ]+)?/g)) {
    seconds += Number(number) * (sizes[unit] ?? 1);
  }
  return seconds;
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
