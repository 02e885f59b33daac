// Fields of the job form: the values of each field, read from a job and converted to a request body.
import type { FieldError as ApiError, Job } from '../../../client/src/index.ts';
import { isZone, ownZone, toWallClock } from '../format/zone.ts';
import { type fieldNames, jobDefaults } from '../job-fields.ts';
import { defaultCalendar, kindOf, parseCalendar } from './schedule-kinds.ts';

/** Every field of a job that a user writes, except `type`: the form has one type only. */
export type FormField = Exclude<(typeof fieldNames)[number], 'type'> | 'signing_secret' | 'status';

const number = { toText: String as (value: number) => string, read: readNumber };

const nullableNumber = {
  toText: (value: number | null) => String(value ?? ''),
  read: (text: string, pointer: string, report: ReportError) =>
    text.trim() === '' ? null : readNumber(text, pointer, report),
};

const nullableText = {
  toText: (value: string | null) => value ?? '',
  read: (text: string) => (text === '' ? null : text),
};

/** Names of headers, separated by commas or blanks. */
const nameList = {
  toText: (names: string[]) => names.join(', '),
  read: (text: string) => text.split(/[\s,]/).filter((name) => name !== ''),
};

/** Fields that one form value holds as text. A nullable scalar of a job needs a line here. */
const scalarFields = {
  description: { value: 'description', ...nullableText },
  key: { value: 'key', ...nullableText, read: (text: string) => text.trim() || null },
  managed_by: { value: 'managedBy', ...nullableText, read: (text: string) => text.trim() || null },
  credential: { value: 'credential', ...nullableText },
  secret_headers: { value: 'secretHeaders', ...nameList },
  max_runs: { value: 'maxRuns', ...nullableNumber },
  spread_seconds: { value: 'spread', ...number },
  timeout_seconds: { value: 'timeout', ...number },
  pause_after_failures: { value: 'pauseAfterFailures', ...nullableNumber },
  retention_days: { value: 'retentionDays', ...nullableNumber },
  retention_runs: { value: 'retentionRuns', ...nullableNumber },
} as const satisfies {
  [Name in keyof Job & FormField]?: {
    value: string;
    toText: (value: Job[Name]) => string;
    read: (text: string, pointer: string, report: ReportError) => Job[Name];
  };
};

type Scalars = typeof scalarFields;
type ScalarName = keyof Scalars;
export type ScalarValues = { [Name in ScalarName as Scalars[Name]['value']]: string };

/** The form values of fields that take several, or one that is not text. */
const otherFields = {
  name: ['name'],
  target: ['target'],
  method: ['method'],
  headers: ['headers'],
  payload: ['payload'],
  signing_secret: ['secret', 'secretChoice'],
  schedule_type: ['kind'],
  cron_expression: ['cron', 'time', 'weekdays', 'monthDay'],
  specific_time: ['specificTime'],
  interval: ['interval'],
  interval_value: ['intervalValue'],
  timezone: ['timezone'],
  starts_at: ['startsAt'],
  ends_at: ['endsAt'],
  exclude: ['daysOff'],
  retry: ['attempts', 'initialDelay', 'maxDelay', 'backoffFactor', 'giveUpAfter', 'retryOn'],
  overlap: ['overlap'],
  catch_up: ['catchUpPolicy', 'catchUpWindow'],
  success: ['statuses', 'bodyContains'],
  on_finish: ['onFinishUrl', 'onFinishWhen'],
  tags: ['tags'],
  allow_payload_override: ['allowPayloadOverride'],
  delete_when_finished: ['deleteWhenFinished'],
  // An edited job starts with an empty status, which keeps the stored one.
  status: [],
} as const satisfies { [Name in Exclude<FormField, ScalarName>]: readonly string[] };

export type ValueName = keyof ScalarValues | (typeof otherFields)[keyof typeof otherFields][number];

const entries = Object.entries(scalarFields);

/** The values that hold a field. */
export function valueNamesOf(field: FormField): readonly ValueName[] {
  return field in scalarFields
    ? [scalarFields[field as ScalarName].value]
    : otherFields[field as keyof typeof otherFields];
}

/** The scalar fields of a job, or their defaults, as text. */
function scalarsToText(job: Pick<Job, ScalarName> = jobDefaults): ScalarValues {
  const texts = entries.map(([name, { value, toText }]) => [
    value,
    (toText as (value: unknown) => string)(job[name as ScalarName]),
  ]);
  return Object.fromEntries(texts) as ScalarValues;
}

/** Reads the scalar fields of the form as values of a request body. */
export function readScalars(
  form: { [Name in keyof ScalarValues]: { value: string } },
  report: ReportError,
): { [Name in ScalarName]: ReturnType<Scalars[Name]['read']> } {
  const values = entries.map(([name, { value, read }]) => [
    name,
    read(form[value].value, `/${name}`, report),
  ]);
  return Object.fromEntries(values) as { [Name in ScalarName]: ReturnType<Scalars[Name]['read']> };
}

/** A validation error of one field, in the form that the API uses. */
export interface FieldError {
  /** JSON Pointer (RFC 6901) into the request body. */
  pointer: string;
  detail: string;
  /** Fields with the intended meaning. */
  suggestion?: NonNullable<ApiError['suggestion']>;
}

/** Reports an error that prevents the request body from being created. */
export type ReportError = (pointer: string, detail: string) => void;

