// Fields of the job form: the values that hold each field of a job, and the conversion of single values.
import type { FieldError as ApiError, Job } from '../../../client/src/index.ts';
import { type fieldNames, jobDefaults } from '../job-fields.ts';

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
export function scalarsToText(job: Pick<Job, ScalarName> = jobDefaults): ScalarValues {
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
