// The details of a run: times, trigger, delay, retries and ID.
import type { Run } from '../../../client/src/index.ts';
import { isMissedRange } from '../format/run-text.ts';
import { formatDuration } from '../format/time.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Author, Fact, Facts } from '../parts/facts.tsx';
import { ExactTime, RelativeTime } from '../parts/instant.tsx';
import { Status } from '../parts/status.tsx';
import { links } from '../router.ts';
import { triggers } from '../runs/columns.ts';
import type { AdjacentRuns } from './adjacent-runs.ts';

export function RunFacts({ run, adjacent }: { run: Run; adjacent: AdjacentRuns | undefined }) {
  return (
    <Facts>
      <Fact name="Scheduled for">
        <ExactTime at={run.scheduled_for} />
      </Fact>
      <Fact name="Trigger">
        {triggers[run.trigger]}
        {run.source_run_id && (
          <>
            {' of '}
            <a href={links.run(run.source_run_id)}>an earlier run</a>
          </>
        )}
        {run.trigger !== 'schedule' && run.started_by !== null && (
          <span class="muted">
            {' '}
            <Author actor={run.started_by} />
          </span>
        )}
      </Fact>
      <Fact name="Started">{run.started_at && <ExactTime at={run.started_at} />}</Fact>
      <Fact name="Delay">{run.lateness_ms !== null && formatDuration(run.lateness_ms)}</Fact>
      <Fact name="Missed until">
        {isMissedRange(run) && run.missed_until && <ExactTime at={run.missed_until} />}
      </Fact>
      <Fact name="Due">
        {run.finished_at === null && run.due_at !== run.scheduled_for && <ExactTime at={run.due_at} />}
      </Fact>
      <Fact name="Ended">{run.finished_at && <ExactTime at={run.finished_at} />}</Fact>
      <Fact name="Retries">{run.finished_at && <Retries adjacent={adjacent} />}</Fact>
      <Fact name="ID" isWide>
        <code>{run.id}</code> <CopyButton label="Copy the run ID" text={() => run.id} />
      </Fact>
    </Facts>
  );
}

/** Links to the newest retry, and counts the others. */
function Retries({ adjacent }: { adjacent: AdjacentRuns | undefined }) {
  const [newest, ...others] = adjacent?.retries ?? [];
  if (!newest) return <span class="muted">{adjacent ? 'none' : '…'}</span>;
  return (
    <>
      <a href={links.run(newest.id)}>
        <RelativeTime at={newest.started_at ?? newest.due_at} />
      </a>{' '}
      <Status name={newest.status} />
      {others.length > 0 && <span class="muted"> and {others.length} earlier</span>}
    </>
  );
}
