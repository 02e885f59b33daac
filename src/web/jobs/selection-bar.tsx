// At the foot of the page while jobs are selected: how many, and what can be done with them.
import type { Job } from '../../../client/src/index.ts';
import { formatCount } from '../format/time.ts';
import type { List } from '../list.ts';
import { may } from '../session.ts';
import { BulkPanel } from './bulk-panel.tsx';
import { countJobs, words } from './bulk-words.ts';
import type { JobFilter } from './filter.ts';
import { type Action, asked, isAllPicked, pickAll, picked, pickNone, pickShown } from './selection.ts';

interface Props {
  list: List<Job>;
  filter: JobFilter;
}

const actions: readonly Action[] = ['pause', 'resume', 'run', 'delete'];

/** In front of the table for whoever comes by keyboard. */
export function SelectionBar({ list, filter }: Props) {
  const question = asked.value;
  if (question) return <BulkPanel key={question} asked={question} refresh={list.refresh} />;
  const count = picked.value.size;
  const isAll = isAllPicked.value;
  if (count === 0 && !isAll) return null;
  const who = isAll ? { filter } : { ids: [...picked.value.keys()] };
  return (
    <section class="selection" aria-label="Selection">
      <div class="selection-who">
        <strong role="status">{isAll ? 'All that match' : countJobs(count)} selected</strong>
        <Wider list={list} />
        <button type="button" class="plain" onClick={pickNone}>
          Clear
        </button>
      </div>
      <div class="actions">
        {actions.map(
          (action) =>
            (action !== 'delete' || may('edit')) && (
              <button
                key={action}
                type="button"
                class={action === 'delete' ? 'danger' : undefined}
                onClick={() => {
                  asked.value = { action, who };
                }}
              >
                {words[action].verb}
              </button>
            ),
        )}
      </div>
    </section>
  );
}

/** To more than what is selected. */
function Wider({ list }: { list: List<Job> }) {
  const items = list.items.value ?? [];
  if (isAllPicked.value) return null;
  const isEvery = items.every(({ id }) => picked.value.has(id));
  if (list.hasMore.value && isEvery)
    return (
      <button type="button" class="plain" onClick={pickAll}>
        All that match
      </button>
    );
  if (isEvery) return null;
  return (
    <button type="button" class="plain" onClick={() => pickShown(items)}>
      All {formatCount(items.length)} shown
    </button>
  );
}
