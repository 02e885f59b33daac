// Retries or cancels one run from its row, and shows a message with the result.
import type { Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { isMissedRange } from '../format/run-text.ts';
import type { List } from '../list/list.ts';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { links } from '../router.ts';
import { isUnfinished } from './bulk-texts.ts';

export async function retry(run: Run): Promise<void> {
  try {
    const created = await api.runs.retry(run.id);
    const detail = isMissedRange(run) ? ' for the first missed occurrence' : '';
    showMessage(`Retry of “${run.job_name}” started${detail}.`, {
      link: { href: links.run(created.id), text: 'See the run' },
    });
  } catch (error) {
    showFailure('The run was not retried.', error);
  }
}

/** Shows the cancellation at once, and rolls it back if the service refuses. */
export async function cancel(run: Run, list: List<Run>): Promise<void> {
  const rollBack = list.change(run.id, (now) =>
    now.status === 'running'
      ? { ...now, status_reason: 'user' }
      : { ...now, status: 'canceled', status_reason: 'user', finished_at: new Date().toISOString() },
  );
  try {
    await api.runs.cancel(run.id);
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
