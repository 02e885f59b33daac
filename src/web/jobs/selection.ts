// Which jobs are selected: some by their ids, or all that match; and what is asked to be done with them.
import { batch, signal } from '@preact/signals';
import type { Job, JobBulk } from '../../../client/src/index.ts';
import type { JobFilter } from './filter.ts';

type Named = Pick<Job, 'id' | 'name'>;

export type Action = JobBulk['action'];

/** What is to be done with whom; first it is only looked at. */
export interface Asked {
  action: Action;
  who: { ids: string[] } | { filter: JobFilter };
}

/** Their names, by their ids. */
export const picked = signal<ReadonlyMap<string, string>>(new Map());
/** Everything that matches the filter is, whether it is known yet or not. */
export const isAllPicked = signal(false);
export const asked = signal<Asked | null>(null);

/** Where a range begins. */
let start: string | undefined;

export function isPicked(id: string): boolean {
  return isAllPicked.value || picked.value.has(id);
}

/** Of all that match, those that are known stay selected but for the one. */
export function toggle(job: Named, all: readonly Named[]): void {
  start = job.id;
  const isOn = isAllPicked.peek() || picked.peek().has(job.id);
  const next = new Map(isAllPicked.peek() ? named(all) : picked.peek());
  if (isOn) next.delete(job.id);
  else next.set(job.id, job.name);
  put(next);
}

/** All from the one that was toggled last to this one. */
export function extendTo(job: Named, all: readonly Named[]): void {
  const ends = [all.findIndex(({ id }) => id === start), all.findIndex(({ id }) => id === job.id)];
  const [from, to] = ends.sort((a, b) => a - b) as [number, number];
  if (from < 0) toggle(job, all);
  else put(new Map([...picked.peek(), ...named(all.slice(from, to + 1))]));
}

export function pickShown(all: readonly Named[]): void {
  put(new Map([...picked.peek(), ...named(all)]));
}

export function pickAll(): void {
  batch(() => {
    picked.value = new Map();
    isAllPicked.value = true;
  });
}

export function pickNone(): void {
  put(new Map());
}

function put(next: ReadonlyMap<string, string>): void {
  batch(() => {
    picked.value = next;
    isAllPicked.value = false;
  });
}

function named(jobs: readonly Named[]): [string, string][] {
  return jobs.map(({ id, name }) => [id, name]);
}
