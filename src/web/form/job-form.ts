// A form: its fields as signals of what was typed, and what is wrong with them.
import { computed, type Signal, signal } from '@preact/signals';
import type { Job, Preview } from '../../../client/src/index.ts';
import type { FieldError } from './errors.ts';
import { kinds } from './kinds.ts';
import { type Values, valuesOf } from './values.ts';

type Fields = { [Name in keyof Values]: Signal<Values[Name]> };

export type JobForm = ReturnType<typeof createForm>;

export interface Beginning {
  /** The job that is edited, as it was when the form was opened. */
  job?: Job | undefined;
  /** The job that a new one is copied from. */
  source?: Job | undefined;
  /** What nothing that was typed looks like; the job's own values unless given. */
  start?: Values | undefined;
  /** What was typed before. */
  typed?: Values | undefined;
}

export function createForm({ job, source, start = valuesOf(job), typed = start }: Beginning = {}) {
  const fields = Object.fromEntries(
    Object.entries(typed).map(([name, value]) => [name, signal(value)]),
  ) as Fields;
  return {
    job,
    source,
    start,
    ...fields,
    fields,
    isTouched: computed(() => !isSame(readValues(fields), start)),
    /** Kinds of schedule that have been looked at: what they hold is not replaced by a guess. */
    opened: new Set(kinds.filter((kind) => kind === typed.kind || hasOwn(kind, typed, start))),
    /** What the kind that is shown held when it was chosen. */
    before: meaningOf(typed.kind, typed),
    /** What was found when it was to be saved, or sent as a test. */
    errors: signal<FieldError[]>([]),
    /** What the preview finds as one types. */
    previewErrors: signal<readonly FieldError[]>([]),
    /** The newest there is. */
    preview: signal<Preview | undefined>(undefined),
  };
}

export function readValues(fields: Fields): Values {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value])) as Values;
}

export function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** What a kind of schedule holds, for telling whether it was changed. */
export function meaningOf(kind: Values['kind'], values: Values): string {
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

function hasOwn(kind: Values['kind'], typed: Values, start: Values): boolean {
  return meaningOf(kind, typed) !== meaningOf(kind, start);
}
