// What may surprise in a cron expression, whenever and wherever it is read.

import { monthLength } from './civil.ts';
import { type Cron, matchingValues } from './cron-reader.ts';
import { daysOfMonthText, daysOfWeekText, isEveryDay } from './describe-days.ts';
import { findUnevenSteps } from './uneven-steps.ts';
import type { Warning } from './warning.ts';
import { count, join, monthName, ordinal } from './wording.ts';

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
    'Day-of-month and day-of-week are both restricted, and a day that matches either of them counts';
  const means = isEveryDay(cron)
    ? 'here that is every day'
    : `it occurs ${daysOfMonthText(daysOfMonth)} of the month, and also ${daysOfWeekText(daysOfWeek)}`;
  return [
    warning('either_day', `${rule}: ${means}. Write * in one of the two fields to go by the other alone.`),
  ];
}

/** A 29th, 30th or 31st written as such, without `L` and without the days before it, which months may lack. */
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
    ? `${inOthers}that date is left out there`
    : rest === 0
      ? `${inOthers}it does not occur`
      : `${inOthers}it occurs in ${count(rest, 'month')} only`;
  const last = items.every((item) => item.endsWith('W'))
    ? 'LW for the last working day'
    : 'L for the last day';
  return [warning('skips_months', `${fact}: ${effect}. Write ${last} of every month, whatever its length.`)];
}
