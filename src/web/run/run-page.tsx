// One run: what became of it, and every attempt.
import type { RunWithAttempts } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { isStretch } from '../format/run-words.ts';
import { formatDuration } from '../format/time.ts';
import { useLive } from '../live.ts';
import { Absent } from '../parts/absent.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { Exact } from '../parts/instant.tsx';
import { useTitle } from '../parts/title.ts';
import { links } from '../router.ts';
import { AttemptSection } from './attempt-section.tsx';
import { RunHead } from './run-head.tsx';

export function RunPage({ id }: { id: string }) {
  const { data, isGone, refresh } = useLive(`run ${id}`, () => api.runs.get(id));
  const run = data.value;
  useTitle(run ? `Run of ${run.job_name}` : 'Run');
  if (isGone.value || !run) return <Absent what="run" isGone={isGone.value} />;
  return (
    <>
      <RunHead run={run} refresh={refresh} />
      <RunFacts run={run} />
      {run.attempts.map((attempt) => (
        <AttemptSection key={attempt.number} attempt={attempt} />
      ))}
      {run.attempts.length === 0 && (
        <p class="muted">{run.finished_at === null ? 'No attempt has ended yet.' : 'Nothing was sent.'}</p>
      )}
    </>
  );
}

const starters: Record<RunWithAttempts['trigger'], string> = {
  schedule: 'its schedule',
  manual: 'hand',
  backfill: 'a backfill',
  retry: 'hand',
};

function RunFacts({ run }: { run: RunWithAttempts }) {
  return (
    <Facts>
      <Fact name="Started by">{starters[run.trigger]}</Fact>
      <Fact name="Repeats">
        {run.source_run_id && <a href={links.run(run.source_run_id)}>an earlier run</a>}
      </Fact>
      <Fact name="Scheduled for">
        <Exact at={run.scheduled_for} />
      </Fact>
      <Fact name="Missed until">{isStretch(run) && run.missed_until && <Exact at={run.missed_until} />}</Fact>
      <Fact name="Due">
        {run.finished_at === null && run.due_at !== run.scheduled_for && <Exact at={run.due_at} />}
      </Fact>
      <Fact name="Started">{run.started_at && <Exact at={run.started_at} />}</Fact>
      <Fact name="Late by">{run.lateness_ms !== null && formatDuration(run.lateness_ms)}</Fact>
      <Fact name="Ended">{run.finished_at && <Exact at={run.finished_at} />}</Fact>
      <Fact name="Attempts">{run.attempt_count}</Fact>
      <Fact name="Id" isWide>
        <code>{run.id}</code>
      </Fact>
    </Facts>
  );
}
