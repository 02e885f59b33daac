// The bar and panel of bulk actions on selected runs.
import type { Signal } from '@preact/signals';
import type { Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import type { Selection, SendBulk } from '../bulk/bulk.ts';
import { BulkPanel } from '../bulk/bulk-panel.tsx';
import { SelectionBar } from '../bulk/selection-bar.tsx';
import { formatCount, formatShort } from '../format/time.ts';
import type { List } from '../list/list.ts';
import { showMessage } from '../parts/messages.tsx';
import { links } from '../router.ts';
import { type Action, bulkTexts, countRuns, describeFilter, type PendingAction } from './bulk-texts.ts';
import type { RunFilter } from './filter.ts';

interface Props {
  list: List<Run>;
  /** Returns the filter of the list, with periods that end now. */
  filter: () => RunFilter;
  /** The name of the job in the filter. */
  jobName: string | undefined;
  selection: Selection;
  pendingAction: Signal<PendingAction | null>;
  /** Asks to confirm an action on the selected runs. */
  confirm: (action: Action) => void;
}

export function RunSelectionBar({ list, filter, jobName, selection, pendingAction, confirm }: Props) {
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
      {!isAll.value && selectedIds.value.size === 2 && <CompareLink ids={[...selectedIds.value]} />}
    </SelectionBar>
  );
}

/** The older run first. */
function CompareLink({ ids }: { ids: readonly string[] }) {
  const [older = '', newer = ''] = ids.toSorted();
  return (
    <a class="button" href={links.compare(older, newer)}>
      Compare
    </a>
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
      describeItems={(ids) => <JobsOfRuns list={list} ids={ids} />}
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

const MAX_NAMES = 5;

/** The jobs of the runs, as far as the runs are loaded, with the number of runs of each. */
function JobsOfRuns({ list, ids }: { list: List<Run>; ids: readonly string[] }) {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const name = list.items.peek()?.loaded.get(id)?.job_name;
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const found = [...counts].toSorted(([, a], [, b]) => b - a);
  const named = found.slice(0, MAX_NAMES);
  const rest = ids.length - named.reduce((sum, [, count]) => sum + count, 0);
  if (named.length === 0) return null;
  return (
    <p class="muted">
      {named.map(([name, count], index) => (
        <span key={name}>
          {index > 0 && ', '}
          <bdi>{name}</bdi> ({formatCount(count)})
        </span>
      ))}
      {rest > 0 && ` and ${formatCount(rest)} of other jobs`}
    </p>
  );
}

/** A run that is not loaded is named by the end of its ID, because runs of the same time start with the same characters. */
function nameOf(list: List<Run>, id: string): string {
  const run = list.items.peek()?.loaded.get(id);
  return run ? `${run.job_name}, ${formatShort(run.scheduled_for)}` : `run …${id.slice(-6)}`;
}
