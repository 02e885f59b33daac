// Warnings about a cron expression that depend on neither the date nor the time zone.

import { ordinal } from '../text/ordinal.ts';
import { monthLength } from './civil.ts';
import { DAY_OF_WEEK } from './cron-fields.ts';
import { type Cron, matchingValues } from './cron-reader.ts';
import { daysOfMonthText, daysOfWeekText, isEveryDay } from './describe-days.ts';
import { findUnevenSteps } from './uneven-steps.ts';
import type { Warning } from './warning.ts';
import { count, join, monthName } from './wording.ts';

export function findCronWarnings(cron: Cron): Warning[] {
  return [...findEitherDay(cron), ...findUnevenSteps(cron), ...findSkippedMonths(cron)];
}

function warning(code: Warning['code'], message: string): Warning {
  return { code, message, at: null };
}

function findEitherDay(cron: Cron): Warning[] {
  const { daysOfMonth, daysOfWeek } = cron;
  if (daysOfMonth === null || daysOfWeek === null) return [];
  const rule =
    'Day-of-month and day-of-week are both restricted, so the job runs on days that match either field';
  const means = isEveryDay(cron)
    ? 'on every day'
    : `${daysOfMonthText(daysOfMonth)} of the month, and also ${daysOfWeekText(daysOfWeek)}`;
  const week = weekOfMonth(cron);
  const nth = week === undefined ? '' : ` Write "${week}" for such a weekday of the month.`;
  const advice = 'Write * in one of the two fields to use only the other.';
  return [
    {
      ...warning('either_day', `${rule}: ${means}. ${advice}${nth}`),
      suggestion: week === undefined ? undefined : { cron_expression: week },
    },
  ];
}

const WEEKS = [1, 8, 15, 22];

/** `0 9 1-7 * MON` is meant as the first Monday: `0 9 * * MON#1`. */
function weekOfMonth({ daysOfMonth, daysOfWeek, written }: Cron): string | undefined {
  const days = daysOfMonth?.values ?? [];
  const [first = 0] = days;
  const isWeek = days.length === 7 && days.at(-1) === first + 6 && WEEKS.includes(first);
  if (!isWeek || daysOfMonth?.special.length !== 0 || daysOfWeek?.special.length !== 0) return undefined;
  const nth = WEEKS.indexOf(first) + 1;
  const weekdays = daysOfWeek.values.map((value) => `${DAY_OF_WEEK.names[value]}#${nth}`).join(',');
  const { second, minute, hour, month } = written;
  const expression = `${minute} ${hour} * ${month} ${weekdays}`;
  return second === '0' ? expression : `${second} ${expression}`;
}

/** Warns about the 29th, 30th or 31st if neither `L` nor the day before is listed: some months lack that day. */
function findSkippedMonths(cron: Cron): Warning[] {
  const items = cron.written.dayOfMonth.split(',');
  if (items.some((item) => item.startsWith('L'))) return [];
  const days = items.map((item) => Number(/^(\d+)W?$/.exec(item)?.[1] ?? 0));
  const day = [29, 30, 31].find((late) => days.includes(late) && !days.includes(late - 1));
  if (day === undefined) return [];
  const months = matchingValues(cron.months);
  const lacking = months.filter((month) => monthLength(2001, month) < day);
  const rest = months.length - lacking.length;
  if (lacking.length === 0 || (rest === 0 && day !== 29)) return [];
  const fact =
    day === 29
      ? 'February has a 29th in leap years only'
      : `${join(lacking.map(monthName))} ${lacking.length === 1 ? 'has' : 'have'} no ${ordinal(day)}`;
  const isOnlyDate = cron.daysOfWeek === null && items.length === 1;
  const inOthers = day === 29 ? 'in other years ' : '';
  const effect = !isOnlyDate
    ? `${inOthers}the job skips that date`
    : rest === 0
      ? `${inOthers}the job does not run`
      : `${inOthers}the job runs in ${count(rest, 'month')} only`;
  const last = items.every((item) => item.endsWith('W'))
    ? 'LW for the last working day'
    : 'L for the last day';
  const ofMonths = months.length === 12 ? 'of every month' : 'of the month';
  return [warning('skips_months', `${fact}: ${effect}. Write ${last} ${ofMonths}.`)];
}
