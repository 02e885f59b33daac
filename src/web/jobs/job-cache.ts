// The jobs of all cached lists, shown as results until the service responds.
import type { Job } from '../../../client/src/index.ts';
import { createPages, type Pages } from '../list/pages.ts';
import { queryClient } from '../query.ts';
import { type JobListParams, matches, sortJobs } from './filter.ts';

/** The cache key of a job list starts with this. */
export const JOBS_KEY = 'jobs ';

const isJobList = ({ queryKey }: { queryKey: readonly unknown[] }) => `${queryKey[0]}`.startsWith(JOBS_KEY);

/** The newest known version of each job. */
function findJobs(): Map<string, Job> {
  const lists = queryClient.getQueryCache().findAll({ predicate: isJobList });
  const oldestFirst = lists.sort((a, b) => a.state.dataUpdatedAt - b.state.dataUpdatedAt);
  const pages = oldestFirst.flatMap(({ state }) => (state.data as Pages<Job> | undefined)?.pages ?? []);
  return new Map(pages.flatMap(({ data }) => data).map((job) => [job.id, job]));
}

export function cacheJobs(name: string, jobs: readonly Job[]): void {
  queryClient.setQueryData([JOBS_KEY + name], createPages(jobs));
}

/** Clears the lists that are not shown, for example after a deletion. */
export function clearJobCache(): void {
  queryClient.removeQueries({ predicate: isJobList, type: 'inactive' });
}

export function findCachedJobs({ filter, sort }: JobListParams): Job[] {
  const found = [...findJobs().values()].filter((job) => matches(job, filter));
  return sortJobs(found, sort);
}

export const cachedJobName = (id: string): string | undefined => findJobs().get(id)?.name;

export const cachedTags = (): string[] =>
  [...new Set([...findJobs().values()].flatMap(({ tags }) => tags))].sort();
