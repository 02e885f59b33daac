// Changing the kind of schedule: what was typed stays, and what it meant is carried over where that can be said.
import { batch } from '@preact/signals';
import { type Clock, isSameClock, parseClock, writeClock } from './clock-cron.ts';
import { type JobForm, meaningOf, readValues } from './job-form.ts';
import { isClockKind, type Kind } from './kinds.ts';
import type { Values } from './values.ts';

export function chooseKind(form: JobForm, to: Kind): void {
  const values = readValues(form.fields);
  const from = values.kind;
  if (from === to) return;
  const isNew = !form.opened.has(to);
  // Back and forth is no change: each kind is found again as it was left.
  const isChanged = meaningOf(from, values) !== form.before;
  const carried = isNew || isChanged ? carry(values, to, isNew, form) : {};
  form.opened.add(to);
  batch(() => {
    for (const [name, value] of Object.entries({ ...carried, kind: to })) {
      form.fields[name as 'cron'].value = value as string;
    }
  });
  form.before = meaningOf(to, { ...values, ...carried });
}

/** The cron expression that is meant; one that was written by hand stays as it was written. */
export function cronOf(values: Pick<Values, 'kind' | 'cron' | 'time' | 'weekdays' | 'monthDay'>): string {
  const { kind, cron } = values;
  if (!isClockKind(kind)) return cron.trim();
  const clock: Clock = { ...values, kind };
  return isSameClock(clock, parseClock(cron)) ? cron.trim() : writeClock(clock);
}

/** Only what says the same replaces what is there; a guess is for a kind that has not been looked at. */
function carry(values: Values, to: Kind, isNew: boolean, form: JobForm): Partial<Values> {
  const clock = clockOf(values);
  if (isClockKind(to)) {
    if (clock?.kind === to) return { time: clock.time, weekdays: clock.weekdays, monthDay: clock.monthDay };
    if (clock) return { time: clock.time };
    return isNew ? atMoment(values) : {};
  }
  if (to === 'cron' && clock) return { cron: cronOf(values) };
  if (!isNew) return {};
  if (to === 'cron') return orNothing('cron', cronOfInterval(values));
  if (to === 'interval') return intervalOf(values);
  const [next] = form.preview.peek()?.occurrences ?? [];
  return next ? { specificTime: next.local.slice(0, 16) } : {};
}

/** The time of day that a kind stands for, where it does. */
function clockOf(values: Values): Clock | null {
  if (isClockKind(values.kind))
    return writeClock({ ...values, kind: values.kind }) ? { ...values, kind: values.kind } : null;
  return values.kind === 'cron' ? parseClock(values.cron) : null;
}

/** The time, the day of the week and that of the month at which something happens once, or starts. */
function atMoment({ kind, specificTime, startsAt }: Values): Partial<Values> {
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
  if (isClockKind(kind)) return { interval: units[kind], intervalValue: '1' };
  const [, minute, hour] = /^(\S+) (\S+) \* \* \*$/.exec(kind === 'cron' ? cron.trim() : '') ?? [];
  const minutes = /^\*(?:\/(\d+))?$/.exec(minute ?? '');
  const hours = /^\*(?:\/(\d+))?$/.exec(hour ?? '');
  if (minutes && hour === '*') return { interval: 'minute', intervalValue: minutes[1] ?? '1' };
  return hours ? { interval: 'hour', intervalValue: hours[1] ?? '1' } : {};
}

function orNothing(name: 'cron', text: string): Partial<Values> {
  return text === '' ? {} : { [name]: text };
}
