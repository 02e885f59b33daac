// The job list page: status tabs, filters, the table, keyboard shortcuts and bulk actions.

import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Job, JobBulk } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { type BulkSelection, createSelection } from '../bulk/selection.tsx';
import { formatCount } from '../format/time.ts';
import { slashHint } from '../keys/keys.ts';
import { type List, MAX_PAGES, type RowKeys, useList, useRowKeys } from '../list/list.ts';
import { noItems, type PageQuery } from '../list/pages.ts';
import type { FetchPage } from '../parts/export.ts';
import { ListTools, TextFilter } from '../parts/filter-bar.tsx';
import { lazy } from '../parts/lazy.tsx';
import { titleOfList, useTitle, useTopOfList } from '../parts/page.tsx';
import { LIST_INTERVALS, useQuery } from '../query.ts';
import { goTo, links, query, setQuery } from '../router.ts';
import { isFirstUse, may } from '../session.ts';
import {
  defaultSort,
  describeFilter,
  type JobFilter,
  type JobListParams,
  type JobSort,
  jobColumns,
  MANAGER,
  parseParams,
  scheduleTypeLabels,
  sortLabels,
  toQuery,
} from './filter.ts';
import { pauseOrResume, runNow } from './job-actions.ts';
import { cachedTags, findCachedJobs, JOBS_KEY } from './job-search.ts';
import { JobsTable } from './jobs-table.tsx';

const searchId = 'jobs-search';

const FirstUse = lazy(async () => (await import('../system/first-use.tsx')).FirstUse);
/** Loaded at the first selection. */
const JobSelectionBar = lazy(async () => (await import('./bulk-actions.tsx')).JobSelectionBar);

type Action = JobBulk['action'];

const tabs = [
  { name: 'all', countName: 'total', query: {} },
  { name: 'active', countName: 'active', query: { status: 'active' } },
  { name: 'failing', countName: 'failing', query: { failing: 'true' } },
  { name: 'failed', countName: 'failed', query: { status: 'failed' } },
  { name: 'inactive', countName: 'inactive', query: { status: 'inactive' } },
] as const;

function StatusTabs({ params }: { params: JobListParams }) {
  const counts = useQuery('job counts', async () => (await api.stats()).jobs, LIST_INTERVALS).data.value;
  const { status, failing, ...others } = params.filter;
  const current = failing ? 'failing' : (status ?? 'all');
  // The counts cover all jobs, so they are hidden while other filters are set.
  const hasCounts = Object.keys(others).length === 0;
  return (
    <nav class={hasCounts ? 'filters' : 'filters uncounted'} aria-label="Status">
      {tabs.map(({ name, countName, query }) => (
        <a
          key={name}
          href={links.jobs(toQuery(params, { status: undefined, failing: undefined, ...query }))}
          aria-current={name === current ? 'true' : undefined}
          title={
            name === 'failing' && counts
              ? `Active, and ${counts.failing_after} or more runs in a row have failed`
              : undefined
          }
        >
          {name} <span class="tab-count">{counts && formatCount(counts[countName])}</span>
        </a>
      ))}
    </nav>
  );
}

/** Delays the request until typing pauses. */
const TYPING_PAUSE_MS = 120;

export function JobsPage() {
  const params = parseParams(query.value);
  // A tab or a bookmark of a filtered list says what it lists.
  useTitle(titleOfList(describeFilter(params.filter), 'Jobs'));
  const list = useJobs(params);
  const selection = useMemo(createSelection<Action, JobFilter>, []);
  const confirm = (action: Action) =>
    selection.confirm(action, () => ({ filters: [params.filter], matches: describeFilter(params.filter) }));
  const keys = useJobKeys(list, selection, confirm);
  const isFiltered = Object.keys(params.filter).length > 0;
  const isLoaded = !list.isPlaceholder.value;
  const isEmpty = isLoaded && list.count.value === 0;
  const filterKey = JSON.stringify(params.filter);
  // A layout effect: a later one would close a panel that a fast typist has opened meanwhile.
  useLayoutEffect(() => {
    // “All jobs that match” names the filter at the time of the choice.
    if (selection.isAll.peek()) selection.clear();
    selection.pending.value = null;
  }, [filterKey]);
  const isFirst = isFirstUse.value || (isEmpty && !isFiltered);
  return (
    <>
      <header class="page-head list-head">
        <h1>Jobs</h1>
        {!isFirst && <StatusTabs params={params} />}
        {may('edit') && (
          <a class="button primary" href={links.newJob}>
            Create job
          </a>
        )}
      </header>
      {isFirst ? (
        <FirstUse />
      ) : (
        <>
          <FilterBar
            params={params}
            list={list}
            fetchPage={(page) => api.jobs.list({ ...page, ...params.filter, sort: params.sort })}
          />
          {may('operate') && (selection.isAny() || selection.pending.value) && (
            <JobSelectionBar list={list} filter={params.filter} selection={selection} confirm={confirm} />
          )}
          <JobsTable list={list} sort={params.sort} keys={keys} selection={selection} />
          {isEmpty && <NoMatch params={params} />}
        </>
      )}
    </>
  );
}

