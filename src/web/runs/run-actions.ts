// Retries or cancels one run, and shows a message with the result.
import type { Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { isMissedRange } from '../format/run-text.ts';
import type { List } from '../list/list.ts';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { isUnfinished } from '../parts/status.tsx';
import { links } from '../router.ts';
import { startEffect } from '../system/scheduler-pause.tsx';

export async function retry(run: Run): Promise<void> {
  await retryRun(run, isMissedRange(run) ? ' for the first missed occurrence' : '');
}

/** Shows the cancellation at once, and rolls it back if the service refuses. */
export async function cancel(run: Run, list: List<Run>): Promise<void> {
  const rollBack = list.change(run.id, (now) =>
    now.status === 'running'
      ? { ...now, status_reason: 'user' }
      : { ...now, status: 'canceled', status_reason: 'user', finished_at: new Date().toISOString() },
  );
  try {
    const { status, status_reason, finished_at } = await api.runs.cancel(run.id);
    // A refresh that was answered before the cancellation has undone what was shown.
    list.change(run.id, (now) => ({ ...now, status, status_reason, finished_at }));
  } catch (error) {
    rollBack();
    showFailure('The run was not canceled.', error);
  }
}

/** For the keyboard shortcut, which works on every row: explains why an unfinished run cannot be retried. */
export async function retryIfEnded(run: Run): Promise<void> {
  if (isUnfinished(run.status)) showMessage('Cannot retry: the run has not ended.');
  else await retry(run);
}

export async function cancelIfUnfinished(run: Run, list: List<Run>): Promise<void> {
  if (isUnfinished(run.status)) await cancel(run, list);
  else showMessage('Cannot cancel: the run has ended.');
}

/** Retries an ended run, and shows a message with a link to the new run. */
export async function retryRun(run: Pick<Run, 'id' | 'job_name'>, detail = ''): Promise<void> {
  try {
    const created = await api.runs.retry(run.id);
    showMessage(`Retry of “${run.job_name}”${detail} ${startEffect()}.`, {
      link: { href: links.run(created.id), text: 'See the run' },
    });
  } catch (error) {
    showFailure('The run was not retried.', error);
  }
}
