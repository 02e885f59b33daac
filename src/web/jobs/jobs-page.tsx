// All jobs: what they call, when, and how it went last.
import type { Job, Page } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { useLiveList } from '../list.ts';
import { recall } from '../live.ts';
import { LoadMore } from '../parts/load-more.tsx';
import { useTitle } from '../parts/title.ts';
import { type JobFilter, links } from '../router.ts';
import { may } from '../session.ts';
import { JobsTable } from './jobs-table.tsx';

const filters: JobFilter[] = [undefined, 'active', 'inactive', 'failed'];

export function JobsPage({ status }: { status: JobFilter }) {
  useTitle('Jobs');
  const list = useLiveList(
    `jobs ${status}`,
    (query) => api.jobs.list(status === undefined ? query : { ...query, status }),
    pickFromAll(status),
  );
  const page = list.data.value;
  const isFirstUse = status === undefined && page?.data.length === 0;
  return (
    <>
      <header class="page-head">
        <h1>Jobs</h1>
        {!isFirstUse && (
          <>
            <nav class="filters" aria-label="Status">
              {filters.map((filter) => (
                <a
                  key={filter}
                  href={links.jobs(filter)}
                  aria-current={filter === status ? 'true' : undefined}
                >
                  {filter ?? 'all'}
                </a>
              ))}
            </nav>
            <CreateLink />
          </>
        )}
      </header>
      {page === undefined && <p class="muted patient">Loading…</p>}
      {isFirstUse && <Welcome />}
      {status !== undefined && page?.data.length === 0 && (
        <p class="muted">
          No job is {status}. <a href={links.jobs()}>See all jobs</a>
        </p>
      )}
      {page !== undefined && page.data.length > 0 && <JobsTable jobs={page.data} refresh={list.refresh} />}
      <LoadMore list={list} />
    </>
  );
}

function Welcome() {
  return (
    <div class="welcome">
      <p>
        There are no jobs yet. A job calls a URL with a payload when its time has come: once, on a cron
        expression, or every so often.
      </p>
      <CreateLink />
    </div>
  );
}

function CreateLink() {
  if (!may('edit')) return null;
  return (
    <a class="button primary" href={links.newJob}>
      Create a job
    </a>
  );
}

/** What is known of a filter before the service has answered, so that it takes effect at once. */
function pickFromAll(status: JobFilter): Page<Job> | undefined {
  const all = recall<Page<Job>>('jobs undefined');
  const data = all?.data.filter((job) => job.status === status);
  // None among those known does not mean that there is none.
  return data && data.length > 0 ? { data, next_cursor: null } : undefined;
}
