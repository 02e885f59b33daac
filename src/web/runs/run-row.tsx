// A row of a run list; times and the checkbox update without drawing the row again.
import type { Run } from '../../../client/src/index.ts';
import type { Selection } from '../bulk/bulk.ts';
import { RowCheckbox } from '../bulk/selection-bar.tsx';
import { isUnfinished } from '../format/run-statuses.ts';
import { runNote } from '../format/run-text.ts';
import { formatDuration, formatShort } from '../format/time.ts';
import { noItems } from '../list/items.ts';
import type { List } from '../list/list.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Icon } from '../parts/icons.tsx';
import { RelativeTime } from '../parts/instant.tsx';
import { Status } from '../parts/status.tsx';
import { links } from '../router.ts';
import { triggers } from './columns.ts';
import { cancel, retry } from './row-actions.ts';

interface Props {
  run: Run;
  list: List<Run>;
  hasJob: boolean;
  selection: Selection | undefined;
}

export function RunRow({ run, list, hasJob, selection }: Props) {
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
        <td class="cell-job cut">
          <a class="quiet" href={links.job(run.job_id)} title={run.job_name}>
            {run.job_name}
          </a>
        </td>
      )}
      <td class="cell-when cut">
        <a href={links.run(run.id)} data-open>
          {/* “26 s ago” alone would name the link in a list of links. */}
          <span class="unseen">Run of {run.job_name}, </span>
          <RelativeTime at={run.scheduled_for} />
        </a>{' '}
        <span class="muted exact">{exact}</span>
      </td>
      <td class="cell-trigger cut muted">{triggers[run.trigger]}</td>
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
