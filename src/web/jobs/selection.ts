// The selection in the job list, and the bulk action that waits for confirmation.
import { signal } from '@preact/signals';
import { createSelection, type Scope } from '../bulk/bulk.ts';
import type { Action } from './bulk-texts.ts';
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
