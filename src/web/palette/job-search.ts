// Searches jobs: shows matches from the cache at once and adds results from the API.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { defaultSort } from '../jobs/filter.ts';
import { cacheJobs, findCachedJobs } from '../jobs/job-cache.ts';
import { findId, splitWords } from './commands.ts';

const LIMIT = 50;
/** Length limit of `q` in the API. */
const MAX_QUERY_LENGTH = 200;

interface JobSearch {
  jobs: ReadonlySignal<readonly Job[]>;
  isLoading: ReadonlySignal<boolean>;
  search: (typed: string) => Promise<void>;
}

export function createJobSearch(): JobSearch {
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
