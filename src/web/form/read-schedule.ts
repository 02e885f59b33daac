// When, as it was typed: the schedule's part of a body, for a save and for a preview.
import type { PreviewInput } from '../../../client/src/index.ts';
import { fromWallClock, isZone, toWallClock } from '../format/zone.ts';
import { parseDaysOff } from './days-off.ts';
import type { Refuse } from './errors.ts';
import type { JobForm } from './job-form.ts';

export function readSchedule(form: JobForm, refuse: Refuse) {
  const kind = form.kind.value;
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

  const specificTime = kind === 'specific_time' ? form.specificTime.value : '';
  return {
    schedule_type: kind,
    cron_expression: kind === 'cron' ? form.cron.value.trim() || null : null,
    specific_time: readInstant(specificTime, job?.specific_time, '/specific_time'),
    interval: kind === 'recurring' ? (form.interval.value as PreviewInput['interval'] & string) : null,
    interval_value:
      kind === 'recurring' ? readNumber(form.intervalValue.value, '/interval_value', refuse) : null,
    timezone: zone,
    starts_at: readInstant(form.startsAt.value, job?.starts_at, '/starts_at'),
    ends_at: readInstant(form.endsAt.value, job?.ends_at, '/ends_at'),
    exclude: parseDaysOff(form.exclude.value, refuse),
  } satisfies PreviewInput;
}

/** Whether something is still empty without which nothing can be said: it is not wrong before it has been typed. */
export function isUnfinished(form: JobForm): boolean {
  const needed = {
    cron: form.cron.value,
    specific_time: form.specificTime.value,
    recurring: form.intervalValue.value,
  };
  return needed[form.kind.value].trim() === '' || form.timezone.value.trim() === '';
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
