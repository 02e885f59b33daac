// The table of jobs; on a narrow page each row becomes two lines.
import type { ComponentChildren } from 'preact';
import { useCallback, useRef } from 'preact/hooks';
import type { Job } from '../../../client/src/index.ts';
import { SelectAllCheckbox } from '../bulk/selection-bar.tsx';
import type { List } from '../list/list.ts';
import type { RowKeys } from '../list/row-keys.ts';
import { Rows, SkeletonRows } from '../list/rows.tsx';
import { hiddenColumns } from '../parts/menu.tsx';
import { setQuery } from '../router.ts';
import { may } from '../session.ts';
import { type JobSort, jobColumns } from './filter.ts';
import { JobRow } from './job-row.tsx';
import { selection } from './selection.ts';
import { useTimelines } from './timelines.ts';

interface Props {
  list: List<Job>;
  sort: JobSort;
  keys: RowKeys;
}

export function JobsTable({ list, sort, keys }: Props) {
  // A ref, because drawn rows are kept when a new search replaces the list.
  const current = useRef(list);
  current.current = list;
  const timelines = useTimelines();
  const draw = useCallback((job: Job) => <JobRow job={job} list={current} timelines={timelines} />, []);
  const hidden = hiddenColumns(jobColumns);
  const columns = (may('operate') ? 8 : 7) - hidden.length;
  return (
    <table
      class={['rows jobs-table', ...hidden.map((name) => `hide-${name}`)].join(' ')}
      // Keyboard shortcuts act on the row that has the focus, also after a click or Tab.
      onFocusIn={({ target }) => {
        const row = (target as Element).closest<HTMLElement>('[data-row]')?.dataset['row'];
        if (row !== undefined) keys.at.value = row;
      }}
    >
      <thead>
        <tr>
          {may('operate') && (
            <th class="cell-checkbox">
              <SelectAllCheckbox list={list} selection={selection} />
            </th>
          )}
          <th class="col-status">Status</th>
          <SortHead by="name" sort={sort}>
            Name
          </SortHead>
          <th class="col-schedule">Schedule</th>
          <th class="col-target">Target</th>
          <th class="col-strip">Last and next runs</th>
          <SortHead by="next_run" sort={sort} class="col-next">
            Next run
          </SortHead>
          <th class="col-actions">
            <span class="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      {list.items.value ? (
        <Rows list={list} columns={columns} at={keys.at.value}>
          {draw}
        </Rows>
      ) : (
        <SkeletonRows columns={columns} />
      )}
    </table>
  );
}

interface SortHeadProps {
  by: 'name' | 'next_run';
  sort: JobSort;
  class?: string;
  children: ComponentChildren;
}

/** Each click moves on: ascending, descending, default order. */
function SortHead({ by, sort, class: className, children }: SortHeadProps) {
  const next = { [by]: `-${by}`, [`-${by}`]: undefined };
  const isSorted = sort.replace('-', '') === by;
  const direction = sort.startsWith('-') ? 'descending' : 'ascending';
  return (
    <th class={className} aria-sort={isSorted ? direction : undefined}>
      <button type="button" class="sort" onClick={() => setQuery({ sort: sort in next ? next[sort] : by })}>
        {children}
        <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
          {isSorted && <path d={sort.startsWith('-') ? 'M0 2h8L4 7z' : 'M0 6h8L4 1z'} />}
        </svg>
      </button>
    </th>
  );
}
