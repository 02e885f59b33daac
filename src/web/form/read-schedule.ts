// Converts the schedule fields to a request body, for saving and for the preview.
import type { PreviewInput } from '../../../client/src/index.ts';
import { fromWallClock, isZone, toWallClock } from '../format/zone.ts';
import type { scheduleFieldNames } from '../job-fields.ts';
import { type ReportError, readNumber } from './form-fields.ts';
import { type JobForm, readValues } from './job-form.ts';
import { isCalendarKind, missingPartText, scheduleTypes } from './schedule-kinds.ts';
import { cronOf } from './switch-kind.ts';
import { parseDaysOff } from './values.ts';

export function readSchedule(form: JobForm, report: ReportError) {
  const type = scheduleTypes[form.kind.value];
  const { job } = form;

  const zone = form.timezone.value.trim();
  const hasZone = isZone(zone);
  if (!hasZone) report('/timezone', `“${zone}” is not a time zone. Use a name such as Europe/Berlin.`);

  function readInstant(text: string, stored: string | null | undefined, pointer: string): string | null {
    if (text === '' || !hasZone) return null;
    // The form shows whole seconds: an unchanged field keeps its milliseconds.
    if (stored && job?.timezone === zone && toWallClock(stored, zone) === withSeconds(text)) return stored;
    const instant = fromWallClock(text, zone);
    if (instant === undefined) report(pointer, 'is not a date and time');
    return instant ?? null;
  }

  const cron = type === 'cron' ? cronOf(readValues(form.fields)) : '';
  if (cron === '' && isCalendarKind(form.kind.value))
    report('/cron_expression', missingPartText(form.time.value));
  const specificTime = type === 'specific_time' ? form.specificTime.value : '';
  return {
    schedule_type: type,
    cron_expression: cron || null,
    specific_time: readInstant(specificTime, job?.specific_time, '/specific_time'),
    interval: type === 'recurring' ? (form.interval.value as PreviewInput['interval'] & string) : null,
    interval_value:
      type === 'recurring' ? readNumber(form.intervalValue.value, '/interval_value', report) : null,
    timezone: zone,
    starts_at: readInstant(form.startsAt.value, job?.starts_at, '/starts_at'),
    ends_at: readInstant(form.endsAt.value, job?.ends_at, '/ends_at'),
    exclude: parseDaysOff(form.daysOff.value, report),
  } satisfies Required<Pick<PreviewInput, (typeof scheduleFieldNames)[number]>>;
}

/** Whether a required schedule field is still empty, which is not shown as an error. */
export function isUnfinished(form: JobForm): boolean {
  const needed = {
    cron: () => cronOf(readValues(form.fields)),
    specific_time: () => form.specificTime.value,
    recurring: () => form.intervalValue.value,
  };
  return needed[scheduleTypes[form.kind.value]]().trim() === '' || form.timezone.value.trim() === '';
}

/** Browsers leave out seconds that are zero. */
function withSeconds(text: string): string {
  return text.length === 16 ? `${text}:00` : text;
}
