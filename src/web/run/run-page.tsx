// The page of one run: status, timeline, details and attempts.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RunWithAttempts } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { isMissedRange } from '../format/run-text.ts';
import { formatDuration } from '../format/time.ts';
import { usePageZone } from '../format/zone.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Author, Fact, Facts } from '../parts/facts.tsx';
import { ExactTime, RelativeTime } from '../parts/instant.tsx';
import { NotFound, useTitle } from '../parts/page.tsx';
import { describeOutcome, Status } from '../parts/status.tsx';
import { useQuery } from '../query.ts';
import { links } from '../router.ts';
import { isSchedulerPaused } from '../system/scheduler-pause.tsx';
import { AttemptSection, showAttempt } from './attempt-section.tsx';
import { AttemptsTimeline } from './attempts-timeline.tsx';
import { type AdjacentRuns, findAdjacentRuns, RunHead } from './run-head.tsx';

/**
 * The interval of refreshes while something is awaited that no change notification follows: the first attempt of a report,
 * and the reason why a run waits.
 */
const UNNOTIFIED_MS = 2_000;

export function RunPage({ id }: { id: string }) {
  const { data, isGone, refresh } = useQuery(`run ${id}`, () => api.runs.get(id), { on: ['runs'] });
  const run = data.value;
  useTitle(run ? `Run of ${run.job_name}` : 'Run');
  // A deleted job has no zone: then times are in that of the viewer.
  const job = useQuery(`job ${run?.job_id}`, async () => (run ? await api.jobs.get(run.job_id) : null), {
    on: ['jobs'],
  }).data.value;
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
  const isSending = run.callback?.status === 'queued' && run.callback.error === null;
  const isUnnotified = isSending || run.status === 'queued' || run.status === 'retrying';
  useEffect(() => {
    if (!isUnnotified) return undefined;
    const timer = setInterval(() => void refresh(), UNNOTIFIED_MS);
    return () => clearInterval(timer);
  }, [isUnnotified]);
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

/** The details of a run: times, trigger, delay, retries and ID. */
function RunFacts({ run, adjacent }: { run: RunWithAttempts; adjacent: AdjacentRuns | undefined }) {
  return (
    <Facts>
      <Fact name="Scheduled for">
        <ExactTime at={run.scheduled_for} />
      </Fact>
      <Fact name="Trigger">
        {run.trigger}
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
        {run.finished_at === null && run.due_at !== run.scheduled_for && !isSchedulerPaused() && (
          <ExactTime at={run.due_at} />
        )}
      </Fact>
      <Fact name="Ended">{run.finished_at && <ExactTime at={run.finished_at} />}</Fact>
      <Fact name="Manual retries">{run.finished_at && <Retries adjacent={adjacent} />}</Fact>
      <Fact name="Report" isWide>
        {run.callback && <Report callback={run.callback} />}
      </Fact>
      <Fact name="ID" isWide>
        <code>{run.id}</code> <CopyButton label="Copy the run ID" text={() => run.id} />
      </Fact>
    </Facts>
  );
}

/** The message to `on_finish`. */
function Report({ callback }: { callback: NonNullable<RunWithAttempts['callback']> }) {
  const { url, status, error, sent_at, next_attempt_at } = callback;
  return (
    <>
      <code>{url}</code>
      <br />
      <span class={status === 'failed' ? 'error' : undefined}>{describeOutcome(callback)}</span>{' '}
      {sent_at && <ExactTime at={sent_at} />}
      {next_attempt_at && error !== null && (
        <span class="muted">
          Next attempt <RelativeTime at={next_attempt_at} />
        </span>
      )}
    </>
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
