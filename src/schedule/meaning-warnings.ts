// Warnings about expressions that are valid, but often mean something else: every minute, weekday numbers, a year, zone names.

import { type Cron, matchingValues } from './cron-reader.ts';
import type { Suggestion } from './schedule-error.ts';
import type { Warning } from './warning.ts';
import { offsetText } from './wording.ts';
import { segmentAt, type Zone } from './zone.ts';

export function findMeaningWarnings(cron: Cron): Warning[] {
  return [findEveryMinute(cron), findYear(cron), findWeekdayNumbers(cron)].filter(
    (warning) => warning !== undefined,
  );
}

function warn(code: Warning['code'], message: string, suggestion?: Suggestion): Warning {
  return { code, message, at: null, suggestion };
}

/** `* 10 * * *` is 60 runs; `0 10 * * *` is probably meant. A range of hours, such as `* 9-17 * * *`, is not. */
function findEveryMinute(cron: Cron): Warning | undefined {
  const { second, minute, hour, dayOfMonth, month, dayOfWeek } = cron.written;
  const seconds = matchingValues(cron.seconds);
  const minutes = matchingValues(cron.minutes);
  const hours = matchingValues(cron.hours);
  const hasSingleHours = hours.length < 24 && hours.every((value) => !hours.includes(value + 1));
  if (seconds.length === 60 && (minutes.length < 60 || hasSingleHours)) {
    const once = `0 ${minutes.length < 60 ? minute : '0'} ${hour} ${dayOfMonth} ${month} ${dayOfWeek}`;
    const message = `The job runs every second of ${minutes.length < 60 ? 'each of these minutes' : 'each of these hours'}. Write "${once}" to run it once.`;
    return warn('every_minute', message, { cron_expression: once });
  }
  if (minutes.length < 60 || seconds.length > 1 || !hasSingleHours) return undefined;
  const once = `0 ${hour} ${dayOfMonth} ${month} ${dayOfWeek}`;
  return warn(
    'every_minute',
    `The job runs 60 times an hour, every minute ${hours.length === 1 ? 'of this hour' : 'of these hours'}. Write "${once}" to run it once an hour.`,
    { cron_expression: second === '0' ? once : `${second} ${once}` },
  );
}

/** `0 12 * * 1 *` is EventBridge's five fields and a year, and runs every hour in January. */
function findYear(cron: Cron): Warning | undefined {
  const { second, minute, hour, dayOfMonth, month, dayOfWeek } = cron.written;
  const isSixFields = cron.hasSeconds && dayOfWeek === '*' && hour === '*';
  const isHour =
    /^\d{1,2}(?:[,/-]\d{1,2})*$/.test(minute) && matchingValues(cron.minutes).every((value) => value < 24);
  if (!isSixFields || !isHour || minute === '0' || (month === '*' && dayOfMonth === '*' && second === '0'))
    return undefined;
  const withoutYear = `${second} ${minute} ${hour} ${dayOfMonth} ${month}`;
  if (!/^[*0-7](?:[,-][0-7])*$/.test(month)) return undefined;
  return warn(
    'year_field',
    `Six fields start with seconds: minute ${minute}, every hour. If the last field is a year, as in EventBridge, write "${withoutYear}".`,
    { cron_expression: withoutYear },
  );
}

const QUARTZ_DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Quartz and EventBridge count weekdays from Sunday = 1: `2-6` is Monday to Friday there. */
function findWeekdayNumbers(cron: Cron): Warning | undefined {
  const { second, minute, hour, dayOfMonth, month, dayOfWeek } = cron.written;
  const isUsual =
    /^(?:1-5|[0-7](?:,[0-7])*)$/.test(dayOfWeek) && !(cron.hasSeconds && /^[1-7]$/.test(dayOfWeek));
  const isQuartz = /^(?:2-6|1,7|7,1)$/.test(dayOfWeek);
  if (!isQuartz && (isUsual || !cron.hasSeconds)) return undefined;
  const numbers = dayOfWeek.replaceAll(/\/\d+/g, '');
  if (!/(?<![#\d])[1-7]/.test(numbers) || /(?<![#\d])0/.test(numbers) || dayOfWeek.includes('/'))
    return undefined;
  const names = dayOfWeek.replaceAll(/(?<![#\d])[1-7](?!\d)/g, (day) => QUARTZ_DAYS[Number(day) - 1] ?? day);
  const fields = `${minute} ${hour} ${dayOfMonth} ${month} ${names}`;
  const other = second === '0' ? fields : `${second} ${fields}`;
  return warn(
    'weekday_numbers',
    `Weekday ${dayOfWeek} counts from Sunday = 0. If it counts from Sunday = 1, as in Quartz and EventBridge, write "${other}".`,
    { cron_expression: other },
  );
}

const WITH_SUMMER_TIME: Readonly<Record<string, string>> = {
  EST: 'America/New_York',
  MST: 'America/Denver',
};

/** `Etc/GMT+5` is west of Greenwich; `EST` has no summer time. */
export function findZoneWarnings(zone: Zone, at: number): Warning[] {
  const offset = offsetText(segmentAt(zone, at).offset);
  if (/^(?:Etc\/)?GMT[+-][1-9]/.test(zone.name)) {
    const opposite = zone.name.replace(/[+-]/, (sign) => (sign === '+' ? '-' : '+'));
    const message = `${zone.name} is ${offset}: the sign in these names is inverted. Write "${opposite}" for the opposite offset.`;
    return [warn('inverted_offset', message)];
  }
  const region = WITH_SUMMER_TIME[zone.name];
  if (region === undefined) return [];
  const message = `${zone.name} is ${offset} all year, without summer time. "${region}" changes its clock.`;
  return [warn('no_summer_time', message, { timezone: region })];
}
