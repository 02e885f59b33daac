// Every job that was listed so far: what a filter shows until the service has answered.
import type { Job } from '../../../client/src/index.ts';
import { recall, remember } from '../live.ts';
import { matches, order, type Wanted } from './filter.ts';

type Seen = Map<string, Job>;

export function learn(jobs: readonly Job[]): void {
  const seen = all();
  for (const job of jobs) seen.set(job.id, job);
}

export function unlearn(ids: readonly string[]): void {
  const seen = all();
  for (const id of ids) seen.delete(id);
}

export function guess({ filter, sort }: Wanted): Job[] {
  const found = [...all().values()].filter((job) => matches(job, filter));
  return order(found, sort);
}

export function nameOf(id: string): string | undefined {
  return all().get(id)?.name;
}

/** To choose from. */
export function knownTags(): string[] {
  return [...new Set([...all().values()].flatMap((job) => job.tags))].sort();
}

function all(): Seen {
  const seen = recall<Seen>('jobs seen') ?? new Map<string, Job>();
  remember('jobs seen', seen);
  return seen;
}
