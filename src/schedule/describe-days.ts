// Describes the days and months of a cron expression in English.

import { ordinal } from '../text/ordinal.ts';
import { monthLength } from './civil.ts';
import { type Cron, type DayItems, matchingValues, type SpecialDay } from './cron-reader.ts';
import { join, list, monthName, WEEKDAYS } from './wording.ts';

const WORKING_DAY = 'working day';
const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'last'];
const LAST = 6;

const EVERY_DAY = [28, 29, 30, 31].flatMap((length) => Array<number>(7).fill(2 ** length - 1));

/** Whether the day fields match every day of every month. */
export function isEveryDay(cron: Cron): boolean {
  return EVERY_DAY.every((mask, kind) => cron.days[kind] === mask);
}

/** Starts with a space. Empty if every day of the year matches and `ofDay` is false. */
export function describeDays(cron: Cron, ofDay: boolean): string {
  const months = matchingValues(cron.months);
  const names = months.length === 12 ? '' : monthList(months);
  const inMonths = names === '' ? '' : ` in ${names}`;
  const ofMonths = names === '' ? ' of the month' : ` of ${names}`;
  const { daysOfMonth, daysOfWeek } = cron;
  if (isEveryDay(cron)) return `${ofDay ? ' every day' : ''}${inMonths}`;
  if (daysOfMonth !== null && daysOfWeek !== null) {
    const either = `${daysOfMonthText(daysOfMonth)} of the month, and ${daysOfWeekText(daysOfWeek)}`;
    return ` ${either} (either counts)${inMonths === '' ? '' : `,${inMonths}`}`;
  }
  if (daysOfMonth !== null) {
    const { values, special } = daysOfMonth;
    if (months.length === 1 && special.length === 0 && values.length <= 3) {
      return ` on ${join(values.map(String))} ${names}${yearsText(values, months[0] ?? 0)}`;
    }
    return ` ${daysOfMonthText(daysOfMonth)}${ofMonths}`;
  }
  if (daysOfWeek === null) return inMonths;
  const text = daysOfWeekText(daysOfWeek, daysOfWeek.values.length === 0 ? ofMonths : undefined);
  if (daysOfWeek.special.length > 0) {
    return ` ${text}${inMonths === '' || daysOfWeek.values.length === 0 ? '' : `,${inMonths}`}`;
  }
  return ` ${ofDay && daysOfWeek.values.length === 1 ? text.replace('on ', '') : text}${inMonths}`;
}

/** How often the dates of a month occur. Empty if this differs between the dates. */
function yearsText(days: readonly number[], month: number): string {
  const inEveryYear = days.filter((day) => day <= monthLength(2001, month)).length;
  if (inEveryYear === days.length) return ' every year';
  return inEveryYear === 0 ? ' in leap years' : '';
}

/** The matching months, or "every month but" the others, whichever is shorter. */
function monthList(months: readonly number[]): string {
  const names = list(months, 'month', monthName);
  const others = Array.from({ length: 12 }, (_, index) => index + 1).filter(
    (month) => !months.includes(month),
  );
  const but = `every month but ${list(others, 'month', monthName)}`;
  return but.length < names.length ? but : names;
}

/** `the 1st and the 15th`, `the 1st, 3rd, 7th and 20th to 23rd` */
function dayList(days: readonly number[]): string {
  const text = list(days, 'day', (day) => `the ${ordinal(day)}`);
  return days.length < 4 || text.startsWith('every') ? text : text.replace(/(, (?:and )?| and )the /g, '$1');
}

/** `on the 1st and the 15th and on the last day`. The caller appends the month. */
export function daysOfMonthText({ values, special }: DayItems): string {
  const parts: string[] = [];
  if (values.length > 0) parts.push(dayList(values));

  const nearest = inOrder(special, (day) => (day.kind === 'nearest_workday' ? day.day : undefined));
  if (nearest.length > 0) parts.push(`the ${WORKING_DAY} nearest ${dayList(nearest)}`);

  for (const workday of [true, false]) {
    const distances = inOrder(special, (day) =>
      day.kind === 'from_end' && day.workday === workday ? day.distance : undefined,
    );
    const before = distances.filter((distance) => distance > 0);
    if (before.length > 0) {
      const text = `${dayList(before)} day before the last day`;
      parts.push(workday ? `the ${WORKING_DAY} nearest ${text}` : text);
    }
    if (distances.includes(0)) parts.push(workday ? `the last ${WORKING_DAY}` : 'the last day');
  }
  return join(parts.map((part) => `on ${part}`)).replace(WORKING_DAY, `${WORKING_DAY} (Monday to Friday)`);
}

/** `on Monday to Friday`, `on every Monday and on the first and last Friday of the month`. */
export function daysOfWeekText({ values, special }: DayItems, ofMonths = ' of the month'): string {
  const parts: string[] = [];
  if (values.length === 7) return 'on every day';
  // Descriptions list weekdays from Monday (1) to Sunday (7), or from Sunday (0) if that makes one range.
  const isFromSunday = values.length > 2 && values[0] === 0 && values.at(-1) === values.length - 1;
  const days = isFromSunday ? [...values] : values.map(fromMonday).sort((a, b) => a - b);
  const name = (day: number) => WEEKDAYS[day % 7] ?? '';
  if (days.length === 1) parts.push(`on every ${days.map(name).join()}`);
  else if (days.length > 1) parts.push(`on ${list(days, 'weekday', name)}`);

  // Weekdays with the same ordinals are combined: `the first and last Monday and Friday`.
  const byPlaces = new Map<string, string[]>();
  for (let day = 1; day <= 7; day++) {
    if (days.includes(day) || days.includes(day % 7)) continue;
    const places = inOrder(special, (item) => {
      if (!('weekday' in item) || fromMonday(item.weekday) !== day) return undefined;
      return item.kind === 'last_weekday' ? LAST : item.nth;
    });
    if (places.length === 0) continue;
    const text = join(places.map((place) => ORDINALS[place] ?? ''));
    byPlaces.set(text, [...(byPlaces.get(text) ?? []), name(day)]);
  }
  const ofMonth = [...byPlaces].map(([places, names]) => `on the ${places} ${join(names)}`);
  return `${join([...parts, ...ofMonth])}${ofMonth.length > 0 ? ofMonths : ''}`;
}

function fromMonday(weekday: number): number {
  return weekday === 0 ? 7 : weekday;
}

function inOrder(special: readonly SpecialDay[], pick: (day: SpecialDay) => number | undefined): number[] {
  const picked = new Set<number>();
  for (const day of special) {
    const value = pick(day);
    if (value !== undefined) picked.add(value);
  }
  return [...picked].sort((a, b) => a - b);
}