/** Reads a number field; reports text that is not a number. */
export function readNumber(text: string, pointer: string, report: ReportError): number {
  const trimmed = text.trim();
  if (!/^\d+(\.\d+)?$/.test(trimmed)) report(pointer, 'must be a number');
  return Number(trimmed);
}

export interface HeaderRow {
  id: number;
  name: string;
  value: string;
  /** The value is a secret that was not copied and must be entered again. */
  needsValue?: true;
}

/** Action on the signing secret when saving. `set` with an empty text sets no secret. */
export type SecretChoice = 'keep' | 'set' | 'remove';

export type Values = ReturnType<typeof valuesOf>;

export function valuesOf(job?: Job) {
  const { tags, method, headers, payload, overlap, catch_up, ...rest } = job ?? jobDefaults;
  const { retry, success } = rest;
  return {
    name: job?.name ?? '',
    ...scalarsToText(job),
    tags,
    /** The tag being typed. */
    newTag: '',
    target: job?.target ?? '',
    method: method as string,
    headers: Object.entries(headers).map(
      ([name, value], index): HeaderRow => ({ id: index + 1, name, value }),
    ),
    payload: (payload ?? null) === null ? '' : JSON.stringify(payload, null, 2),
    secretChoice: (job?.has_signing_secret ? 'keep' : 'set') as SecretChoice,
    secret: '',
    ...scheduleValues(job),
    overlap,
    catchUpPolicy: catch_up.policy,
    catchUpWindow: String(catch_up.window_seconds),
    allowPayloadOverride: rest.allow_payload_override,
    deleteWhenFinished: rest.delete_when_finished,
    attempts: String(retry.max_attempts),
    initialDelay: String(retry.initial_delay_seconds),
    maxDelay: String(retry.max_delay_seconds),
    backoffFactor: String(retry.factor),
    giveUpAfter: String(retry.max_age_seconds),
    retryOn: writeStatuses(retry.on ?? []),
    statuses: writeStatuses(success.statuses),
    bodyContains: success.body_contains ?? '',
    onFinishUrl: rest.on_finish?.url ?? '',
    onFinishWhen: (rest.on_finish?.when ?? 'always') as string,
    /** Empty keeps the current status. */
    status: job ? '' : 'active',
  } satisfies Record<ValueName, unknown> & { newTag: string; status: string };
}

function scheduleValues(job?: Job) {
  const timezone = job?.timezone ?? ownZone;
  const wallClock = (at: string | null | undefined) =>
    at && isZone(timezone) ? toWallClock(at, timezone).replace(/(T..:..):00$/, '$1') : '';
  const { time, weekdays, monthDay } = parseCalendar(job?.cron_expression ?? '') ?? defaultCalendar;
  return {
    kind: job ? kindOf(job) : 'interval',
    ...{ time, weekdays, monthDay },
    cron: job?.cron_expression ?? '',
    specificTime: wallClock(job?.specific_time),
    interval: (job?.interval ?? 'hour') as string,
    intervalValue: String(job?.interval_value ?? 1),
    timezone,
    startsAt: wallClock(job?.starts_at),
    endsAt: wallClock(job?.ends_at),
    daysOff: writeDaysOff(job?.exclude ?? []),
  };
}

// Parses and writes the success statuses as text: `2xx, 404`.

/** Accepts commas, semicolons and spaces as separators. */
export function parseStatuses(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((status) => status !== '');
}

function writeStatuses(statuses: readonly string[]): string {
  return statuses.join(', ');
}

/** Parses comma-separated tags. Adds the tags of a text, without duplicates. */
export function addTags(tags: readonly string[], text: string): string[] {
  const added = text.split(',').map((tag) => tag.trim());
  return [
    ...tags,
    ...added.filter((tag, index) => tag !== '' && !tags.includes(tag) && added.indexOf(tag) === index),
  ];
}

// Parses and writes days off as text: one date or date range per line.

type DaysOff = Job['exclude'];

const DAY = String.raw`\d{4}-\d{2}-\d{2}`;
/** Also accepts `2027-12-27 to 2027-12-31`, `2027-12-27/2027-12-31` and `2027-12-27..2027-12-31`. */
const LINE = new RegExp(String.raw`^(${DAY})(?:\s*(?:[-–—/]|\.\.|to)\s*(${DAY}))?[,;]?$`, 'i');

/** Skips empty lines. Reports an invalid line at its index in the request body. */
export function parseDaysOff(text: string, report: ReportError): DaysOff {
  return filledLines(text).map(({ line }, index) => {
    const [, from, to] = LINE.exec(line) ?? [];
    const pointer = `/exclude/${index}`;
    if (from === undefined) {
      report(pointer, 'must be a date, such as 2027-12-24, or a range, such as 2027-12-24 – 2027-12-31');
      return line;
    }
    if (to === undefined) return from;
    if (to < from) report(pointer, 'has its last day before its first day');
    return { from, to };
  });
}

function writeDaysOff(days: DaysOff): string {
  return days.map((item) => (typeof item === 'string' ? item : `${item.from} – ${item.to}`)).join('\n');
}

/** Line number, counted from 1, of the item at this index. */
export function lineOf(text: string, index: number): number {
  return filledLines(text)[index]?.number ?? index + 1;
}

function filledLines(text: string): { line: string; number: number }[] {
  return text
    .split('\n')
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '');
}

/** JSON Pointer of a header, escaped as in RFC 6901. */
export function headerPointer(name: string): string {
  return `/headers/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
