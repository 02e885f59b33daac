// State of a job form: fields as signals, their errors, the switch between schedule kinds, and the schedule.
import { batch, computed, type Signal, signal } from '@preact/signals';
import type { Job, Preview, PreviewInput } from '../../../client/src/index.ts';
import { fromWallClock, isZone, toWallClock } from '../format/zone.ts';
import { fieldNames, fieldsOfType, jobDefaults, type scheduleFieldNames } from '../job-fields.ts';
import { isSameJson } from '../same-json.ts';
import {
  type FieldError,
  parseDaysOff,
  type ReportError,
  readNumber,
  type Values,
  valuesOf,
} from './form-fields.ts';
import {
  type CalendarSchedule,
  cronOf,
  isCalendarKind,
  type Kind,
  kinds,
  missingPartText,
  parseCalendar,
  scheduleTypes,
  writeCalendar,
} from './schedule-kinds.ts';

type Fields = { [Name in keyof Values]: Signal<Values[Name]> };

export type JobForm = ReturnType<typeof createForm>;

export interface FormInit {
  /** The edited job at the time the form was opened. */
  job?: Job | undefined;
  /** The job that a new one is copied from. */
  source?: Job | undefined;
  /** Values of the untouched form; by default those of the job. */
  initial?: Values | undefined;
  /** Current values, such as those of a draft. */
  values?: Values | undefined;
}

export function createForm({ job, source, initial = valuesOf(job), values = initial }: FormInit = {}) {
  const fields = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, signal(value)]),
  ) as Fields;
  return {
    job,
    source,
    initial,
    ...fields,
    fields,
    isTouched: computed(() => !isSameJson(readValues(fields), initial)),
    /** Schedule kinds shown so far: an approximate conversion does not overwrite their fields. */
    visitedKinds: new Set(
      kinds.filter((kind) => kind === values.kind || isKindChanged(kind, values, initial)),
    ),
    /** Field values of the current kind when the user switched to this kind. */
    valueOnSwitch: kindValue(values.kind, values),
    /** Errors of the last save or test request. */
    errors: signal<FieldError[]>([]),
    /** Errors of the live preview. */
    previewErrors: signal<readonly FieldError[]>([]),
    /** Preview of the current fields; undefined while outdated. */
    preview: signal<Preview | undefined>(undefined),
  };
}

export function readValues(fields: Fields): Values {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value])) as Values;
}

/** Field values of a schedule kind, as text for comparison. */
function kindValue(kind: Values['kind'], values: Values): string {
  const { time, weekdays, monthDay, cron, specificTime, interval, intervalValue } = values;
  const own = {
    interval: [interval, intervalValue],
    daily: [time],
    weekly: [time, weekdays],
    monthly: [time, monthDay],
    cron: [cron],
    once: [specificTime],
  };
  return JSON.stringify(own[kind]);
}

function isKindChanged(kind: Values['kind'], values: Values, initial: Values): boolean {
  return kindValue(kind, values) !== kindValue(kind, initial);
}

/** Errors of a field and of its nested values. */
export function errorsAt(form: JobForm, pointer: string): FieldError[] {
  const found = form.errors.value.filter((error) => isWithin(error.pointer, pointer));
  const fromPreview = form.previewErrors.value.filter(
    (error) => isWithin(error.pointer, pointer) && !found.some((other) => other.pointer === error.pointer),
  );
  return [...found, ...fromPreview];
}

/** Removes the errors of a field that is being edited. The preview updates its own errors. */
export function clearErrors(form: JobForm, pointer: string): void {
  const rest = form.errors.value.filter((error) => !isWithin(error.pointer, pointer));
  if (rest.length < form.errors.value.length) form.errors.value = rest;
}

/** JSON Pointers of the fields that the form shows for every schedule type; of an object, those of its parts. */
const commonPointers = [...fieldNames, 'signing_secret', 'status']
  .filter((name) => name !== 'type' && !(Object.values(fieldsOfType).flat() as string[]).includes(name))
  .flatMap((name) => pointersOf(name, jobDefaults[name as keyof typeof jobDefaults]));

/** `/retry/factor` and the like for an object, `/name` for any other field. */
function pointersOf(name: string, usual: unknown): string[] {
  const parts = typeof usual === 'object' && !Array.isArray(usual) ? Object.keys(usual ?? {}) : [];
  return parts.length === 0 ? [`/${name}`] : parts.map((part) => `/${name}/${part}`);
}

/** The errors that no visible field shows. */
export function errorsWithoutField(form: JobForm, errors: readonly FieldError[]): FieldError[] {
  const ofType = fieldsOfType[scheduleTypes[form.kind.value]].map((name) => `/${name}`);
  const pointers = [...commonPointers, ...ofType];
  return errors.filter((error) => !pointers.some((pointer) => isWithin(error.pointer, pointer)));
}

function isWithin(pointer: string, ancestor: string): boolean {
  return pointer === ancestor || pointer.startsWith(`${ancestor}/`);
}

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

/** Converts the schedule fields to a request body, for saving and for the preview. */
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
