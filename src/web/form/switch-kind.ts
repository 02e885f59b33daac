// Switches the form between schedule kinds and converts the typed schedule to the new kind where possible.
import { batch } from '@preact/signals';
import { type JobForm, kindValue, readValues } from './job-form.ts';
import {
  type CalendarSchedule,
  isCalendarKind,
  isSameCalendar,
  type Kind,
  parseCalendar,
  writeCalendar,
} from './schedule-kinds.ts';
import type { Values } from './values.ts';

export function chooseKind(form: JobForm, to: Kind): void {
  const values = readValues(form.fields);
  const from = values.kind;
  if (from === to) return;
  const isNew = !form.visitedKinds.has(to);
  // Switching back and forth without typing keeps the fields of each kind.
  const isChanged = kindValue(from, values) !== form.valueOnSwitch;
  const converted = isNew || isChanged ? convert(values, to, isNew, form) : {};
  form.visitedKinds.add(to);
  batch(() => {
    for (const [name, value] of Object.entries({ ...converted, kind: to })) {
      form.fields[name as 'cron'].value = value as string;
    }
  });
  form.valueOnSwitch = kindValue(to, { ...values, ...converted });
}

/** The cron expression of the form. A typed expression with the same meaning is kept, not rewritten. */
export function cronOf(values: Pick<Values, 'kind' | 'cron' | 'time' | 'weekdays' | 'monthDay'>): string {
  const { kind, cron } = values;
  if (!isCalendarKind(kind)) return cron.trim();
  const calendar: CalendarSchedule = { ...values, kind };
  return isSameCalendar(calendar, parseCalendar(cron)) ? cron.trim() : writeCalendar(calendar);
}

/** An exact conversion replaces the fields of the new kind; an approximate one only fills a kind not shown before. */
function convert(values: Values, to: Kind, isNew: boolean, form: JobForm): Partial<Values> {
  const calendar = calendarOf(values);
  if (isCalendarKind(to)) {
    if (calendar?.kind === to) {
      return { time: calendar.time, weekdays: calendar.weekdays, monthDay: calendar.monthDay };
    }
    if (calendar) return { time: calendar.time };
    return isNew ? momentValues(values) : {};
  }
  if (to === 'cron' && calendar) return { cron: cronOf(values) };
  if (!isNew) return {};
  if (to === 'cron') {
    const cron = cronOfInterval(values);
    return cron === '' ? {} : { cron };
  }
  if (to === 'interval') return intervalOf(values);
  const [next] = form.preview.peek()?.occurrences ?? [];
  return next ? { specificTime: next.local.slice(0, 16) } : {};
}

/** The daily, weekly or monthly schedule of the form; null for any other schedule. */
function calendarOf(values: Values): CalendarSchedule | null {
  if (isCalendarKind(values.kind))
    return writeCalendar({ ...values, kind: values.kind }) ? { ...values, kind: values.kind } : null;
  return values.kind === 'cron' ? parseCalendar(values.cron) : null;
}

/** Time, weekday and day of the month of the one-time run, or of the schedule's start. */
function momentValues({ kind, specificTime, startsAt }: Values): Partial<Values> {
  const text = kind === 'once' ? specificTime : startsAt;
  const date = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || text.length < 16) return {};
  return {
    time: text.slice(11, 16),
    weekdays: [date.getUTCDay() || 7],
    monthDay: String(date.getUTCDate()),
  };
}

function cronOfInterval({ kind, interval, intervalValue }: Values): string {
  const count = Number(intervalValue);
  const every = count === 1 ? '*' : `*/${count}`;
  if (kind !== 'interval' || !Number.isInteger(count) || count < 1) return '';
  if (interval === 'minute' && 60 % count === 0) return `${every} * * * *`;
  if (interval === 'hour' && 24 % count === 0) return `0 ${every} * * *`;
  return '';
}

function intervalOf({ kind, cron }: Values): Partial<Values> {
  const units = { daily: 'day', weekly: 'week', monthly: 'month' };
  if (isCalendarKind(kind)) return { interval: units[kind], intervalValue: '1' };
  const [, minute, hour] = /^(\S+) (\S+) \* \* \*$/.exec(kind === 'cron' ? cron.trim() : '') ?? [];
  const minutes = /^\*(?:\/(\d+))?$/.exec(minute ?? '');
  const hours = /^\*(?:\/(\d+))?$/.exec(hour ?? '');
  if (minutes && hour === '*') return { interval: 'minute', intervalValue: minutes[1] ?? '1' };
  return hours ? { interval: 'hour', intervalValue: hours[1] ?? '1' } : {};
}
