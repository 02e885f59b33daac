// The table of runs, of one job or of all jobs; narrow pages show two-line rows.
import { useCallback } from 'preact/hooks';
import type { Run } from '../../../client/src/index.ts';
import { RowCheckbox, SelectAllCheckbox, type Selection } from '../bulk/selection.tsx';
import { runNote } from '../format/run-text.ts';
import { formatDuration, formatShort } from '../format/time.ts';
import type { List, RowKeys } from '../list/list.ts';
import { noItems } from '../list/pages.ts';
import { Rows } from '../list/rows.tsx';
import { ActionButton } from '../parts/action-button.tsx';
import { Icon } from '../parts/icons.tsx';
import { RelativeTime } from '../parts/instant.tsx';
import { isUnfinished, Status } from '../parts/status.tsx';
import { hiddenColumns, links } from '../router.ts';
import { cancel, retry } from './run-actions.ts';

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
      <Rows list={list} columns={columns} at={keys?.at.value}>
        {draw}
      </Rows>
    </table>
  );
}

interface RunRowProps {
  run: Run;
  list: List<Run>;
  hasJob: boolean;
  selection: Selection | undefined;
}

/** A row of a run list; times and the checkbox update without drawing the row again. */
function RunRow({ run, list, hasJob, selection }: RunRowProps) {
  const note = runNote(run);
  const exact = formatShort(run.scheduled_for);
  const label = `the run of ${run.job_name}, ${exact}`;
  return (
    <tr data-row={run.id}>
      {selection && (
        <td class="cell-checkbox">
          <RowCheckbox
            id={run.id}
            name={label}
            getItems={() => list.items.peek() ?? noItems}
            selection={selection}
          />
        </td>
      )}
      <td class="cell-status">
        <Status name={run.status} />
      </td>
      {hasJob && (
        <td class="cell-job cut" dir="auto">
          <a class="quiet" href={links.job(run.job_id)} title={run.job_name}>
            {run.job_name}
          </a>
        </td>
      )}
      <td class="cell-when cut">
        <a href={links.run(run.id)} data-open>
          {/* “26 s ago” alone would name the link in a list of links. */}
          <span class="unseen">
            Run of <bdi>{run.job_name}</bdi>,{' '}
          </span>
          <RelativeTime at={run.scheduled_for} />
        </a>{' '}
        <span class="muted exact">{exact}</span>
      </td>
      <td class="cell-trigger cut muted">{run.trigger}</td>
      <td class="cell-late number" data-label="delay">
        {run.lateness_ms !== null && formatDuration(run.lateness_ms)}
      </td>
      <td class="cell-attempts number" data-label="attempts">
        {run.attempt_count > 0 && run.attempt_count}
      </td>
      <td class="cell-duration number">{run.duration_ms !== null && formatDuration(run.duration_ms)}</td>
      <td class="cell-code number">{run.status_code}</td>
      <td class="cell-note cut" title={note}>
        {run.error === null ? <span class="muted">{note}</span> : note}
      </td>
      {selection && (
        <td class="cell-act">
          <RetryOrCancel run={run} runLabel={label} list={list} />
        </td>
      )}
    </tr>
  );
}

interface RetryOrCancelProps {
  run: Run;
  runLabel: string;
  list: List<Run>;
}

/** One element for both actions, so that it keeps the focus when its label changes. */
function RetryOrCancel({ run, runLabel, list }: RetryOrCancelProps) {
  const hasEnded = !isUnfinished(run.status);
  return (
    <ActionButton
      class="icon-button"
      label={hasEnded ? `Retry ${runLabel}` : `Cancel ${runLabel}`}
      isPending={run.status === 'running' && run.status_reason === 'user'}
      onAct={() => (hasEnded ? retry(run) : cancel(run, list))}
    >
      <Icon name={hasEnded ? 'retry' : 'cancel'} />
    </ActionButton>
  );
}

/** Columns that can be hidden. */
export const runColumns = {
  trigger: 'Trigger',
  delay: 'Delay',
  attempts: 'Attempts',
  duration: 'Duration',
  code: 'Code',
  note: 'What happened',
} as const;
