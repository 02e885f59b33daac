// What is known of a run besides its attempts.
import type { Run } from '../../../client/src/index.ts';
import { isStretch } from '../format/run-words.ts';
import { formatDuration } from '../format/time.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { Exact, Relative } from '../parts/instant.tsx';
import { Status } from '../parts/status.tsx';
import { links } from '../router.ts';
import type { Around } from './around.ts';

const starters: Record<Run['trigger'], string> = {
  schedule: 'its schedule',
  manual: 'hand',
  backfill: 'a backfill',
  retry: 'hand, again',
};

export function RunFacts({ run, around }: { run: Run; around: Around | undefined }) {
  return (
    <Facts>
      <Fact name="Scheduled for">
        <Exact at={run.scheduled_for} />
      </Fact>
      <Fact name="Started by">
        {starters[run.trigger]}
        {run.source_run_id && (
          <>
            {': it repeats '}
            <a href={links.run(run.source_run_id)}>an earlier run</a>
          </>
        )}
      </Fact>
      <Fact name="Started">{run.started_at && <Exact at={run.started_at} />}</Fact>
      <Fact name="Late by">{run.lateness_ms !== null && formatDuration(run.lateness_ms)}</Fact>
      <Fact name="Missed until">{isStretch(run) && run.missed_until && <Exact at={run.missed_until} />}</Fact>
      <Fact name="Due">
        {run.finished_at === null && run.due_at !== run.scheduled_for && <Exact at={run.due_at} />}
      </Fact>
      <Fact name="Ended">{run.finished_at && <Exact at={run.finished_at} />}</Fact>
      <Fact name="Run again">{run.finished_at && <Repeats around={around} />}</Fact>
      <Fact name="Id" isWide>
        <code>{run.id}</code> <CopyButton label="Copy the run’s id" text={() => run.id} />
      </Fact>
    </Facts>
  );
}

/** Where there are several, the newest is the one that counts. */
function Repeats({ around }: { around: Around | undefined }) {
  const [newest, ...others] = around?.repeats ?? [];
  if (!newest) return <span class="muted">{around ? 'not yet' : '…'}</span>;
  return (
    <>
      <a href={links.run(newest.id)}>
        <Relative at={newest.started_at ?? newest.due_at} />
      </a>{' '}
      <Status name={newest.status} />
      {others.length > 0 && <span class="muted"> and {others.length} times before</span>}
    </>
  );
}
