// Finds jobs: those of all cached lists at once, and those of the service.
import { signal } from '@preact/signals';
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { createPages, type Pages } from '../list/pages.ts';
import { queryClient } from '../query.ts';
import { defaultSort, type JobListParams, matches, sortJobs } from './filter.ts';

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

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** Finds the ID of a run or a job, also in a pasted URL. */
export function findId(typed: string): string | undefined {
  return ID.exec(typed)?.[0].toLowerCase();
}

export function splitWords(typed: string): string[] {
  return typed.toLowerCase().split(/\s+/).filter(Boolean);
}

const LIMIT = 50;
/** Length limit of `q` in the API. */
const MAX_QUERY_LENGTH = 200;

/** Shows matches from the cache at once and adds results from the service. */
export function createJobSearch() {
  const listCached = () => findCachedJobs({ filter: {}, sort: defaultSort });
  const jobs = signal(listCached());
  const isLoading = signal(false);
  let latest = '';

  /** Sends one request at a time. Text typed meanwhile is searched after the response. */
  async function search(typed: string): Promise<void> {
    latest = findId(typed) ?? longest(splitWords(typed));
    if (isLoading.peek()) return;
    isLoading.value = true;
    for (let requested: string | undefined; requested !== latest; ) {
      requested = latest;
      try {
        cacheJobs(`found by ${requested}`, await find(requested));
        jobs.value = listCached();
      } catch {
        // Keep the cached jobs. Outages are shown elsewhere, and a 404 means that the ID may belong to a run.
      }
    }
    isLoading.value = false;
  }

  return { jobs, isLoading, search };
}

async function find(text: string): Promise<readonly Job[]> {
  if (findId(text)) return [await api.jobs.get(text)];
  return (await api.jobs.list({ limit: LIMIT, ...(text !== '' && { q: text }) })).data;
}

/** The API searches for one text. Jobs that match every word also match the longest word, the most specific one. */
function longest(words: string[]): string {
  return words.reduce((one, word) => (word.length > one.length ? word : one), '').slice(0, MAX_QUERY_LENGTH);
}
