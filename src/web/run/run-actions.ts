// The cancel and retry actions of the run page.
import { useSignal } from '@preact/signals';
import { type Run, SchedulerError } from '../../../client/src/index.ts';
import { api, describeError } from '../api.ts';
import { isMissedRange } from '../format/run-text.ts';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { goTo, links } from '../router.ts';

export function useRunActions(run: Run, refresh: () => Promise<void>) {
  // The service reports the request in `status_reason`, except for a run with the reason `catch_up`.
  const hasCanceled = useSignal(false);
  const refusal = useSignal('');
  const isBusy = useSignal(false);
  const isCanceling = run.status === 'running' && (hasCanceled.value || run.status_reason === 'user');

  /** Shows a conflict with the run's status at the top of the run, and any other error as a message. */
  async function act(action: () => Promise<void>, failureText: string): Promise<void> {
    if (isBusy.peek()) return;
    isBusy.value = true;
    refusal.value = '';
    try {
      await action();
    } catch (error) {
      if (error instanceof SchedulerError && error.status === 409) refusal.value = describeError(error);
      else showFailure(failureText, error);
    } finally {
      isBusy.value = false;
    }
  }

  async function cancel(): Promise<void> {
    if (isCanceling) return;
    await act(async () => {
      await api.runs.cancel(run.id);
      hasCanceled.value = true;
    }, 'The run was not canceled.');
    await refresh();
  }

  async function retry(): Promise<void> {
    await act(async () => {
      const created = await api.runs.retry(run.id);
      showMessage(
        `Retry of “${run.job_name}” started${isMissedRange(run) ? ' for the first missed occurrence' : ''}.`,
      );
      goTo(links.run(created.id));
    }, 'The run was not retried.');
  }

  return { cancel, retry, isCanceling, refusal: refusal.value };
}
