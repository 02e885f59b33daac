// One job: what it is, what can be done to it, and its runs.
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { describeJobStatus, isOver } from '../format/words.ts';
import { pause, remove, resume, runNow } from '../jobs/job-actions.ts';
import { useLiveList } from '../list.ts';
import { useLive } from '../live.ts';
import { Absent } from '../parts/absent.tsx';
import { ActionButton } from '../parts/action-button.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { Status } from '../parts/status.tsx';
import { useTitle } from '../parts/title.ts';
import { goTo, links } from '../router.ts';
import { may } from '../session.ts';
import { DeletePanel } from './delete-panel.tsx';
import { JobFacts } from './job-facts.tsx';
import { JobWhen } from './job-when.tsx';
import { RunsTable } from './runs-table.tsx';

export function JobPage({ id }: { id: string }) {
  const job = useLive(`job ${id}`, () => api.jobs.get(id));
  const runs = useLiveList(`runs of ${id}`, (query) => api.jobs.listRuns(id, query));
  const refresh = async () => {
    await Promise.all([job.refresh(), runs.refresh()]);
  };
  useTitle(job.data.value?.name ?? 'Job');

  if (job.isGone.value || !job.data.value) return <Absent what="job" isGone={job.isGone.value} />;
  const page = runs.data.value;
  return (
    <>
      <JobHead job={job.data.value} refresh={refresh} />
      <JobWhen job={job.data.value} />
      <JobFacts job={job.data.value} />
      <section aria-labelledby="runs">
        <h2 id="runs">Runs</h2>
        {page === undefined && <p class="muted patient">Loading…</p>}
        {page?.data.length === 0 && <p class="muted">It has not run yet.</p>}
        {page !== undefined && page.data.length > 0 && <RunsTable runs={page.data} />}
        <LoadMore list={runs} />
      </section>
    </>
  );
}

function JobHead({ job, refresh }: { job: Job; refresh: () => Promise<void> }) {
  const isAsking = useSignal(false);
  const deleteButton = useRef<HTMLButtonElement>(null);
  const after = (action: (job: Job) => Promise<void>) => () => action(job).then(refresh);
  const isActive = job.status === 'active';

  async function deleteJob(): Promise<void> {
    if (await remove(job)) goTo(links.jobs());
  }

  return (
    <>
      <nav class="crumbs" aria-label="Where this is">
        <a href={links.jobs()}>Jobs</a>
      </nav>
      <header class="page-head">
        <h1>{job.name}</h1>
        <div class="actions">
          {may('operate') && <ActionButton onAct={after(runNow)}>Run now</ActionButton>}
          {may('operate') && (isActive || !isOver(job)) && (
            <ActionButton onAct={after(isActive ? pause : resume)}>
              {isActive ? 'Pause' : 'Resume'}
            </ActionButton>
          )}
          {may('edit') && (
            <>
              <a class="button" href={links.editJob(job.id)}>
                Edit
              </a>
              <button
                ref={deleteButton}
                type="button"
                aria-expanded={isAsking.value}
                onClick={() => {
                  isAsking.value = !isAsking.value;
                }}
              >
                Delete
              </button>
            </>
          )}
        </div>
      </header>
      {isAsking.value && (
        <DeletePanel
          onDelete={deleteJob}
          onKeep={() => {
            isAsking.value = false;
            deleteButton.current?.focus();
          }}
        />
      )}
      <p class="standing">
        <Status name={job.status} /> {describeJobStatus(job)}
      </p>
      {job.description && <p class="prose">{job.description}</p>}
    </>
  );
}
