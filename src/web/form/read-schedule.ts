// When, as it was typed: the schedule's part of a body, for a save and for a preview.
import type { PreviewInput } from '../../../client/src/index.ts';
import { fromWallClock, isZone, toWallClock } from '../format/zone.ts';
import { cronOf } from './choose-kind.ts';
import { tellMissing } from './clock-cron.ts';
import { parseDaysOff } from './days-off.ts';
import type { Refuse } from './errors.ts';
import { type JobForm, readValues } from './job-form.ts';
import { isClockKind, scheduleTypes } from './kinds.ts';

export function readSchedule(form: JobForm, refuse: Refuse) {
  const type = scheduleTypes[form.kind.value];
  const { job } = form;

  const zone = form.timezone.value.trim();
  const hasZone = isZone(zone);
  if (!hasZone)
    refuse('/timezone', `“${zone}” is not a time zone that this browser knows, such as Europe/Berlin.`);

  function readInstant(text: string, stored: string | null | undefined, pointer: string): string | null {
    if (text === '' || !hasZone) return null;
    // The form shows whole seconds: what was not touched keeps its milliseconds.
    if (stored && job?.timezone === zone && toWallClock(stored, zone) === withSeconds(text)) return stored;
    const instant = fromWallClock(text, zone);
    if (instant === undefined) refuse(pointer, 'is not a date and time');
    return instant ?? null;
  }

  const cron = type === 'cron' ? cronOf(readValues(form.fields)) : '';
  if (cron === '' && isClockKind(form.kind.value))
    refuse('/cron_expression', `It ${tellMissing(form.time.value)}.`);
  const specificTime = type === 'specific_time' ? form.specificTime.value : '';
  return {
    schedule_type: type,
    cron_expression: cron || null,
    specific_time: readInstant(specificTime, job?.specific_time, '/specific_time'),
    interval: type === 'recurring' ? (form.interval.value as PreviewInput['interval'] & string) : null,
    interval_value:
      type === 'recurring' ? readNumber(form.intervalValue.value, '/interval_value', refuse) : null,
    timezone: zone,
    starts_at: readInstant(form.startsAt.value, job?.starts_at, '/starts_at'),
    ends_at: readInstant(form.endsAt.value, job?.ends_at, '/ends_at'),
    exclude: parseDaysOff(form.daysOff.value, refuse),
  } satisfies PreviewInput;
}

/** Whether something is still empty without which nothing can be said: it is not wrong before it has been typed. */
export function isUnfinished(form: JobForm): boolean {
  const needed = {
    cron: () => cronOf(readValues(form.fields)),
    specific_time: () => form.specificTime.value,
    recurring: () => form.intervalValue.value,
  };
  return needed[scheduleTypes[form.kind.value]]().trim() === '' || form.timezone.value.trim() === '';
}

export function readNumber(text: string, pointer: string, refuse: Refuse): number {
  const trimmed = text.trim();
  if (!/^\d+(\.\d+)?$/.test(trimmed)) refuse(pointer, 'must be a number');
  return Number(trimmed);
}

/** Inputs leave out seconds that are zero. */
function withSeconds(text: string): string {
  return text.length === 16 ? `${text}:00` : text;
}
