// The selection in the job list, and the bulk action that waits for confirmation with its texts.
import { signal } from '@preact/signals';
import type { JobBulk } from '../../../client/src/index.ts';
import { createSelection, type Scope } from '../bulk/bulk.ts';
import type { BulkTexts } from '../bulk/bulk-panel.tsx';
import { formatCount } from '../format/time.ts';
import { describeFilter, type JobFilter } from './filter.ts';

interface PendingAction {
  action: Action;
  scope: Scope<JobFilter>;
}

export const selection = createSelection();
export const pendingAction = signal<PendingAction | null>(null);

/** Asks to confirm an action on the selected jobs; `filter` is that of the list. */
export function confirmAction(action: Action, filter: JobFilter): void {
  const { isAll, selectedIds } = selection;
  const scope = isAll.peek()
    ? { filters: [filter], matches: describeFilter(filter) }
    : { ids: [...selectedIds.peek()] };
  pendingAction.value = { action, scope };
}

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

/** The interface texts of the bulk actions on jobs. */
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
