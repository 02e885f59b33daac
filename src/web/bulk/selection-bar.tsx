// At the foot of the page while some of a list are selected: how many, and what can be done with them.
import type { ComponentChildren } from 'preact';
import { formatCount } from '../format/time.ts';
import { nothing } from '../list/items.ts';
import type { Choice, Selection } from './selection.ts';

interface Props {
  list: Choice;
  selection: Selection;
  /** `24 runs` */
  count: (count: number) => string;
  /** The buttons. */
  children: ComponentChildren;
}

/** In front of the table for whoever comes by keyboard. */
export function SelectionBar({ list, selection, count, children }: Props) {
  if (!selection.isAny()) return null;
  return (
    <section class="selection" aria-label="Selection">
      <div class="selection-who">
        <strong role="status">
          {selection.isAll.value ? 'All that match' : count(selection.picked.value.size)} selected
        </strong>
        <Wider list={list} selection={selection} />
        <button type="button" class="plain" onClick={selection.clear}>
          Clear
        </button>
      </div>
      <div class="actions">{children}</div>
    </section>
  );
}

/** To more than what is selected. */
function Wider({ list, selection }: Pick<Props, 'list' | 'selection'>) {
  const items = list.items.value ?? nothing;
  if (selection.isAll.value) return null;
  if (!selection.isEvery(items)) {
    return (
      <button type="button" class="plain" onClick={() => selection.pick(items)}>
        Select all {formatCount(items.length)} shown
      </button>
    );
  }
  if (!list.hasMore.value) return null;
  return (
    <button type="button" class="plain" onClick={selection.pickAll}>
      Select all that match
    </button>
  );
}
