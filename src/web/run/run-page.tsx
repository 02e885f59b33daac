// The page of one run: status, timeline, details and attempts.
import { useSignal } from '@preact/signals';
import type { RunWithAttempts } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { usePageZone } from '../format/shown-zone.ts';
import { NotFound, useTitle } from '../parts/page.tsx';
import { useQuery } from '../query.ts';
import { findAdjacentRuns } from './adjacent-runs.ts';
import { AttemptSection, showAttempt } from './attempt-section.tsx';
import { AttemptsTimeline } from './attempts-timeline.tsx';
import { RunFacts } from './run-facts.tsx';
import { RunHead } from './run-head.tsx';

export function RunPage({ id }: { id: string }) {
  const { data, isGone, refresh } = useQuery(`run ${id}`, () => api.runs.get(id), { on: ['runs'] });
  const run = data.value;
  useTitle(run ? `Run of ${run.job_name}` : 'Run');
  // A deleted job has no zone: then times are in that of the viewer.
  const job = useQuery(
    `job ${run?.job_id}`,
    () => (run ? api.jobs.get(run.job_id) : Promise.resolve(undefined)),
    {
      on: ['jobs'],
    },
  ).data.value;
  usePageZone(job?.timezone);
  if (isGone.value || !run) return <NotFound what="run" isGone={isGone.value} />;
  return <RunView run={run} refresh={refresh} />;
}

function RunView({ run, refresh }: { run: RunWithAttempts; refresh: () => Promise<void> }) {
  // The key contains the end of the run, because retries can exist only after it.
  const adjacent = useQuery(`adjacent ${run.id} ${run.finished_at}`, () => findAdjacentRuns(run), {
    on: ['runs'],
    leastMs: 5_000,
  }).data.value;
  // Keeps the first value, so that attempts that are open stay open when another attempt ends.
  const lastAtFirst = useSignal(run.attempts.at(-1)?.number ?? 0).value;
  return (
    <>
      <RunHead run={run} adjacent={adjacent} refresh={refresh} />
      <AttemptsTimeline run={run} onOpen={showAttempt} />
      {/* On a phone the attempts come first: the facts would push the response out of view. */}
      <div class="run-body">
        <RunFacts run={run} adjacent={adjacent} />
        <div>
          {run.attempts.map((attempt) => (
            <AttemptSection
              key={attempt.number}
              attempt={attempt}
              isCollapsed={attempt.number < lastAtFirst}
            />
          ))}
          {run.attempts.length === 0 && (
            <p class="muted">
              {run.finished_at === null ? 'No attempt has ended yet.' : 'No attempt was made.'}
            </p>
          )}
        </div>
      </div>
    </>
  );
}
