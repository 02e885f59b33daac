// One job: how it stands, its timeline, and everything that is known of it.
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { type Live, useLive } from '../live.ts';
import { Absent } from '../parts/absent.tsx';
import { lazily } from '../parts/lazily.tsx';
import { useTitle } from '../parts/title.ts';
import { toPreviewInput } from '../preview/stored-schedule.ts';
import { usePreview } from '../preview/use-preview.ts';
import { linkWith, query } from '../router.ts';
import { JobTimeline } from '../timeline/job-timeline.tsx';
import { LastRuns } from '../timeline/last-runs.tsx';
import { useTimeline } from '../timeline/use-timeline.ts';
import { JobHead } from './job-head.tsx';
import { JobRuns } from './job-runs.tsx';
import { JobWhen } from './job-when.tsx';

/** What is looked at now and then. */
const JobFacts = lazily(async () => (await import('./job-facts.tsx')).JobFacts);
const JobChanges = lazily(async () => (await import('./job-changes.tsx')).JobChanges);
const JobCode = lazily(async () => (await import('./job-code.tsx')).JobCode);

export function JobPage({ id }: { id: string }) {
  const live = useLive(`job ${id}`, () => api.jobs.get(id));
  const job = live.data.value;
  useTitle(job?.name ?? 'Job');
  if (live.isGone.value || !job) return <Absent what="job" isGone={live.isGone.value} />;
  return <JobView job={job} live={live} />;
}

function JobView({ job, live }: { job: Job; live: Live<Job> }) {
  const answer = usePreview(toPreviewInput(job));
  const isUntold = answer.errors.length > 0 || answer.failure !== undefined;
  const timeline = useTimeline(job, answer.preview ?? (isUntold ? null : undefined));
  const refresh = async () => {
    await Promise.all([live.refresh(), timeline.refresh()]);
  };
  return (
    <>
      <JobHead job={job} show={live.change} refresh={refresh} />
      <JobTimeline job={job} timeline={timeline} />
      <div class="job-glance">
        <JobWhen job={job} answer={answer} />
        <LastRuns past={timeline.past} />
      </div>
      {/* What may still grow is above it. */}
      <div class={answer.preview || isUntold ? undefined : 'waiting'}>
        <Parts job={job} />
      </div>
    </>
  );
}

const parts = { runs: 'Runs', definition: 'Definition', changes: 'Changes', code: 'As code' };
type PartName = keyof typeof parts;

/** One at a time: the runs have no end that one could scroll past. */
function Parts({ job }: { job: Job }) {
  const named = query.value.get('show') as PartName | null;
  const shown = named !== null && named in parts ? named : 'runs';
  return (
    <>
      <nav class="filters parts" aria-label="Parts of this page">
        {(Object.keys(parts) as PartName[]).map((name) => (
          <a
            key={name}
            href={linkWith({ show: name === 'runs' ? undefined : name })}
            aria-current={name === shown ? 'true' : undefined}
          >
            {parts[name]}
          </a>
        ))}
      </nav>
      <section class="part" aria-label={parts[shown]}>
        {shown === 'runs' && <JobRuns job={job} />}
        {shown === 'definition' && <JobFacts job={job} />}
        {shown === 'changes' && <JobChanges job={job} />}
        {shown === 'code' && <JobCode job={job} />}
      </section>
    </>
  );
}
