// The table of runs, of one job or of all jobs; narrow pages show two-line rows.
import { useCallback } from 'preact/hooks';
import type { Run } from '../../../client/src/index.ts';
import type { Selection } from '../bulk/bulk.ts';
import { SelectAllCheckbox } from '../bulk/selection-bar.tsx';
import type { List } from '../list/list.ts';
import type { RowKeys } from '../list/row-keys.ts';
import { Rows, SkeletonRows } from '../list/rows.tsx';
import { hiddenColumns } from '../parts/columns-menu.tsx';
import { runColumns } from './columns.ts';
import { RunRow } from './run-row.tsx';

interface Props {
  list: List<Run>;
  /** Adds a column with the job's name. */
  hasJob?: boolean;
  keys?: RowKeys | undefined;
  /** Adds checkboxes and an action button to each row. */
  selection?: Selection | undefined;
}

export function RunsTable({ list, hasJob = false, keys, selection }: Props) {
  const draw = useCallback(
    (run: Run) => <RunRow run={run} list={list} hasJob={hasJob} selection={selection} />,
    [list, hasJob, selection],
  );
  const hidden = hiddenColumns(runColumns);
  const columns = 8 - hidden.length + (hasJob ? 1 : 0) + (selection ? 2 : 0);
  return (
    <table
      class={[
        'rows runs-table',
        hasJob && 'with-job',
        selection && 'with-checkbox',
        ...hidden.map((name) => `hide-${name}`),
      ]
        .filter(Boolean)
        .join(' ')}
      // Keyboard shortcuts act on the row that has the focus, also after a click or Tab.
      onFocusIn={({ target }) => {
        const row = (target as Element).closest<HTMLElement>('[data-row]')?.dataset['row'];
        if (keys && row !== undefined) keys.at.value = row;
      }}
    >
      <thead>
        <tr>
          {selection && (
            <th class="cell-checkbox">
              <SelectAllCheckbox list={list} selection={selection} />
            </th>
          )}
          <th class="col-status">Status</th>
          {hasJob && <th class="col-job">Job</th>}
          <th class="col-when">Scheduled for</th>
          <th class="col-trigger">Trigger</th>
          <th class="col-number col-late">Delay</th>
          <th class="col-attempts">Attempts</th>
          <th class="col-number col-duration">Duration</th>
          <th class="col-code">Code</th>
          <th class="col-note">What happened</th>
          {selection && (
            <th class="col-act">
              <span class="unseen">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      {list.items.value ? (
        <Rows list={list} columns={columns} at={keys?.at.value}>
          {draw}
        </Rows>
      ) : (
        <SkeletonRows columns={columns} />
      )}
    </table>
  );
}
