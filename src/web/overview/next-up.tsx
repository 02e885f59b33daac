// What runs now, and what comes next, in room for both, so that nothing moves when a run starts or ends.
import { useComputed } from '@preact/signals';
import type { Job, Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { now } from '../clock.ts';
import { ScheduleWords, scheduleTitle } from '../format/schedule.tsx';
import { formatSeconds } from '../format/time.ts';
import { useLive } from '../live.ts';
import { NextRun } from '../parts/instant.tsx';
import { Mark } from '../parts/status.tsx';
import { links } from '../router.ts';
import { listNextJobs, nextKey } from './next-jobs.ts';

const ROWS = 8;
/** Of the rows, at most so many for what runs now. */
const RUNNING = 3;
/** What ends sooner than this would only flicker. */
const SETTLED_MS = 1_000;

export function NextUp() {
  const jobs = useLive(nextKey, () => listNextJobs(ROWS), { leastMs: 1_000 }).data.value;
  const live = useLive(
    'running now',
    async () => (await api.runs.list({ status: 'running', limit: 50 })).data,
    { on: ['runs'], leastMs: 1_000 },
  );
  const running = useComputed(() =>
    (live.data.value ?? []).filter(
      (run) => now.value - Date.parse(run.started_at ?? run.due_at) >= SETTLED_MS,
    ),
  ).value;
  const shown = running.length > RUNNING ? running.slice(0, RUNNING - 1) : running;
  const rest = running.length - shown.length;
  const taken = shown.length + (rest > 0 ? 1 : 0);
  const room = jobs === undefined ? ROWS : Math.min(ROWS, Math.max(1, jobs.length) + RUNNING);
  return (
    <section class="next-up" aria-labelledby="next-up">
      <h2 id="next-up">{taken > 0 ? 'Running now, and next up' : 'Next up'}</h2>
      <ol class="overview-rows" style={{ '--rows': room }}>
        {shown.map((run) => (
          <RunningRow key={run.id} run={run} />
        ))}
        {rest > 0 && (
          <li key="rest">
            <a class="row-rest" href={links.runs({ status: 'running' })}>
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
          : jobs.slice(0, ROWS - taken).map((job) => <NextRow key={job.id} job={job} />)}
        {jobs?.length === 0 && (
          <li key="none" class="muted">
            No job runs by itself: none is active, or none has an occurrence left.
          </li>
        )}
      </ol>
    </section>
  );
}

function NextRow({ job }: { job: Job }) {
  return (
    <li>
      <span class="row-when">
        <NextRun at={job.next_run!} zone={job.timezone} />
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
        <Mark name="running" /> {formatSeconds(seconds)}
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
