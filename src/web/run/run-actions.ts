// What can be done about a run, from its page and from its row.
import { useSignal } from '@preact/signals';
import { type Run, SchedulerError } from '../../../client/src/index.ts';
import { api, describeError } from '../api.ts';
import { isStretch } from '../format/run-words.ts';
import { say, sayFailure } from '../parts/messages.tsx';
import { goTo, links } from '../router.ts';

export function useRunActions(run: Run, refresh: () => Promise<void>) {
  // The service tells of the wish too, except of a run that was caught up.
  const hasCanceled = useSignal(false);
  const refusal = useSignal('');
  const isBusy = useSignal(false);
  const isCanceling = run.status === 'running' && (hasCanceled.value || run.status_reason === 'user');

  /** What the run's standing does not allow is told at the run, all else at the foot of the page. */
  async function act(action: () => Promise<void>, failed: string): Promise<void> {
    if (isBusy.peek()) return;
    isBusy.value = true;
    refusal.value = '';
    try {
      await action();
    } catch (error) {
      if (error instanceof SchedulerError && error.status === 409) refusal.value = describeError(error);
      else sayFailure(failed, error);
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

  async function runAgain(): Promise<void> {
    await act(async () => {
      const again = await api.runs.retry(run.id);
      say(`“${run.job_name}” runs again${isStretch(run) ? ', for the first of the occurrences' : ''}.`);
      goTo(links.run(again.id));
    }, 'The run was not repeated.');
  }

  return { cancel, runAgain, isCanceling, refusal: refusal.value };
}
