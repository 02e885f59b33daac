// The boxes that select: one in each row, and one in the head for all rows that are shown.
import { type Items, nothing } from '../list/items.ts';
import type { Choice, Item, Selection } from './selection.ts';

interface Props {
  /** What a range is told by. */
  known: () => Items<Item>;
  selection: Selection;
}

export function Pick({ id, name, known, selection }: Props & { id: string; name: string }) {
  return (
    <label class="pick">
      <input
        type="checkbox"
        aria-label={`Select ${name}`}
        checked={selection.has(id)}
        onClick={(event) => (event.shiftKey ? selection.extendTo : selection.toggle)(id, known())}
      />
    </label>
  );
}

export function PickShown({ list, selection }: { list: Choice; selection: Selection }) {
  const items = list.items.value ?? nothing;
  const isEvery = selection.isAll.value || (items.length > 0 && selection.isEvery(items));
  return (
    <label class="pick">
      <input
        type="checkbox"
        aria-label="Select all that are shown"
        checked={isEvery}
        indeterminate={!isEvery && selection.isAny()}
        onClick={() => (isEvery ? selection.clear() : selection.pick(items))}
      />
    </label>
  );
}
