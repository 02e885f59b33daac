// Jobs for the palette: those seen before are there at once, the service adds to them; typing waits for neither.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { defaultSort } from '../jobs/filter.ts';
import { cacheJobs, findCachedJobs } from '../jobs/job-cache.ts';
import { findId, splitWords } from './find-entries.ts';

const LIMIT = 50;
/** As in the contract. */
const WORD_AT_MOST = 200;

interface JobSearch {
  jobs: ReadonlySignal<readonly Job[]>;
  isAsking: ReadonlySignal<boolean>;
  ask: (typed: string) => void;
}

export function createJobSearch(): JobSearch {
  const jobs = signal(listSeen());
  const isAsking = signal(false);
  let wanted = '';

  /** One question at a time: what was typed meanwhile is asked when the answer is there. */
  async function run(): Promise<void> {
    isAsking.value = true;
    for (let asked: string | undefined; asked !== wanted; ) {
      asked = wanted;
      try {
        cacheJobs(await find(asked));
        jobs.value = listSeen();
      } catch {
        // The page tells of outages; what is known stays. And an id may be a run's.
      }
    }
    isAsking.value = false;
  }

  return {
    jobs,
    isAsking,
    ask: (typed) => {
      wanted = findId(typed) ?? longest(splitWords(typed));
      if (!isAsking.peek()) void run();
    },
  };
}

function listSeen(): readonly Job[] {
  return findCachedJobs({ filter: {}, sort: defaultSort });
}

async function find(wanted: string): Promise<readonly Job[]> {
  if (findId(wanted)) return [await api.jobs.get(wanted)];
  return (await api.jobs.list({ limit: LIMIT, ...(wanted !== '' && { q: wanted }) })).data;
}

/** The service looks for one text, the palette for words: what all of them match, the longest finds too. */
function longest(words: string[]): string {
  return words.reduce((one, word) => (word.length > one.length ? word : one), '').slice(0, WORD_AT_MOST);
}
