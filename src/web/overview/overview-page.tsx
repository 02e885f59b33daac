// The overview page: key figures, load chart, upcoming runs, and what needs attention.

import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Job, Run, Stats } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { now } from '../clock.ts';
import { ListedSchedule, scheduleTitle } from '../format/job-text.tsx';
import { formatCount, formatDuration } from '../format/time.ts';
import { NextRun } from '../parts/instant.tsx';
import { lazy } from '../parts/lazy.tsx';
import { useTitle, ZoneSwitch } from '../parts/page.tsx';
import { StatusMark } from '../parts/status.tsx';
import { Target } from '../parts/target.tsx';
import { useQuery, WATCHED_INTERVALS } from '../query.ts';
import { links, query } from '../router.ts';
import { isFirstUse } from '../session.ts';
import { isSchedulerPaused } from '../system/scheduler-pause.tsx';
import { Load } from '../timeline/load.tsx';
import { Attention } from './attention.tsx';
import { ServiceLine, shortWindow, TimeRange, windows } from './service-line.tsx';

const FirstUse = lazy(async () => (await import('../system/first-use.tsx')).FirstUse);

/** The first request makes the service compute the forecast in the background; reload after this time. */
const FORECAST_MS = 1_500;

export function OverviewPage() {
  useTitle('Overview');
  const window = windows.find((one) => one === query.value.get('window')) ?? '24h';
  const live = useQuery(`stats ${window}`, () => api.stats({ window }), WATCHED_INTERVALS);
  const last = useRef<Stats>(undefined);
  // Keeps showing the previous window, whose figures are labelled with it, while the new one loads.
  const stats = live.data.value ?? last.current;
  last.current = stats;
  const hasNoForecast = stats?.computed_at === null;
  useEffect(() => {
    if (!hasNoForecast) return;
    const timer = setTimeout(() => void live.refresh(), FORECAST_MS);
    return () => clearTimeout(timer);
  }, [hasNoForecast]);

  return stats?.jobs.total === 0 || isFirstUse.value ? (
    <>
      <h1>Overview</h1>
      <FirstUse />
    </>
  ) : (
    <OverviewBody stats={stats} window={window} />
  );
}

function OverviewBody({ stats, window }: { stats: Stats | undefined; window: Stats['window'] }) {
  const system = useQuery('system', () => api.system.get(), { on: ['runs'], leastMs: 10_000 }).data.value;
  return (
    <>
      <header class="page-head">
        <h1>Overview</h1>
        <ZoneSwitch />
        <TimeRange window={window} />
      </header>
      <Figures stats={stats} />
      <Load stats={stats} />
      <div class="overview-halves">
        <NextUp />
        <Attention stats={stats} system={system} window={window} />
      </div>
      <ServiceLine system={system} unfinished={stats?.runs} />
    </>
  );
}

/** Shows placeholders of the same size while `stats` is undefined. */
function Figures({ stats }: { stats: Stats | undefined }) {
  const finishedRuns = stats && stats.totals.succeeded + stats.totals.failed + stats.totals.canceled;
  const delay = stats?.totals.lateness_ms;
  return (
    <dl class="figures">
      <Figure name="active jobs">
        {stats && <a href={links.jobs({ status: 'active' })}>{formatCount(stats.jobs.active)}</a>}
      </Figure>
      <Figure name="failing" isBad={stats !== undefined && stats.jobs.failing > 0}>
        {stats && (
          <a href={links.jobs({ failing: 'true' })}>
            {stats.jobs.failing > 0 && <StatusMark name="failed" />}
            {formatCount(stats.jobs.failing)}
          </a>
        )}
      </Figure>
      <Figure name={stats ? `runs in ${shortWindow(stats.window)}` : 'runs'}>
        {finishedRuns === undefined ? undefined : <a href={links.runs()}>{formatCount(finishedRuns)}</a>}
      </Figure>
      <Figure name="succeeded">{stats && formatShare(stats.totals.success_rate)}</Figure>
      <Figure name="p50 delay">{delay && formatDelay(delay.p50)}</Figure>
      <Figure name="p95 delay">{delay && formatDelay(delay.p95)}</Figure>
      <Figure name="p99 delay">{delay && formatDelay(delay.p99)}</Figure>
    </dl>
  );
}

function Figure({ name, isBad, children }: { name: string; isBad?: boolean; children: ComponentChildren }) {
  return (
    <div class={isBad ? 'bad' : undefined}>
      <dt>{name}</dt>
      <dd>{children ?? <span class="skeleton" />}</dd>
    </div>
  );
}

/** Rounds down, so that a single failure never shows as 100 %. */
function formatShare(share: number | null): string {
  if (share === null) return '–';
  return share === 1 ? '100 %' : `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`;
}

function formatDelay(ms: number | null): string {
  return ms === null ? '–' : formatDuration(ms);
}

const ROWS = 8;
/** The most rows used for running runs. */
const MAX_RUNNING = 3;
/** Shorter runs are not shown, because they would flicker. */
const MIN_SHOWN_MS = 1_000;

/** The overview's running and upcoming runs; reserves space for both, so that the layout stays still. */
function NextUp() {
  const jobs = useQuery('next jobs', () => listNextJobs(), WATCHED_INTERVALS).data.value;
  const live = useQuery(
    'running now',
    async () => (await api.runs.list({ status: 'running', limit: 50 })).data,
    { on: ['runs'], ...WATCHED_INTERVALS },
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
      <a class="row-name cut" dir="auto" href={links.job(job.id)} title={job.name}>
        {job.name}
      </a>
      <Target job={job} />
      <span class="row-schedule cut" title={scheduleTitle(job)}>
        <ListedSchedule job={job} />
      </span>
    </li>
  );
}

function RunningRow({ run }: { run: Run }) {
  const job = useQuery(`job ${run.job_id}`, async () => await api.jobs.get(run.job_id), {
    on: ['jobs'],
    leastMs: 10_000,
  });
  const seconds = Math.floor((now.value - Date.parse(run.started_at ?? run.due_at)) / 1_000);
  return (
    <li>
      <span class="row-when row-running">
        <StatusMark name="running" /> {seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1_000)}
      </span>
      <a class="row-name cut" dir="auto" href={links.run(run.id)} title={run.job_name}>
        {run.job_name}
      </a>
      {job.data.value && <Target job={job.data.value} />}
      <span class="row-note muted cut">
        running{run.attempt_count > 1 ? `, attempt ${run.attempt_count}` : ''}
      </span>
    </li>
  );
}
