// Warnings about cron steps that do not divide their field evenly, such as every 7 minutes.

import { ordinal } from '../text/ordinal.ts';
import { type Cron, matchingValues } from './cron-reader.ts';
import { isEveryDay } from './describe-days.ts';
import type { Warning } from './warning.ts';
import { count, monthName, pad, WEEKDAYS } from './wording.ts';

interface SteppedField {
  name: string;
  written: string;
  values: readonly number[];
  unit: string;
  /** The unit after which the field restarts, and its length in units of the field. */
  cycle: string;
  size: number;
  show: (value: number) => string;
  /** Whether two consecutive cycles can match, so that the last gap exists. */
  isContinued: boolean;
  /** The interval of an equivalent recurring schedule with equal gaps, if there is one. */
  interval: string | undefined;
}

/** Finds steps that leave a remainder, so that the gap between two cycles is shorter or longer than the step. */
export function findUnevenSteps(cron: Cron): Warning[] {
  const warnings: Warning[] = [];
  for (const field of steppedFields(cron)) {
    const [, stepText] = /^[^,]+\/(\d+)$/.exec(field.written) ?? [];
    const step = Number(stepText ?? 1);
    const [first, ...more] = field.values;
    const last = more.at(-1);
    if (step === 1 || first === undefined || last === undefined || !field.isContinued) continue;
    const gap = first + field.size - last;
    // A range that ends early makes the last gap longer on purpose. Months have different lengths.
    if (gap >= step && (field.unit !== 'day' || field.written.includes('-') || field.size === 7)) continue;
    const inMonth = field.size === 31 ? 'in a month of 31 days, ' : '';
    const gapText = `${inMonth}the gap from ${field.show(last)} to ${field.show(first)} is ${count(gap, field.unit)} instead of ${step}`;
    const suggestion =
      field.interval === undefined
        ? ''
        : ` Use a recurring schedule of ${step} ${field.interval}s for equal gaps.`;
    const message = `"${field.written}" in the ${field.name} field restarts every ${field.cycle}: ${gapText}.${suggestion}`;
    warnings.push({ code: 'uneven_step', message, at: null });
  }
  return warnings;
}

function steppedFields(cron: Cron): SteppedField[] {
  const { written, daysOfMonth, daysOfWeek } = cron;
  const seconds = matchingValues(cron.seconds);
  const minutes = matchingValues(cron.minutes);
  const hours = matchingValues(cron.hours);
  const months = matchingValues(cron.months);
  const everyDay = isEveryDay(cron) && months.length === 12;
  const oneSecond = seconds.length === 1;
  const oneTime = oneSecond && minutes.length === 1 && hours.length === 1;
  const oneDay = daysOfWeek === null && daysOfMonth?.values.length === 1 && daysOfMonth.special.length === 0;
  const mark = (value: number) => `:${pad(value)}`;
  return [
    {
      name: 'second',
      written: written.second,
      values: seconds,
      unit: 'second',
      cycle: 'minute',
      size: 60,
      show: mark,
      isContinued: hasNeighbours(minutes, 60),
      interval: undefined,
    },
    {
      name: 'minute',
      written: written.minute,
      values: minutes,
      unit: 'minute',
      cycle: 'hour',
      size: 60,
      show: mark,
      isContinued: hasNeighbours(hours, 24),
      interval: oneSecond && hours.length === 24 && everyDay ? 'minute' : undefined,
    },
    {
      name: 'hour',
      written: written.hour,
      values: hours,
      unit: 'hour',
      cycle: 'day',
      size: 24,
      show: (value) => `${pad(value)}:00`,
      isContinued: cron.days.some((mask) => (mask & (mask >> 1)) !== 0),
      interval: oneSecond && minutes.length === 1 && everyDay ? 'hour' : undefined,
    },
    {
      name: 'day-of-month',
      written: written.dayOfMonth,
      values: daysOfMonth?.values ?? [],
      unit: 'day',
      cycle: 'month',
      size: 31,
      show: (value) => `the ${ordinal(value)}`,
      isContinued: daysOfWeek === null && hasNeighbours(months, 12),
      interval: oneTime && months.length === 12 ? 'day' : undefined,
    },
    {
      name: 'month',
      written: written.month,
      values: months,
      unit: 'month',
      cycle: 'year',
      size: 12,
      show: monthName,
      isContinued: true,
      interval: oneTime && oneDay ? 'month' : undefined,
    },
    {
      name: 'day-of-week',
      written: written.dayOfWeek,
      values: daysOfWeek?.values ?? [],
      unit: 'day',
      cycle: 'week',
      size: 7,
      show: (value) => WEEKDAYS[value] ?? '',
      isContinued: daysOfMonth === null,
      interval: oneTime && months.length === 12 ? 'day' : undefined,
    },
  ];
}

function hasNeighbours(values: readonly number[], size: number): boolean {
  return values.some((value) => values.includes(value + 1) || values.includes(value + 1 - size));
}
