// Caches every job that a list has returned, to show results until the service responds.
import type { Job } from '../../../client/src/index.ts';
import { recall, remember } from '../live.ts';
import { isSameJson } from '../same-json.ts';
import { type JobListParams, matches, sortJobs } from './filter.ts';
import { internValues } from './intern.ts';

interface JobCache {
  jobs: Map<string, Job>;
  tags: Set<string>;
}

export function cacheJobs(jobs: readonly Job[]): void {
  const cache = getCache();
  for (const job of jobs) {
    // An unchanged job stays the same object, so that its row is not drawn again.
    if (isSameJson(cache.jobs.get(job.id), job)) continue;
    cache.jobs.set(job.id, internValues(job));
    for (const tag of job.tags) cache.tags.add(tag);
  }
}

export function uncacheJobs(ids: readonly string[]): void {
  for (const id of ids) getCache().jobs.delete(id);
}

export function findCachedJobs({ filter, sort }: JobListParams): Job[] {
  const found = [...getCache().jobs.values()].filter((job) => matches(job, filter));
  return sortJobs(found, sort);
}

export function cachedJobName(id: string): string | undefined {
  return getCache().jobs.get(id)?.name;
}

export function cachedTags(): string[] {
  return [...getCache().tags].sort();
}

function getCache(): JobCache {
  const cache = recall<JobCache>('job cache') ?? { jobs: new Map<string, Job>(), tags: new Set<string>() };
  remember('job cache', cache);
  return cache;
}