function useJobs(params: JobListParams): List<Job> {
  const { filter, sort } = params;
  const key = JSON.stringify(params);
  const previousQ = useRef(filter.q);
  const fetchPage = (page: PageQuery) => api.jobs.list({ ...page, ...filter, sort });
  const list = useList<Job>(JOBS_KEY + key, fetchPage, {
    // A status decides which jobs are listed: jobs outside the view may join.
    fetchItems: (ids) =>
      filter.status || filter.failing
        ? undefined
        : api.jobs.list({ ...filter, sort, ids, limit: ids.length }),
    placeholder: () => findCachedJobs(params),
    ...LIST_INTERVALS,
    maxPages: MAX_PAGES,
    afterMs: filter.q === previousQ.current ? 0 : TYPING_PAUSE_MS,
  });
  useTopOfList(key);
  useEffect(() => {
    previousQ.current = filter.q;
  }, [key]);
  return list;
}

function useJobKeys(
  list: List<Job>,
  selection: BulkSelection<Action, JobFilter>,
  confirm: (action: Action) => void,
): RowKeys {
  const isSelecting = selection.isAny();
  return useRowKeys(list, {
    title: 'Jobs',
    open: (job) => goTo(links.job(job.id)),
    select: may('operate') ? (job) => selection.toggle(job.id, list.items.peek() ?? noItems) : undefined,
    actions: [
      ...(may('operate') && !isSelecting
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
      ...(may('edit') ? [{ key: 'c', does: 'Create job', run: () => goTo(links.newJob) }] : []),
      { key: '/', does: 'Search', run: () => document.getElementById(searchId)?.focus() },
      ...(isSelecting
        ? [
            { key: 'r', does: 'Run the selected jobs', run: () => confirm('run') },
            { key: 'p', does: 'Pause the selected jobs', run: () => confirm('pause') },
            { key: 'Escape', does: 'Clear the selection', run: selection.clear },
          ]
        : []),
    ],
  });
}

function NoMatch({ params }: { params: JobListParams }) {
  return (
    <p class="no-match">
      No job matches. <a href={links.jobs(toQuery({ ...params, filter: {} }))}>See all jobs</a>
    </p>
  );
}

interface FilterBarProps {
  params: JobListParams;
  list: List<Job>;
  fetchPage: FetchPage<Job>;
}

/** Search, filters and sort order, all kept in the URL. */
function FilterBar({ params, list, fetchPage }: FilterBarProps) {
  const { filter, sort } = params;
  return (
    <form class="filter-bar" role="search" onSubmit={(event) => event.preventDefault()}>
      <input
        id={searchId}
        type="search"
        aria-label="Search jobs"
        aria-keyshortcuts="/"
        placeholder={`Search name, target, key${slashHint}`}
        maxLength={200}
        value={query.value.get('q') ?? ''}
        onInput={(event) => setQuery({ q: event.currentTarget.value })}
        onKeyDown={(event) => event.key === 'Enter' && focusFirstRow()}
      />
      <select
        aria-label="Schedule"
        value={filter.schedule_type ?? ''}
        onChange={(event) => setQuery({ schedule_type: event.currentTarget.value })}
      >
        <option value="">Any schedule</option>
        {Object.entries(scheduleTypeLabels).map(([type, label]) => (
          <option key={type} value={type}>
            {label}
          </option>
        ))}
      </select>
      <TextFilter name="tag" label="Tag" value={filter.tag} options={cachedTags()} />
      <TextFilter
        name="managed_by"
        label="Managed by"
        value={filter.managed_by}
        options={cachedManagers()}
        pattern={MANAGER}
        hint="A name of letters, digits and . _ : -"
      />
      <select
        aria-label="Sort by"
        value={sort}
        onChange={(event) => {
          const chosen = event.currentTarget.value as JobSort;
          setQuery({ sort: chosen === defaultSort ? undefined : chosen });
        }}
      >
        {Object.entries(sortLabels).map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
      {Object.keys(filter).length > 0 && (
        <a class="button plain" href={links.jobs(toQuery({ filter: {}, sort }))}>
          Clear filters
        </a>
      )}
      <ListTools
        name="jobs"
        list={list}
        columns={jobColumns}
        fetchPage={fetchPage}
        isFiltered={sort !== defaultSort || !!(filter.schedule_type ?? filter.tag ?? filter.managed_by)}
      />
    </form>
  );
}

/** The sets of the cached jobs, suggested as a filter. */
function cachedManagers(): string[] {
  const jobs = findCachedJobs({ filter: {}, sort: defaultSort });
  return [...new Set(jobs.flatMap(({ managed_by }) => managed_by ?? []))].sort();
}

/** Enter in the search field moves the focus to the first result. */
function focusFirstRow(): void {
  document.querySelector<HTMLElement>('.jobs-table [data-open]')?.focus();
}
