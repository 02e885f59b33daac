// The head of a run's page: how it stands, and what can be done about it.
import { useSignal } from '@preact/signals';
import { type Run, SchedulerError } from '../../../client/src/index.ts';
import { api, describeError } from '../api.ts';
import { now } from '../clock.ts';
import { describeRun, isStretch } from '../format/run-words.ts';
import { formatInstant } from '../format/time.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { say, sayFailure } from '../parts/messages.tsx';
import { Status } from '../parts/status.tsx';
import { goTo, links } from '../router.ts';
import { may } from '../session.ts';

export function RunHead({ run, refresh }: { run: Run; refresh: () => Promise<void> }) {
  // The service tells of the wish too, except of a run that was caught up.
  const hasCanceled = useSignal(false);
  const refusal = useSignal('');
  const isCanceling = run.status === 'running' && (hasCanceled.value || run.status_reason === 'user');

  /** What the run's standing does not allow is told here, all else at the foot of the page. */
  async function act(action: () => Promise<void>, failed: string): Promise<void> {
    refusal.value = '';
    try {
      await action();
    } catch (error) {
      if (error instanceof SchedulerError && error.status === 409) refusal.value = describeError(error);
      else sayFailure(failed, error);
    }
  }

  async function cancel(): Promise<void> {
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

  return (
    <>
      <nav class="crumbs" aria-label="Where this is">
        <a href={links.jobs()}>Jobs</a> / <a href={links.job(run.job_id)}>{run.job_name}</a>
      </nav>
      <header class="page-head">
        <h1>Run of {formatInstant(run.scheduled_for)}</h1>
        {may('operate') && (
          <div class="actions">
            {run.finished_at === null ? (
              <ActionButton key="cancel" onAct={cancel} isPending={isCanceling}>
                {isCanceling ? 'Canceling…' : 'Cancel'}
              </ActionButton>
            ) : (
              <ActionButton key="again" onAct={runAgain}>
                Run again
              </ActionButton>
            )}
          </div>
        )}
      </header>
      <p class="standing">
        <Status name={run.status} /> <Sentence run={isCanceling ? { ...run, status_reason: 'user' } : run} />
      </p>
      <p role="alert" class="error">
        {refusal.value}
      </p>
    </>
  );
}

/** Apart, since it moves with the clock. */
function Sentence({ run }: { run: Run }) {
  return <span>{describeRun(run, now.value)}</span>;
}
