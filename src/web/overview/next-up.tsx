// The overview's running and upcoming runs; reserves space for both, so that the layout stays still.
import { useComputed } from '@preact/signals';
import type { Job, Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { now } from '../clock.ts';
import { ScheduleWords, scheduleTitle } from '../format/schedule-text.tsx';
import { formatSeconds } from '../format/time.ts';
import { NextRun } from '../parts/instant.tsx';
import { StatusMark } from '../parts/status.tsx';
import { useQuery } from '../query.ts';
import { links } from '../router.ts';
import { isSchedulerPaused } from '../system/scheduler-pause.tsx';

const ROWS = 8;
/** The most rows used for running runs. */
const MAX_RUNNING = 3;
/** Shorter runs are not shown, because they would flicker. */
const MIN_SHOWN_MS = 1_000;

export function NextUp() {
  const jobs = useQuery('next jobs', () => listNextJobs(), { leastMs: 1_000 }).data.value;
  const live = useQuery(
    'running now',
    async () => (await api.runs.list({ status: 'running', limit: 50 })).data,
    { on: ['runs'], leastMs: 1_000 },
  );
  const running = useComputed(() =>
    (live.data.value ?? []).filter(
      (run) => now.value - Date.parse(run.started_at ?? run.due_at) >= MIN_SHOWN_MS,
    ),
  ).value;
  const shown = running.length > MAX_RUNNING ? running.slice(0, MAX_RUNNING - 1) : running;
  const rest = running.length - shown.length;
  const usedRows = shown.length + (rest > 0 ? 1 : 0);
  const reservedRows = jobs === undefined ? ROWS : Math.min(ROWS, Math.max(1, jobs.length) + MAX_RUNNING);
  return (
    <section class="next-up" aria-labelledby="next-up">
      <h2 id="next-up">
        {isSchedulerPaused()
          ? 'Next up, once the scheduler is resumed'
          : usedRows > 0
            ? 'Running now and next up'
            : 'Next up'}
      </h2>
      <ol class="overview-rows" style={{ '--rows': reservedRows }}>
        {shown.map((run) => (
          <RunningRow key={run.id} run={run} />
        ))}
        {rest > 0 && (
          <li key="rest">
            <a class="row-more" href={links.runs({ status: 'running' })}>
              {rest} more {rest === 1 ? 'runs' : 'run'} now
            </a>
          </li>
        )}
        {jobs === undefined
          ? Array.from({ length: ROWS }, (_, i) => (
              <li key={i}>
                <span class="skeleton" />
              </li>
            ))
          : jobs.slice(0, ROWS - usedRows).map((job) => <NextRow key={job.id} job={job} />)}
        {jobs?.length === 0 && (
          <li key="none" class="muted">
            No upcoming runs: no active job has a scheduled run left.
          </li>
        )}
      </ol>
    </section>
  );
}

async function listNextJobs(): Promise<Job[]> {
  const { data } = await api.jobs.list({ sort: 'next_run', status: 'active', limit: ROWS });
  return data.filter(({ next_run }) => next_run !== null);
}

function NextRow({ job }: { job: Job }) {
  return (
    <li>
      <span class="row-when">
        <NextRun at={job.next_due_at ?? job.next_run!} zone={job.timezone} />
      </span>
      <a class="row-name cut" href={links.job(job.id)} title={job.name}>
        {job.name}
      </a>
      <code class="row-target cut" title={`${job.method} ${job.target}`}>
        <span class="muted">{job.method}</span> {job.target.replace(/^https?:\/\//, '')}
      </code>
      <span class="row-schedule cut" title={job.schedule_description ?? scheduleTitle(job)}>
        {job.schedule_description ?? <ScheduleWords job={job} />}
      </span>
    </li>
  );
}

function RunningRow({ run }: { run: Run }) {
  const seconds = Math.floor((now.value - Date.parse(run.started_at ?? run.due_at)) / 1_000);
  return (
    <li>
      <span class="row-when row-running">
        <StatusMark name="running" /> {formatSeconds(seconds)}
      </span>
      <a class="row-name cut" href={links.run(run.id)} title={run.job_name}>
        {run.job_name}
      </a>
      <span class="row-note muted cut">
        running{run.attempt_count > 1 ? `, attempt ${run.attempt_count}` : ''}
      </span>
    </li>
  );
}
