// Edit conflict: lists what someone else changed in the job, and merges the chosen values of both edits.
import type { Signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Job } from '../../../client/src/index.ts';
import { isSameJson } from '../same-json.ts';
import { type Values, valuesOf } from './form-fields.ts';
import { type JobForm, readValues } from './job-form.ts';
import { cronOf } from './schedule-kinds.ts';

interface Props {
  form: JobForm;
  newest: Job;
  choices: Signal<Choices>;
}

export function Conflict({ form, newest, choices }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'start' });
  }, []);
  const differences = findDifferences(form.initial, readValues(form.fields), valuesOf(newest));
  return (
    <section class="conflict" aria-labelledby="conflict">
      <h2 id="conflict" ref={heading} tabIndex={-1}>
        Someone else changed this job while you edited it
      </h2>
      <p class="prose">
        {differences.length === 0
          ? 'Their changes do not conflict with yours. Save again to keep both.'
          : 'Choose which values to keep, then save. Fields not listed here keep your values.'}
      </p>
      {differences.map((difference) => (
        <fieldset key={difference.label} class="difference">
          <legend>
            <span class="difference-name">{difference.label}</span>{' '}
            <span class="muted">{difference.isContested ? 'changed by both' : 'changed by them only'}</span>
          </legend>
          {(['mine', 'theirs'] as const).map((whose) => (
            <label key={whose}>
              <input
                type="radio"
                name={`difference ${difference.label}`}
                checked={isTaken(difference, choices.value) === (whose === 'theirs')}
                onChange={() => {
                  choices.value = { ...choices.value, [difference.label]: whose };
                }}
              />
              <span>{whose === 'mine' ? 'Keep mine' : 'Take theirs'} </span>
              <code>{difference[whose]}</code>
            </label>
          ))}
        </fieldset>
      ))}
    </section>
  );
}

type Name = keyof Values;

/** Fields that are compared and merged as one. */
const schedule: readonly Name[] = [
  'kind',
  'time',
  'weekdays',
  'monthDay',
  'cron',
  'specificTime',
  'interval',
  'intervalValue',
];
/** Fields left out of the merge: unfinished input, and values that are saved only when chosen. */
const ignored: readonly Name[] = ['newTag', 'secret', 'secretChoice', 'status'];

export interface Difference {
  /** The fields that differ: one field, or all fields of the schedule. */
  fields: readonly Name[];
  label: string;
  mine: string;
  theirs: string;
  /** Whether both edits changed the value. */
  isContested: boolean;
}

/** Chosen edit per difference, by label. */
export type Choices = Record<string, 'mine' | 'theirs'>;

/** Changes that someone else made since `base` and that saving `mine` would undo. */
export function findDifferences(base: Values, mine: Values, theirs: Values): Difference[] {
  const single = (Object.keys(base) as Name[]).filter((name) => ![...schedule, ...ignored].includes(name));
  return [...single.map((name) => [name]), schedule]
    .filter((fields) => !isSameIn(fields, base, theirs) && !isSameIn(fields, mine, theirs))
    .map((fields) => ({
      fields,
      label: fields === schedule ? 'schedule' : labelOf(fields[0]!),
      mine: displayValue(fields, mine),
      theirs: displayValue(fields, theirs),
      isContested: !isSameIn(fields, base, mine),
    }));
}

/** By default, their value wins where only they changed it. */
export function isTaken({ label, isContested }: Difference, choices: Choices): boolean {
  return (choices[label] ?? (isContested ? 'mine' : 'theirs')) === 'theirs';
}

/** My values, with the values of theirs that were chosen. */
export function merge(base: Values, mine: Values, theirs: Values, choices: Choices): Values {
  const taken = findDifferences(base, mine, theirs).filter((difference) => isTaken(difference, choices));
  const fields = taken.flatMap(({ fields }) => fields);
  return { ...mine, ...Object.fromEntries(fields.map((name) => [name, theirs[name]])) };
}

function isSameIn(fields: readonly Name[], one: Values, other: Values): boolean {
  return fields.every((name) => isSameJson(one[name], other[name]));
}

function displayValue(fields: readonly Name[], values: Values): string {
  const value = fields === schedule ? displaySchedule(values) : values[fields[0]!];
  if (!Array.isArray(value)) return String(value) || 'none';
  const items = value.map((item) => (typeof item === 'object' ? `${item.name}: ${item.value}` : item));
  return items.join('\n') || 'none';
}

function displaySchedule(values: Values): string {
  if (values.kind === 'interval') return `every ${values.intervalValue} ${values.interval}s`;
  return values.kind === 'once' ? values.specificTime.replace('T', ' ') : cronOf(values);
}

/** `pauseAfterFailures` → `pause after failures` */
function labelOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
