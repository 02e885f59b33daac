// Two edits of one job: what the other one changed, and what becomes of both.
import { cronOf } from './choose-kind.ts';
import { isSame } from './job-form.ts';
import type { Values } from './values.ts';

type Name = keyof Values;

/** They are one thing together. */
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
/** What is only on its way, and what stays as it is stored. */
const passing: readonly Name[] = ['newTag', 'secret', 'secretChoice', 'status'];

export interface Difference {
  /** One field, or several that are one thing. */
  fields: readonly Name[];
  label: string;
  mine: string;
  theirs: string;
  /** Whether both have changed it. */
  isContested: boolean;
}

/** Whose a difference is to be, by its label. */
export type Choices = Record<string, 'mine' | 'theirs'>;

/** What someone else changed since `base`, as far as `mine` would undo it. */
export function findDifferences(base: Values, mine: Values, theirs: Values): Difference[] {
  const single = (Object.keys(base) as Name[]).filter((name) => ![...schedule, ...passing].includes(name));
  return [...single.map((name) => [name]), schedule]
    .filter((fields) => !isSameIn(fields, base, theirs) && !isSameIn(fields, mine, theirs))
    .map((fields) => ({
      fields,
      label: fields === schedule ? 'schedule' : toWords(fields[0]!),
      mine: tell(fields, mine),
      theirs: tell(fields, theirs),
      isContested: !isSameIn(fields, base, mine),
    }));
}

/** What only they have changed is theirs unless chosen otherwise. */
export function isTaken({ label, isContested }: Difference, choices: Choices): boolean {
  return (choices[label] ?? (isContested ? 'mine' : 'theirs')) === 'theirs';
}

/** Mine, with what is to be theirs. */
export function merge(base: Values, mine: Values, theirs: Values, choices: Choices): Values {
  const taken = findDifferences(base, mine, theirs).filter((difference) => isTaken(difference, choices));
  const fields = taken.flatMap(({ fields }) => fields);
  return { ...mine, ...Object.fromEntries(fields.map((name) => [name, theirs[name]])) };
}

function isSameIn(fields: readonly Name[], one: Values, other: Values): boolean {
  return fields.every((name) => isSame(one[name], other[name]));
}

function tell(fields: readonly Name[], values: Values): string {
  const value = fields === schedule ? tellSchedule(values) : values[fields[0]!];
  if (!Array.isArray(value)) return String(value) || 'none';
  const items = value.map((item) => (typeof item === 'object' ? `${item.name}: ${item.value}` : item));
  return items.join('\n') || 'none';
}

function tellSchedule(values: Values): string {
  if (values.kind === 'interval') return `every ${values.intervalValue} ${values.interval}s`;
  return values.kind === 'once' ? values.specificTime.replace('T', ' ') : cronOf(values);
}

/** `pauseAfter` → `pause after` */
function toWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
