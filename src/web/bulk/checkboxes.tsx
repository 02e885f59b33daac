// The checkboxes of a selectable list: one per row, and one in the header for all loaded rows.
import { type Items, noItems } from '../list/items.ts';
import type { Item, SelectableList, Selection } from './selection.ts';

interface RowProps {
  id: string;
  name: string;
  /** Returns the loaded items, from which Shift-click selects a range. */
  getItems: () => Items<Item>;
  selection: Selection;
}

export function RowCheckbox({ id, name, getItems, selection }: RowProps) {
  return (
    <label class="checkbox">
      <input
        type="checkbox"
        aria-label={`Select ${name}`}
        checked={selection.has(id)}
        onClick={(event) => (event.shiftKey ? selection.extendTo : selection.toggle)(id, getItems())}
      />
    </label>
  );
}

export function SelectAllCheckbox({ list, selection }: { list: SelectableList; selection: Selection }) {
  const items = list.items.value ?? noItems;
  const isChecked = selection.isAll.value || (items.length > 0 && selection.includesAll(items));
  return (
    <label class="checkbox">
      <input
        type="checkbox"
        aria-label="Select all shown"
        checked={isChecked}
        indeterminate={!isChecked && selection.isAny()}
        onClick={() => (isChecked ? selection.clear() : selection.add(items))}
      />
    </label>
  );
}
