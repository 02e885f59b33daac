// The head of a run's page: how it stands, and what can be done about it.
import type { RunWithAttempts } from '../../../client/src/index.ts';
import { now } from '../clock.ts';
import { describeRun } from '../format/run-words.ts';
import { formatInstant } from '../format/time.ts';
import { useKeys } from '../keys/keys.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Status } from '../parts/status.tsx';
import { goTo, links } from '../router.ts';
import { may } from '../session.ts';
import { adviseOn } from './advice.ts';
import type { Around } from './around.ts';
import { useRunActions } from './run-actions.ts';

interface Props {
  run: RunWithAttempts;
  around: Around | undefined;
  refresh: () => Promise<void>;
}

export function RunHead({ run, around, refresh }: Props) {
  const { cancel, runAgain, isCanceling, refusal } = useRunActions(run, refresh);
  const isOver = run.finished_at !== null;
  const advice = adviseOn(run);

  useKeys('This run', [
    ...(around?.before
      ? [{ key: 'j', does: 'The run before', run: () => goTo(links.run(around.before!.id)) }]
      : []),
    ...(around?.after
      ? [{ key: 'k', does: 'The run after', run: () => goTo(links.run(around.after!.id)) }]
      : []),
    ...(may('operate') && isOver ? [{ key: 'r', does: 'Run it again', run: () => void runAgain() }] : []),
    ...(may('operate') && !isOver ? [{ key: 'c', does: 'Cancel it', run: () => void cancel() }] : []),
  ]);

  return (
    <>
      <div class="run-places">
        <nav class="crumbs" aria-label="Where this is">
          <a href={links.jobs()}>Jobs</a> / <a href={links.job(run.job_id)}>{run.job_name}</a>
        </nav>
        <nav class="neighbours" aria-label="Other runs of this job">
          <Neighbour word="← before" run={around?.before} />
          <Neighbour word="after →" run={around?.after} />
        </nav>
      </div>
      <header class="page-head">
        <h1>Run of {formatInstant(run.scheduled_for)}</h1>
        {may('operate') && (
          <div class="actions">
            {isOver ? (
              <ActionButton key="again" onAct={runAgain}>
                Run again
              </ActionButton>
            ) : (
              <ActionButton key="cancel" onAct={cancel} isPending={isCanceling}>
                {isCanceling ? 'Canceling…' : 'Cancel'}
              </ActionButton>
            )}
          </div>
        )}
      </header>
      <p class="standing">
        <Status name={run.status} /> <Sentence run={isCanceling ? { ...run, status_reason: 'user' } : run} />
      </p>
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

/** Apart, since it moves with the clock. */
function Sentence({ run }: { run: RunWithAttempts }) {
  return <span>{describeRun(run, now.value)}</span>;
}

function Neighbour({ word, run }: { word: string; run: Around['before'] }) {
  if (!run) return null;
  return (
    <a href={links.run(run.id)} class="quiet" title={`Run of ${formatInstant(run.scheduled_for)}`}>
      <span class="muted">{word}</span> <Status name={run.status} />
    </a>
  );
}
