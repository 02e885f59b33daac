// State of a job form: fields as signals, errors and the schedule preview.
import { computed, type Signal, signal } from '@preact/signals';
import type { Job, Preview } from '../../../client/src/index.ts';
import { isSameJson } from '../same-json.ts';
import type { FieldError } from './form-fields.ts';
import { kinds } from './schedule-kinds.ts';
import { type Values, valuesOf } from './values.ts';

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
export function kindValue(kind: Values['kind'], values: Values): string {
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
