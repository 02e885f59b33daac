// The run list page: status tabs, filters, the table, keyboard shortcuts and bulk actions.

import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Page, Run, RunBulk } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { type BulkSelection, createSelection } from '../bulk/selection.tsx';
import { toWords } from '../format/job-text.tsx';
import { formatCount } from '../format/time.ts';
import { type List, MAX_PAGES, type RowKeys, useList, useRowKeys } from '../list/list.ts';
import { noItems, PAGE_SIZE } from '../list/pages.ts';
import { lazy } from '../parts/lazy.tsx';
import { titleOfList, useTitle, useTopOfList } from '../parts/page.tsx';
import { isUnfinished, runStatuses } from '../parts/status.tsx';
import { LIST_INTERVALS, useQuery } from '../query.ts';
import { goTo, links, query } from '../router.ts';
import { may } from '../session.ts';
import {
  describeFilter,
  matches,
  parseParams,
  periods,
  type RunFilter,
  type RunListParams,
  scopeOfMatches,
  toFilter,
  toQuery,
} from './filter.ts';
import { FilterBar, jobFieldId } from './filter-bar.tsx';
import { cancelIfUnfinished, retryIfEnded } from './run-actions.ts';
import { RunsTable } from './runs-table.tsx';

/** Loaded at the first selection. */
const RunSelectionBar = lazy(async () => (await import('./bulk-actions.tsx')).RunSelectionBar);

type Action = RunBulk['action'];

/** Up to this scroll position, in pixels, new runs appear in view. */
const TOP_PX = 100;

interface Props {
  list: List<Run>;
  fetchPage: (query: { limit: number }) => PromiseLike<Page<Run>>;
}

function NewerRuns({ list, fetchPage }: Props) {
  const isScrolledDown = useSignal(false);
  useEffect(() => {
    const onScroll = () => {
      if (isScrolledDown.peek() && scrollY <= TOP_PX) {
        // The rows report their range only in the next frame, which is too late for this refresh.
        list.setVisibleRange(0, 0);
        void list.refresh();
      }
      isScrolledDown.value = scrollY > TOP_PX;
    };
    onScroll();
    addEventListener('scroll', onScroll, { passive: true });
    return () => removeEventListener('scroll', onScroll);
  }, [list]);
  return isScrolledDown.value ? <NewerRunsButton list={list} fetchPage={fetchPage} /> : null;
}

function NewerRunsButton({ list, fetchPage }: Props) {
  const listedIds = useMemo(() => list.items.peek()?.ids.slice(0, PAGE_SIZE) ?? [], [list]);
  const newest = useQuery(null, async () => (await fetchPage({ limit: PAGE_SIZE })).data, {
    on: ['runs'],
    leastMs: 3_000,
    afterMs: 1_000,
  }).data.value;
  // After a deletion, older runs move up into the first page; only runs newer than the oldest listed one count.
  const oldestId = listedIds.reduce((oldest, id) => (id < oldest ? id : oldest), '~');
  const count = newest?.filter(({ id }) => id > oldestId && !listedIds.includes(id)).length ?? 0;
  return (
    <div class="newer" role="status">
      {count > 0 && (
        <button type="button" onClick={() => scrollTo(0, 0)}>
          {count >= PAGE_SIZE ? `${PAGE_SIZE} or more` : formatCount(count)} newer{' '}
          {count === 1 ? 'run' : 'runs'}
        </button>
      )}
    </div>
  );
}

/** The service counts no further. */
const MAX_COUNT = 1_000;

function StatusTabs({ params }: { params: RunListParams }) {
  const { status: chosen, ...others } = params;
  const counts = useQuery(
    `run counts ${JSON.stringify(others)}`,
    () => {
      const { status: _, ...filter } = toFilter(others, Date.now());
      return api.runs.counts(filter);
    },
    { on: ['runs'], leastMs: 10_000 },
  ).data.value;
  const countOf = (status: string) => Object.entries(counts ?? {}).find(([name]) => name === status)?.[1];
  return (
    <nav class="filters" aria-label="Status">
      {[undefined, ...runStatuses].map((status) => (
        <a
          key={status}
          href={links.runs(toQuery(params, { status }))}
          aria-current={status === chosen ? 'true' : undefined}
        >
          {status ? toWords(status) : 'all'}
          {status && countOf(status) !== undefined && (
            <span class="tab-count"> {formatTabCount(countOf(status)!)}</span>
          )}
        </a>
      ))}
    </nav>
  );
}

const formatTabCount = (count: number) =>
  count < MAX_COUNT ? formatCount(count) : `${formatCount(MAX_COUNT)}+`;

/** The number of loaded runs that a changed filter is applied to until the service responds. */
const MAX_FILTERED = 1_000;

