// The interface texts of the bulk actions on jobs.
import type { JobBulk } from '../../../client/src/index.ts';
import type { BulkTexts } from '../bulk/bulk-panel.tsx';
import { formatCount } from '../format/time.ts';

export type Action = JobBulk['action'];

/** @param done the past participle: `paused` */
function createTexts(verb: string, done: string, consequence: string, unchanged = 'nothing to change') {
  return {
    verb,
    title: `${verb} jobs`,
    act: (count: number) => `${verb} ${countJobs(count)}`,
    count: countJobs,
    done: (count: number) => `${countJobs(count)} ${done}.`,
    unchanged: (count: number) => `${formatCount(count)} skipped: ${unchanged}.`,
    consequence,
  };
}

export const bulkTexts: Record<Action, BulkTexts & { verb: string }> = {
  pause: createTexts(
    'Pause',
    'paused',
    'Scheduled runs stop until you resume. Queued runs are canceled.',
    'not active',
  ),
  resume: createTexts(
    'Resume',
    'resumed',
    'Scheduled runs start again from now on. Occurrences during the pause do not run.',
    'already active',
  ),
  run: createTexts('Run', 'started', 'Each job starts one run now.'),
  delete: {
    ...createTexts(
      'Delete',
      'deleted',
      'This cannot be undone. Queued runs are canceled, running attempts will finish, and past runs stay readable until they are pruned.',
    ),
    class: 'danger',
  },
};

/** `1 job`, `24 jobs` */
export function countJobs(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'job' : 'jobs'}`;
}
