// The page of one job: head, timeline, next runs, and tabs with runs, definition, changes and code.
import type { Job, Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { needsNewSchedule, toWords } from '../format/job-text.tsx';
import { formatInstant } from '../format/time.ts';
import { shownZone, usePageZone } from '../format/zone.ts';
import { MAX_PAGES, useList, useRowKeys } from '../list/list.ts';
import { lazy } from '../parts/lazy.tsx';
import { NotFound, useTitle } from '../parts/page.tsx';
import { PreviewPanel, type PreviewResult, toPreviewInput, usePreview } from '../parts/preview.tsx';
import { runStatuses } from '../parts/status.tsx';
import { type Query, useQuery, WATCHED_INTERVALS } from '../query.ts';
import { goTo, links, linkWith, query, setQuery } from '../router.ts';
import { RunsTable } from '../runs/runs-table.tsx';
import { isSchedulerPaused } from '../system/scheduler-pause.tsx';
import { JobTimeline } from '../timeline/job-timeline.tsx';
import { LastRuns } from '../timeline/last-runs.tsx';
import { useTimeline } from '../timeline/timeline-data.ts';
import { JobHead } from './job-head.tsx';

/** These tabs are loaded when they are opened. */
const JobFacts = lazy(async () => (await import('./job-facts.tsx')).JobFacts);
const JobAlerts = lazy(async () => (await import('../alerts/alerts-list.tsx')).JobAlerts);
const JobChanges = lazy(async () => (await import('./job-changes.tsx')).JobChanges);
const JobCode = lazy(async () => (await import('./job-facts.tsx')).JobCode);

export function JobPage({ id }: { id: string }) {
  const live = useQuery(`job ${id}`, () => api.jobs.get(id), { ...WATCHED_INTERVALS, leastMs: 1_000 });
  const job = live.data.value;
  useTitle(job?.name ?? 'Job');
  usePageZone(job?.timezone);
  if (live.isGone.value || !job) return <NotFound what="job" isGone={live.isGone.value} />;
  return <JobView job={job} live={live} />;
}

function JobView({ job, live }: { job: Job; live: Query<Job> }) {
  // The service refuses the preview of an invalid or ended schedule; the head says why.
  const isOver = hasNoMoreRuns(job) || (needsNewSchedule(job) && job.status_reason !== 'max_runs');
  const result = usePreview(isOver ? null : toPreviewInput(job));
  const hasNoPreview = isOver || result.errors.length > 0 || result.failure !== undefined;
  const timeline = useTimeline(job, result.preview ?? (hasNoPreview ? null : undefined));
  const refresh = async () => {
    await Promise.all([live.refresh(), timeline.refresh()]);
  };
  return (
    <>
      <JobHead job={job} updateShown={live.change} refresh={refresh} />
      <JobTimeline job={job} timeline={timeline} />
      <div class="job-glance">
        <JobNextRuns job={job} result={result} />
        <LastRuns past={timeline.past} />
      </div>
      {/* Hidden until the preview is loaded, because the next runs above would push the tabs down. */}
      <div class={result.preview || hasNoPreview ? undefined : 'waiting'}>
        <Tabs job={job} />
      </div>
    </>
  );
}

/** An active job whose schedule has ended, while its last runs are unfinished. */
function hasNoMoreRuns({ status, next_run }: Job): boolean {
  return status === 'active' && next_run === null;
}

const tabs = {
  runs: 'Runs',
  definition: 'Definition',
  alerts: 'Alerts',
  changes: 'Changes',
  code: 'As code',
};
type TabName = keyof typeof tabs;

/** Shows one tab at a time, because the list of runs has no end to scroll past. */
function Tabs({ job }: { job: Job }) {
  const named = query.value.get('show') as TabName | null;
  const shown = named !== null && named in tabs ? named : 'runs';
  return (
    <>
      <nav class="filters parts" aria-label="Sections">
        {(Object.keys(tabs) as TabName[]).map((name) => (
          <a
            key={name}
            href={linkWith({ show: name === 'runs' ? undefined : name })}
            aria-current={name === shown ? 'true' : undefined}
          >
            {tabs[name]}
          </a>
        ))}
      </nav>
      <section class="part" aria-label={tabs[shown]}>
        {shown === 'runs' && <JobRuns job={job} />}
        {shown === 'definition' && <JobFacts job={job} />}
        {shown === 'alerts' && <JobAlerts job={job} />}
        {shown === 'changes' && <JobChanges job={job} />}
        {shown === 'code' && <JobCode job={job} />}
      </section>
    </>
  );
}

function JobNextRuns({ job, result }: { job: Job; result: PreviewResult }) {
  if (job.status !== 'active' && needsNewSchedule(job)) return null;
  if (hasNoMoreRuns(job))
    return (
      <section class="when" aria-labelledby="next">
        <h3 id="next">Next runs</h3>
        <p class="muted">No more runs.</p>
      </section>
    );
  const isActive = job.status === 'active' && !isSchedulerPaused();
  return (
    <section class="when" aria-labelledby="next">
      <h3 id="next">{isActive ? 'Next runs' : 'Next runs, once resumed'}</h3>
      <PreviewPanel
        preview={result.preview}
        isActive={isActive}
        instead={null}
        limit={job.max_runs === null ? Number.POSITIVE_INFINITY : job.max_runs - job.run_count}
        isOnce={job.schedule_type === 'specific_time'}
        zone={shownZone()}
      />
    </section>
  );
}

/** The runs of a job, newest first; filtered by status, or by a period chosen on the timeline. */
function JobRuns({ job }: { job: Job }) {
  const status = runStatuses.find((name) => name === query.value.get('status'));
  const from = parseInstant('from');
  const to = parseInstant('to');
  const filter = { ...(status && { status }), ...(from && { from }), ...(to && { to }) };
  const list = useList<Run>(
    `runs of ${job.id} ${JSON.stringify(filter)}`,
    (page) => api.jobs.listRuns(job.id, { ...page, ...filter }),
    { on: ['runs'], ...WATCHED_INTERVALS, maxPages: MAX_PAGES },
  );
  const keys = useRowKeys(list, { title: 'Runs', open: (run) => goTo(links.run(run.id)) });
  const isFiltered = status !== undefined || from !== undefined;
  return (
    <>
      <div class="run-filters">
        <label>
          Status{' '}
          <select
            value={status ?? ''}
            onChange={(event) => setQuery({ status: event.currentTarget.value || undefined })}
          >
            <option value="">all</option>
            {runStatuses.map((name) => (
              <option key={name} value={name}>
                {toWords(name)}
              </option>
            ))}
          </select>
        </label>
        {from && to && (
          <span class="muted">
            From {formatInstant(from)} to {formatInstant(to)}
          </span>
        )}
        {isFiltered && (
          <a href={linkWith({ status: undefined, from: undefined, to: undefined })}>Show all runs</a>
        )}
      </div>
      {list.items.value && list.count.value === 0 ? (
        <p class="muted">{isFiltered ? 'No run matches.' : 'No runs yet.'}</p>
      ) : (
        <RunsTable list={list} keys={keys} />
      )}
    </>
  );
}

/** Reads an instant from the URL query; returns undefined if it is missing or invalid. */
function parseInstant(name: string): string | undefined {
  const text = query.value.get(name);
  return text === null || Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString();
}
