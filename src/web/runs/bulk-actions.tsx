// The bulk actions on runs: their texts, and the bar and panel of the selection.
import type { Run, RunBulk } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import type { SendBulk } from '../bulk/bulk.ts';
import { type BulkTexts, createTexts } from '../bulk/bulk-panel.tsx';
import type { BulkSelection } from '../bulk/selection.tsx';
import { SelectionBar } from '../bulk/selection-bar.tsx';
import { formatCount, formatShort } from '../format/time.ts';
import type { List } from '../list/list.ts';
import type { MessageOptions } from '../parts/messages.tsx';
import { links } from '../router.ts';
import type { RunFilter } from './filter.ts';

type Action = RunBulk['action'];

const texts: Record<Action, BulkTexts> = {
  retry: createTexts({
    noun: 'run',
    verb: 'Retry',
    done: 'retried',
    consequence: 'Uses each job’s current settings.',
    startsRuns: true,
  }),
  cancel: createTexts({
    noun: 'run',
    verb: 'Cancel',
    done: 'canceled',
    consequence: 'Queued runs are canceled at once; running attempts stop within 5 seconds.',
    unchanged: 'already ended',
    dismiss: 'Do not cancel',
  }),
};

interface Props {
  list: List<Run>;
  /** Describes the filter of the list: `all failed runs`. */
  matches: string;
  selection: BulkSelection<Action, RunFilter>;
  confirm: (action: Action) => void;
}

export function RunSelectionBar({ list, matches, selection, confirm }: Props) {
  const { selectedIds, isAll } = selection;
  return (
    <SelectionBar
      list={list}
      selection={selection}
      actions={['retry', 'cancel']}
      texts={texts}
      matches={matches}
      confirm={confirm}
      send={sendAction}
      nameOf={(id) => <a href={links.run(id)}>{nameOf(list, id)}</a>}
      describeItems={(ids) => <JobsOfRuns list={list} ids={ids} />}
      followUp={linkAfter}
    >
      {!isAll.value && selectedIds.value.size === 2 && <CompareLink ids={[...selectedIds.value]} />}
    </SelectionBar>
  );
}

function sendAction(action: Action): SendBulk<RunFilter> {
  return (request, options) => api.runs.bulk({ action, ...request }, options);
}

function linkAfter(action: Action): MessageOptions {
  if (action === 'cancel') return {};
  return { link: { href: links.runs({ trigger: 'retry', last: '1h' }), text: 'See the new runs' } };
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
