// All runs, the newest first: filtered, live, and changed many at a time.
import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { createSelection, type Selection } from '../bulk/selection.ts';
import { toWords } from '../format/words.ts';
import { type Items, nothing } from '../list/items.ts';
import { type List, useList } from '../list/list.ts';
import { useTitle } from '../parts/title.ts';
import { goTo, links, query } from '../router.ts';
import { type RowKeys, useRowKeys } from '../rows/row-keys.ts';
import { may } from '../session.ts';
import { type Asked, countRuns, isUnfinished, whoMatches } from './bulk-words.ts';
import { matches, readWanted, statuses, toFilter, toQuery, type Wanted } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { jobFieldId } from './job-field.tsx';
import { NewerRuns } from './newer-runs.tsx';
import { cancelIfUnfinished, runAgainIfEnded } from './row-actions.ts';
import { RunsTable } from './runs-table.tsx';
import { RunSelectionBar } from './selection-bar.tsx';

/** Of those that were listed last so many are looked through when the filter changes. */
const SEEN_AT_MOST = 1_000;

export function RunsPage() {
  useTitle('Runs');
  const wanted = readWanted(query.value);
  const key = JSON.stringify(wanted);
  const selection = useMemo(createSelection, [key]);
  const asked = useSignal<Asked | null>(null);
  const filter = () => toFilter(wanted, Date.now());
  const fetchPage = (page: { limit: number }) => api.runs.list({ ...page, ...filter() });
  const list = useRuns(key, wanted, fetchPage);
  const keys = useRunKeys(list, selection);
  const items = list.items.value;
  const isEmpty = items?.length === 0 && !list.isGuess.value;
  useEffect(() => {
    asked.value = null;
  }, [key]);
  return (
    <>
      <header class="page-head runs-head">
        <h1>Runs</h1>
        <StatusTabs wanted={wanted} />
        {may('operate') && <AllThatMatch wanted={wanted} isEmpty={isEmpty} asked={asked} filter={filter} />}
      </header>
      <FilterBar
        wanted={wanted}
        jobName={wanted.job_id && items?.at(0)?.job_name}
        count={list.isGuess.value ? '' : tellCount(list)}
      />
      {may('operate') && <RunSelectionBar list={list} filter={filter} selection={selection} asked={asked} />}
      <NewerRuns key={key} list={list} fetchPage={fetchPage} />
      <RunsTable list={list} hasJob keys={keys} selection={may('operate') ? selection : undefined} />
      {isEmpty && <NoRun isFiltered={Object.keys(wanted).length > 0} />}
    </>
  );
}

function useRuns(key: string, wanted: Wanted, fetchPage: Parameters<typeof useList<Run>>[1]): List<Run> {
  const seen = useRef<Items<Run>>(nothing);
  const list = useList<Run>(`all runs ${key}`, fetchPage, {
    on: ['runs'],
    leastMs: 1_000,
    guess: () => {
      const filter = toFilter(wanted, Date.now());
      return seen.current.slice(0, SEEN_AT_MOST).filter((run) => matches(run, filter));
    },
  });
  const items = list.items.value;
  useEffect(() => {
    if (!list.isGuess.peek() && items) seen.current = items;
  }, [items]);
  const before = useRef(key);
  useEffect(() => {
    // Another list is read from its beginning.
    if (key !== before.current && scrollY > 0) scrollTo(0, 0);
    before.current = key;
  }, [key]);
  return list;
}

function useRunKeys(list: List<Run>, selection: Selection): RowKeys {
  const isSelecting = selection.isAny();
  const mayOperate = may('operate');
  return useRowKeys(list, {
    title: 'Runs',
    open: (run) => goTo(links.run(run.id)),
    select: mayOperate ? (run) => selection.toggle(run.id, list.items.peek() ?? nothing) : undefined,
    actions: mayOperate
      ? [
          { key: 'r', does: 'Run it again', run: (run: Run) => void runAgainIfEnded(run) },
          { key: 'c', does: 'Cancel it', run: (run: Run) => void cancelIfUnfinished(run, list) },
        ]
      : [],
    others: [
      { key: '/', does: 'Search a job', run: () => document.getElementById(jobFieldId)?.focus() },
      ...(isSelecting ? [{ key: 'Escape', does: 'Clear the selection', run: selection.clear }] : []),
    ],
  });
}

function StatusTabs({ wanted }: { wanted: Wanted }) {
  return (
    <nav class="filters" aria-label="Status">
      {[undefined, ...statuses].map((status) => (
        <a
          key={status}
          href={links.runs(toQuery(wanted, { status }))}
          aria-current={status === wanted.status ? 'true' : undefined}
        >
          {status ? toWords(status) : 'all'}
        </a>
      ))}
    </nav>
  );
}

interface AllProps {
  wanted: Wanted;
  isEmpty: boolean;
  asked: Signal<Asked | null>;
  filter: () => ReturnType<typeof toFilter>;
}

/** What most come for: all that failed, once more. Of runs of every kind one selects first. */
function AllThatMatch({ wanted: { status }, isEmpty, asked, filter }: AllProps) {
  if (status === undefined) return null;
  const action = isUnfinished(status) ? 'cancel' : 'retry';
  return (
    <button
      type="button"
      aria-disabled={isEmpty}
      onClick={() => {
        if (!isEmpty) asked.value = { action, who: whoMatches(action, filter()) };
      }}
    >
      {action === 'cancel' ? 'Cancel all…' : 'Run all again…'}
    </button>
  );
}

function tellCount(list: List<Run>): string {
  const count = list.items.value?.length ?? 0;
  return list.hasMore.value ? `more than ${countRuns(count)}` : countRuns(count);
}

function NoRun({ isFiltered }: { isFiltered: boolean }) {
  return (
    <p class="no-match">
      {isFiltered ? 'No run matches. ' : 'Nothing has run yet, and nothing is about to. '}
      {isFiltered ? <a href={links.runs()}>See all runs</a> : <a href={links.jobs()}>See all jobs</a>}
    </p>
  );
}
