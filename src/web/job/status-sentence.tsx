// The status of a job in sentences: the next run, the last run, and why the job is inactive.
import type { Job, Run } from '../../../client/src/index.ts';
import { describeJobStatus, toWords } from '../format/job-text.ts';
import { formatCount } from '../format/time.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { NextRun, RelativeTime } from '../parts/instant.tsx';
import { JobStatus } from '../parts/status.tsx';
import { links } from '../router.ts';
import { retryRun } from '../run/retry-run.ts';
import { may } from '../session.ts';
import { isSchedulerPaused } from '../system/scheduler-pause.tsx';

export function StatusSentence({ job }: { job: Job }) {
  return (
    <p class="status-sentence">
      <JobStatus job={job} />
      <span>
        {job.status === 'active' ? (
          <UpcomingRun job={job} />
        ) : job.status_reason === 'paused' ? (
          <Paused job={job} />
        ) : (
          describeJobStatus(job)
        )}
        {job.last_run && <LastRun job={job} run={job.last_run} />}
      </span>
    </p>
  );
}

function Paused({ job: { pause_reason: reason, paused_until: until } }: { job: Job }) {
  return (
    <>
      Paused: manual runs only.
      {reason && (
        <>
          {' '}
          Reason: “<bdi>{reason}</bdi>”{/[.?!]$/.test(reason) ? '' : '.'}
        </>
      )}
      {until && (
        <>
          {' '}
          Resumes automatically <RelativeTime at={until} />.
        </>
      )}
    </>
  );
}

function UpcomingRun({ job }: { job: Job }) {
  if (job.next_run === null) return <>No more runs scheduled.</>;
  if (isSchedulerPaused()) return <>No scheduled run starts: the scheduler is paused.</>;
  const isSpread = job.next_due_at !== null && job.next_due_at !== job.next_run;
  return (
    <>
      Runs next <NextRun at={isSpread ? job.next_due_at! : job.next_run} zone={job.timezone} />.
    </>
  );
}

const endTexts: Partial<Record<Run['status'], string>> = {
  skipped: 'was skipped',
  missed: 'was missed',
  canceled: 'was canceled',
};

function LastRun({ job, run }: { job: Job; run: NonNullable<Job['last_run']> }) {
  const link = (text: string) => <a href={links.run(run.id)}>{text}</a>;
  if (run.status === 'running') return <> {link('A run')} is in progress.</>;
  if (run.status === 'queued') return <> {link('A run')} is queued.</>;
  const code = run.status_code !== null && `: the target answered ${run.status_code}`;
  if (run.status === 'retrying')
    return (
      <>
        {' '}
        {link('The last run')} is retrying{code}.
      </>
    );
  const count = job.consecutive_failures;
  return (
    <>
      {' '}
      The last run {link(endTexts[run.status] ?? toWords(run.status))}{' '}
      <RelativeTime at={run.finished_at ?? run.scheduled_for} />
      {code}
      {count > 1 && `; ${formatCount(count)} failed in a row`}.
      {run.status === 'failed' && may('operate') && (
        <>
          {' '}
          <ActionButton class="plain" onAct={() => retryRun({ ...run, job_name: job.name })}>
            Retry it
          </ActionButton>
        </>
      )}
    </>
  );
}
