// What is done with many jobs, in which words.
import type { JobBulk } from '../../../client/src/index.ts';
import type { BulkWords } from '../bulk/telling.tsx';
import { formatCount } from '../format/time.ts';

export type Action = JobBulk['action'];

/** @param done after `24 jobs are …` */
function wordsOf(verb: string, done: string, means: string, unchanged = 'as it was') {
  return {
    verb,
    title: `${verb} jobs`,
    act: (count: number) => `${verb} ${countJobs(count)}`,
    count: countJobs,
    done: (count: number) => `${countJobs(count)} ${count === 1 ? 'is' : 'are'} ${done}.`,
    unchanged: (count: number) => `${countJobs(count)} would stay: ${unchanged}.`,
    means,
  };
}

export const words: Record<Action, BulkWords & { verb: string }> = {
  pause: wordsOf(
    'Pause',
    'paused',
    'They run by hand only, until they are resumed. Their runs that wait are canceled.',
    'not active as it is',
  ),
  resume: wordsOf(
    'Resume',
    'active again',
    'They are planned from now on; what they missed meanwhile stays missed.',
    'active as it is',
  ),
  run: wordsOf('Run', 'started', 'Each sends its request once, now.'),
  delete: {
    ...wordsOf(
      'Delete',
      'deleted',
      'For good. Runs that have not started are canceled, an attempt under way is finished, and runs of the past stay readable until they are pruned.',
    ),
    class: 'danger',
  },
};

/** `1 job`, `24 jobs` */
export function countJobs(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'job' : 'jobs'}`;
}
