// Every job that was listed so far: what a filter shows until the service has answered.
import type { Job } from '../../../client/src/index.ts';
import { recall, remember } from '../live.ts';
import { matches, order, type Wanted } from './filter.ts';
import { share } from './share.ts';

interface Seen {
  jobs: Map<string, Job>;
  tags: Set<string>;
}

export function learn(jobs: readonly Job[]): void {
  const seen = all();
  for (const job of jobs) {
    // What stays the same stays the same object, as in the list.
    if (JSON.stringify(seen.jobs.get(job.id)) === JSON.stringify(job)) continue;
    seen.jobs.set(job.id, share(job));
    for (const tag of job.tags) seen.tags.add(tag);
  }
}

export function unlearn(ids: readonly string[]): void {
  for (const id of ids) all().jobs.delete(id);
}

export function guess({ filter, sort }: Wanted): Job[] {
  const found = [...all().jobs.values()].filter((job) => matches(job, filter));
  return order(found, sort);
}

export function nameOf(id: string): string | undefined {
  return all().jobs.get(id)?.name;
}

/** To choose from. */
export function knownTags(): string[] {
  return [...all().tags].sort();
}

function all(): Seen {
  const seen = recall<Seen>('jobs seen') ?? { jobs: new Map<string, Job>(), tags: new Set<string>() };
  remember('jobs seen', seen);
  return seen;
}
