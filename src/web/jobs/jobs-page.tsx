// All jobs: what they call, when, how it went and when it goes on; filtered, and changed many at a time.
import { useEffect, useRef } from 'preact/hooks';
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatCount } from '../format/time.ts';
import { nothing } from '../list/items.ts';
import { type List, useList } from '../list/list.ts';
import { useTitle } from '../parts/title.ts';
import { goTo, links, query } from '../router.ts';
import { type RowKeys, useRowKeys } from '../rows/row-keys.ts';
import { may } from '../session.ts';
import { FirstUse, isFirstUse } from '../system/first-use.tsx';
import { readWanted, toQuery, type Wanted } from './filter.ts';
import { FilterBar, searchId } from './filter-bar.tsx';
import { pauseOrResume, runNow } from './job-actions.ts';
import { JobsTable } from './jobs-table.tsx';
import { guess, learn } from './seen-jobs.ts';
import { asked, selection } from './selection.ts';
import { JobSelectionBar } from './selection-bar.tsx';
import { StatusTabs } from './status-tabs.tsx';

/** The service is asked once typing pauses. */
const TYPED_MS = 120;

export function JobsPage() {
  useTitle('Jobs');
  const wanted = readWanted(query.value);
  const list = useJobs(wanted);
  const keys = useJobKeys(list);
  const items = list.items.value;
  const isFiltered = Object.keys(wanted.filter).length > 0;
  const isAnswered = !list.isGuess.value;
  const isEmpty = isAnswered && items?.length === 0;
  const isFirst = isFirstUse.value || (isEmpty && !isFiltered);
  useEffect(
    () => () => {
      selection.clear();
      asked.value = null;
    },
    [],
  );
  return (
    <>
      <header class="page-head">
        <h1>Jobs</h1>
        {!isFirst && <StatusTabs wanted={wanted} />}
        {may('edit') && (
          <a class="button primary" href={links.newJob}>
            Create a job
          </a>
        )}
      </header>
      {isFirst ? (
        <FirstUse />
      ) : (
        <>
          <FilterBar wanted={wanted} count={isAnswered ? tellCount(list) : ''} />
          {may('operate') && <JobSelectionBar list={list} filter={wanted.filter} />}
          <JobsTable list={list} sort={wanted.sort} keys={keys} />
          {isEmpty && <NoMatch wanted={wanted} />}
        </>
      )}
    </>
  );
}

function useJobs(wanted: Wanted): List<Job> {
  const { filter, sort } = wanted;
  const key = JSON.stringify(wanted);
  const before = useRef({ key, q: filter.q });
  const fetchPage = async (part: { limit: number }) => {
    const page = await api.jobs.list({ ...part, ...filter, sort });
    learn(page.data);
    return page;
  };
  const list = useList<Job>(`jobs ${key}`, fetchPage, {
    guess: () => guess(wanted),
    leastMs: 1_000,
    afterMs: filter.q === before.current.q ? 0 : TYPED_MS,
  });
  useEffect(() => {
    // Another list is read from its beginning.
    if (key !== before.current.key && scrollY > 0) scrollTo(0, 0);
    before.current = { key, q: filter.q };
  }, [key]);
  return list;
}

function useJobKeys(list: List<Job>): RowKeys {
  const isSelecting = selection.isAny();
  return useRowKeys(list, {
    title: 'Jobs',
    open: (job) => goTo(links.job(job.id)),
    select: may('operate') ? (job) => selection.toggle(job.id, list.items.peek() ?? nothing) : undefined,
    actions: [
      ...(may('operate')
        ? [
            { key: 'r', does: 'Run the job now', run: (job: Job) => void runNow(job) },
            {
              key: 'p',
              does: 'Pause or resume the job',
              run: (job: Job) => void pauseOrResume(job, (change) => list.change(job.id, change)),
            },
          ]
        : []),
      ...(may('edit')
        ? [{ key: 'e', does: 'Edit the job', run: (job: Job) => goTo(links.editJob(job.id)) }]
        : []),
    ],
    others: [
      ...(may('edit') ? [{ key: 'c', does: 'Create a job', run: () => goTo(links.newJob) }] : []),
      { key: '/', does: 'Search', run: () => document.getElementById(searchId)?.focus() },
      ...(isSelecting ? [{ key: 'Escape', does: 'Clear the selection', run: selection.clear }] : []),
    ],
  });
}

function tellCount(list: List<Job>): string {
  const count = list.items.value?.length ?? 0;
  if (list.hasMore.value) return `more than ${formatCount(count)} jobs`;
  return count === 1 ? '1 job' : `${formatCount(count)} jobs`;
}

function NoMatch({ wanted }: { wanted: Wanted }) {
  return (
    <p class="no-match">
      No job matches. <a href={links.jobs(toQuery({ ...wanted, filter: {} }))}>See all jobs</a>
    </p>
  );
}
