// The interface texts of the bulk actions on runs, and the runs that each action applies to.
import type { RunBulk } from '../../../client/src/index.ts';
import type { Scope } from '../bulk/bulk.ts';
import type { BulkTexts } from '../bulk/bulk-panel.tsx';
import { toWords } from '../format/job-text.tsx';
import { formatCount, formatShort } from '../format/time.ts';
import { isUnfinished, runStatuses } from '../parts/status.tsx';
import type { RunFilter } from './filter.ts';

export type Action = RunBulk['action'];

/** A bulk action that waits for confirmation. */
export interface PendingAction {
  action: Action;
  scope: Scope<RunFilter>;
}

/** All runs that match the filter and have a status that allows the action. */
export function scopeOfMatches(action: Action, filter: RunFilter, jobName?: string): Scope<RunFilter> {
  const wanted = filter.status ? [filter.status] : runStatuses;
  const possible = wanted.filter((status) => isUnfinished(status) === (action === 'cancel'));
  return {
    filters: possible.map((status) => ({ ...filter, status })),
    matches: describeFilter(filter, jobName),
  };
}

/** `all failed runs of “sync-crm” since 24 Nov 14:00:00` */
export function describeFilter(filter: RunFilter, jobName?: string): string {
  const { status, trigger, job_id, status_code, error_code, host, tag, from, to } = filter;
  return [
    'all',
    status && toWords(status),
    'runs',
    job_id && `of ${jobName === undefined ? 'one job' : `“${jobName}”`}`,
    trigger && `with the trigger ${trigger}`,
    status_code && `with the code ${status_code}`,
    error_code && `with the error ${error_code}`,
    host && `at ${host}`,
    tag && `with the tag “${tag}”`,
    from && `since ${formatShort(from)}`,
    to && `until ${formatShort(to)}`,
  ]
    .filter(Boolean)
    .join(' ');
}

export const bulkTexts: Record<Action, BulkTexts> = {
  retry: {
    title: 'Retry runs',
    act: (count) => `Retry ${countRuns(count)}`,
    count: countRuns,
    done: (count) => `${countRuns(count)} retried.`,
    unchanged: (count) => `${formatCount(count)} skipped: nothing to change.`,
    consequence: 'Uses each job’s current settings.',
  },
  cancel: {
    title: 'Cancel runs',
    act: (count) => `Cancel ${countRuns(count)}`,
    count: countRuns,
    done: (count) => `${countRuns(count)} canceled.`,
    unchanged: (count) => `${formatCount(count)} skipped: already ended.`,
    consequence: 'Queued runs are canceled at once; running attempts stop within 5 seconds.',
    dismiss: 'Do not cancel',
  },
};

/** `1 run`, `24 runs` */
export function countRuns(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'run' : 'runs'}`;
}
