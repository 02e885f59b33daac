// What is done with many runs, with whom, and in which words.
import type { Run, RunBulk } from '../../../client/src/index.ts';
import type { Who } from '../bulk/bulk.ts';
import type { BulkWords } from '../bulk/telling.tsx';
import { formatCount } from '../format/time.ts';
import { type RunFilter, statuses } from './filter.ts';

export type Action = RunBulk['action'];

/** What is to be done; first it is only looked at. */
export interface Asked {
  action: Action;
  who: Who<RunFilter>;
}

const UNFINISHED: readonly Run['status'][] = ['queued', 'running', 'retrying'];

export const isUnfinished = (status: Run['status']) => UNFINISHED.includes(status);

/** Of all that match, those with which it can be done at all. */
export function whoMatches(action: Action, filter: RunFilter): Who<RunFilter> {
  const wanted = filter.status ? [filter.status] : statuses;
  const possible = wanted.filter((status) => isUnfinished(status) === (action === 'cancel'));
  return { filters: possible.map((status) => ({ ...filter, status })) };
}

export const words: Record<Action, BulkWords> = {
  retry: {
    title: 'Run many again',
    act: (count) => `Run ${countRuns(count)} again`,
    count: countRuns,
    done: (count) => `${areRuns(count)} started again.`,
    unchanged: (count) => `${areRuns(count)} as before.`,
    means: 'Each sends its request once more, as its job is now.',
  },
  cancel: {
    title: 'Cancel many runs',
    act: (count) => `Cancel ${countRuns(count)}`,
    count: countRuns,
    done: (count) => `${areRuns(count)} canceled.`,
    unchanged: (count) => `${countRuns(count)} ${count === 1 ? 'has' : 'have'} ended already.`,
    means: 'What waits is canceled at once; an attempt under way is given up within 5 seconds.',
  },
};

/** `1 run`, `24 runs` */
export function countRuns(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'run' : 'runs'}`;
}

const areRuns = (count: number) => `${countRuns(count)} ${count === 1 ? 'is' : 'are'}`;
