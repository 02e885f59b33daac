// The bar and panel of bulk actions on selected runs.
import type { Signal } from '@preact/signals';
import type { Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import type { SendBulk } from '../bulk/bulk.ts';
import { BulkPanel } from '../bulk/bulk-panel.tsx';
import type { Selection } from '../bulk/selection.ts';
import { SelectionBar } from '../bulk/selection-bar.tsx';
import { formatShort } from '../format/time.ts';
import type { List } from '../list/list.ts';
import { showMessage } from '../parts/messages.tsx';
import { links } from '../router.ts';
import {
  type Action,
  bulkTexts,
  countRuns,
  describeFilter,
  type PendingAction,
  scopeOfMatches,
} from './bulk-texts.ts';
import type { RunFilter } from './filter.ts';

interface Props {
  list: List<Run>;
  /** Returns the filter of the list, with periods that end now. */
  filter: () => RunFilter;
  /** The name of the job in the filter. */
  jobName: string | undefined;
  selection: Selection;
  pendingAction: Signal<PendingAction | null>;
}

export function RunSelectionBar({ list, filter, jobName, selection, pendingAction }: Props) {
  const pending = pendingAction.value;
  if (pending)
    return (
      <Panel
        key={pending}
        list={list}
        selection={selection}
        pendingAction={pendingAction}
        pending={pending}
      />
    );
  const { selectedIds, isAll } = selection;

  function confirm(action: Action): void {
    const scope = isAll.peek() ? scopeOfMatches(action, filter(), jobName) : { ids: [...selectedIds.peek()] };
    pendingAction.value = { action, scope };
  }

  return (
    <SelectionBar
      list={list}
      selection={selection}
      count={countRuns}
      matches={describeFilter(filter(), jobName)}
    >
      <button type="button" onClick={() => confirm('retry')}>
        Retry…
      </button>
      <button type="button" onClick={() => confirm('cancel')}>
        Cancel…
      </button>
    </SelectionBar>
  );
}

interface PanelProps extends Pick<Props, 'list' | 'selection' | 'pendingAction'> {
  pending: PendingAction;
}

function Panel({ list, selection, pendingAction, pending }: PanelProps) {
  const { action, scope } = pending;
  const send: SendBulk<RunFilter> = (request, options) => api.runs.bulk({ action, ...request }, options);
  const close = () => {
    pendingAction.value = null;
  };
  return (
    <BulkPanel
      texts={bulkTexts[action]}
      send={send}
      scope={scope}
      nameOf={(id) => <a href={links.run(id)}>{nameOf(list, id)}</a>}
      onChange={() => {
        selection.clear();
        void list.refresh();
      }}
      onDone={(ids) => {
        close();
        const link = action === 'retry' && {
          href: links.runs({ trigger: 'retry', last: '1h' }),
          text: 'See the new runs',
        };
        showMessage(bulkTexts[action].done(ids.length), link ? { link } : {});
      }}
      onClose={close}
    />
  );
}

/** A run that is not loaded is named by the end of its ID, because runs of the same time start with the same characters. */
function nameOf(list: List<Run>, id: string): string {
  const run = list.items.peek()?.find(id);
  return run ? `${run.job_name}, ${formatShort(run.scheduled_for)}` : `run …${id.slice(-6)}`;
}
