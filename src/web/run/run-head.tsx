// The head of a run page: status sentence, advice, actions and links to adjacent runs.
import type { Run, RunWithAttempts } from '../../../client/src/index.ts';
import { now } from '../clock.ts';
import { describeRun } from '../format/run-text.ts';
import { formatInstant } from '../format/time.ts';
import { useKeys } from '../keys/keys.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Status } from '../parts/status.tsx';
import { ZoneSwitch } from '../parts/zone-switch.tsx';
import { goTo, links } from '../router.ts';
import { may } from '../session.ts';
import { isSchedulerPaused } from '../system/scheduler-pause.ts';
import type { AdjacentRuns } from './adjacent-runs.ts';
import { adviseOn } from './advice.ts';
import { useRunActions } from './run-actions.ts';
import { RunCause } from './run-cause.tsx';

interface Props {
  run: RunWithAttempts;
  adjacent: AdjacentRuns | undefined;
  refresh: () => Promise<void>;
}

export function RunHead({ run, adjacent, refresh }: Props) {
  const { cancel, retry, isCanceling, refusal } = useRunActions(run, refresh);
  const hasEnded = run.finished_at !== null;
  const advice = adviseOn(run);

  useKeys('This run', [
    ...(adjacent?.previous
      ? [{ key: 'j', does: 'Previous run', run: () => goTo(links.run(adjacent.previous!.id)) }]
      : []),
    ...(adjacent?.next
      ? [{ key: 'k', does: 'Next run', run: () => goTo(links.run(adjacent.next!.id)) }]
      : []),
    ...(may('operate') && hasEnded ? [{ key: 'r', does: 'Retry the run', run: () => void retry() }] : []),
    ...(may('operate') && !hasEnded ? [{ key: 'c', does: 'Cancel the run', run: () => void cancel() }] : []),
  ]);

  return (
    <>
      <div class="run-nav">
        <nav class="crumbs" aria-label="Breadcrumb">
          <a href={links.jobs()}>Jobs</a> /{' '}
          <a href={links.job(run.job_id)}>
            <bdi>{run.job_name}</bdi>
          </a>
        </nav>
        <nav class="adjacent-runs" aria-label="Other runs of this job">
          <AdjacentRun label="← Previous run" run={adjacent?.previous} />
          <AdjacentRun label="Next run →" run={adjacent?.next} />
          {adjacent?.previous && (
            <a class="quiet" href={links.compare(adjacent.previous.id, run.id)}>
              Compare with the previous run
            </a>
          )}
        </nav>
      </div>
      <header class="page-head">
        <h1>Run of {formatInstant(run.scheduled_for)}</h1>
        <ZoneSwitch />
        {may('operate') && (
          <div class="actions">
            {hasEnded ? (
              <ActionButton key="retry" onAct={retry}>
                Retry
              </ActionButton>
            ) : (
              <ActionButton key="cancel" onAct={cancel} isPending={isCanceling}>
                {isCanceling ? 'Canceling…' : 'Cancel'}
              </ActionButton>
            )}
          </div>
        )}
      </header>
      <p class="status-sentence">
        <Status name={run.status} /> <Sentence run={isCanceling ? { ...run, status_reason: 'user' } : run} />
      </p>
      <RunCause run={run} />
      {advice !== '' && (
        <p class="advice">
          {advice} {may('edit') && <a href={links.editJob(run.job_id)}>Edit the job</a>}
        </p>
      )}
      <p role="alert" class="error">
        {refusal}
      </p>
    </>
  );
}

/** A component of its own, so that the clock redraws only this sentence. */
function Sentence({ run }: { run: RunWithAttempts }) {
  return <span>{describeRun(run, now.value, isSchedulerPaused())}</span>;
}

function AdjacentRun({ label, run }: { label: string; run: Run | undefined }) {
  if (!run) return null;
  return (
    <a href={links.run(run.id)} class="quiet" title={`Run of ${formatInstant(run.scheduled_for)}`}>
      <span class="muted">{label}</span> <Status name={run.status} />
    </a>
  );
}
