// One run: what became of it, and every attempt.
import { useSignal } from '@preact/signals';
import type { RunWithAttempts } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { useLive } from '../live.ts';
import { Absent } from '../parts/absent.tsx';
import { useTitle } from '../parts/title.ts';
import { findAround } from './around.ts';
import { AttemptSection, showAttempt } from './attempt-section.tsx';
import { AttemptsTimeline } from './attempts-timeline.tsx';
import { RunFacts } from './run-facts.tsx';
import { RunHead } from './run-head.tsx';

export function RunPage({ id }: { id: string }) {
  const { data, isGone, refresh } = useLive(`run ${id}`, () => api.runs.get(id), { on: ['runs'] });
  const run = data.value;
  useTitle(run ? `Run of ${run.job_name}` : 'Run');
  if (isGone.value || !run) return <Absent what="run" isGone={isGone.value} />;
  return <Known run={run} refresh={refresh} />;
}

function Known({ run, refresh }: { run: RunWithAttempts; refresh: () => Promise<void> }) {
  // The end of the run brings others: those that repeat it.
  const around = useLive(`around ${run.id} ${run.finished_at}`, () => findAround(run), {
    on: ['runs'],
    leastMs: 5_000,
  }).data.value;
  // Those that were there already stay as they are when another one ends.
  const last = useSignal(run.attempts.at(-1)?.number ?? 0).value;
  return (
    <>
      <RunHead run={run} around={around} refresh={refresh} />
      <AttemptsTimeline run={run} onOpen={showAttempt} />
      <RunFacts run={run} around={around} />
      {run.attempts.map((attempt) => (
        <AttemptSection key={attempt.number} attempt={attempt} isFolded={attempt.number < last} />
      ))}
      {run.attempts.length === 0 && (
        <p class="muted">{run.finished_at === null ? 'No attempt has ended yet.' : 'Nothing was sent.'}</p>
      )}
    </>
  );
}
