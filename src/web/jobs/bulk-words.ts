// What a bulk action would do, does and did, in sentences with numbers.
import { formatCount } from '../format/time.ts';
import type { Action } from './selection.ts';

interface Words {
  verb: string;
  /** After `24 jobs are …` */
  done: string;
  /** After `24 jobs …` */
  unchanged: string;
  /** What it means for them. */
  means: string;
}

export const words: Record<Action, Words> = {
  pause: {
    verb: 'Pause',
    done: 'paused',
    unchanged: 'not active as it is',
    means: 'They run by hand only, until they are resumed. Their runs that wait are canceled.',
  },
  resume: {
    verb: 'Resume',
    done: 'active again',
    unchanged: 'active as it is',
    means: 'They are planned from now on; what they missed meanwhile stays missed.',
  },
  run: {
    verb: 'Run',
    done: 'started',
    unchanged: 'as it was',
    means: 'Each sends its request once, now.',
  },
  delete: {
    verb: 'Delete',
    done: 'deleted',
    unchanged: 'as it was',
    means:
      'For good. Runs that have not started are canceled, an attempt under way is finished, and runs of the past stay readable until they are pruned.',
  },
};

/** `1 job`, `24 jobs` */
export function countJobs(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'job' : 'jobs'}`;
}

/** `1 job is paused.`, `24 jobs are paused.` */
export function areJobs(count: number, what: string): string {
  return `${countJobs(count)} ${count === 1 ? 'is' : 'are'} ${what}.`;
}