export function RunsPage() {
  const params = parseParams(query.value);
  const key = JSON.stringify(params);
  const selection = useMemo(createSelection<Action, RunFilter>, [key]);
  const filter = () => toFilter(params, Date.now());
  const fetchPage = (page: { limit: number }) => api.runs.list({ ...page, ...filter() });
  const list = useRuns(key, params, fetchPage);
  const scopeOf = (action: Action) => scopeOfMatches(action, filter(), jobName);
  const confirm = (action: Action) => selection.confirm(action, () => scopeOf(action));
  const keys = useRunKeys(list, selection, confirm);
  const items = list.items.value;
  const jobName = params.job_id && items?.loaded.get(items.ids[0] ?? '')?.job_name;
  const isEmpty = list.count.value === 0 && !list.isPlaceholder.value;
  // A tab or a bookmark of a filtered list says what it lists.
  const { last, ...fixed } = params;
  const period = last ? ` of the ${periods[last].label}` : '';
  useTitle(titleOfList(describeFilter(fixed, jobName) + period, 'Runs'));
  return (
    <>
      <header class="page-head list-head">
        <h1>Runs</h1>
        <StatusTabs params={params} />
        {may('operate') && (
          <ActOnAll
            status={params.status}
            isEmpty={isEmpty}
            onAct={(action) => {
              selection.pending.value = { action, scope: scopeOf(action) };
            }}
          />
        )}
      </header>
      <FilterBar params={params} jobName={jobName} list={list} fetchPage={fetchPage} />
      {may('operate') && (selection.isAny() || selection.pending.value) && (
        <RunSelectionBar
          list={list}
          matches={describeFilter(filter(), jobName)}
          selection={selection}
          confirm={confirm}
        />
      )}
      <NewerRuns key={key} list={list} fetchPage={fetchPage} />
      <RunsTable list={list} hasJob keys={keys} selection={may('operate') ? selection : undefined} />
      {isEmpty && <NoRun isFiltered={Object.keys(params).length > 0} />}
    </>
  );
}

function useRuns(
  key: string,
  params: RunListParams,
  fetchPage: Parameters<typeof useList<Run>>[1],
): List<Run> {
  const loaded = useRef<readonly Run[]>([]);
  const list = useList<Run>(`all runs ${key}`, fetchPage, {
    on: ['runs'],
    ...LIST_INTERVALS,
    maxPages: MAX_PAGES,
    // New runs appear at the top.
    fetchItems: (ids) =>
      scrollY > 0 ? api.runs.list({ ...toFilter(params, Date.now()), ids, limit: ids.length }) : undefined,
    placeholder: () => {
      const filter = toFilter(params, Date.now());
      return loaded.current.slice(0, MAX_FILTERED).filter((run) => matches(run, filter));
    },
  });
  const items = list.items.value;
  useEffect(() => {
    if (!list.isPlaceholder.peek() && items) loaded.current = [...items.loaded.values()];
  }, [items]);
  useTopOfList(key);
  return list;
}

function useRunKeys(
  list: List<Run>,
  selection: BulkSelection<Action, RunFilter>,
  confirm: (action: Action) => void,
): RowKeys {
  const isSelecting = selection.isAny();
  const mayOperate = may('operate');
  return useRowKeys(list, {
    title: 'Runs',
    open: (run) => goTo(links.run(run.id)),
    select: mayOperate ? (run) => selection.toggle(run.id, list.items.peek() ?? noItems) : undefined,
    actions:
      mayOperate && !isSelecting
        ? [
            { key: 'r', does: 'Retry the run', run: (run: Run) => void retryIfEnded(run) },
            { key: 'c', does: 'Cancel the run', run: (run: Run) => void cancelIfUnfinished(run, list) },
          ]
        : [],
    others: [
      { key: '/', does: 'Search jobs', run: () => document.getElementById(jobFieldId)?.focus() },
      ...(isSelecting
        ? [
            { key: 'r', does: 'Retry the selected runs', run: () => confirm('retry') },
            { key: 'c', does: 'Cancel the selected runs', run: () => confirm('cancel') },
            { key: 'Escape', does: 'Clear the selection', run: selection.clear },
          ]
        : []),
    ],
  });
}

interface ActOnAllProps {
  status: Run['status'] | undefined;
  isEmpty: boolean;
  onAct: (action: Action) => void;
}

/** Retries or cancels all runs of the chosen status. Hidden while runs of every status are listed. */
function ActOnAll({ status, isEmpty, onAct }: ActOnAllProps) {
  if (status === undefined) return null;
  const action = isUnfinished(status) ? 'cancel' : 'retry';
  return (
    <button type="button" aria-disabled={isEmpty} onClick={() => !isEmpty && onAct(action)}>
      {action === 'cancel' ? 'Cancel all…' : 'Retry all…'}
    </button>
  );
}

function NoRun({ isFiltered }: { isFiltered: boolean }) {
  return (
    <p class="no-match">
      {isFiltered ? 'No run matches. ' : 'No runs yet. '}
      {isFiltered ? <a href={links.runs()}>See all runs</a> : <a href={links.jobs()}>See all jobs</a>}
    </p>
  );
}
