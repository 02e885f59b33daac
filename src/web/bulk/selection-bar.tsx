// The bar shown while list items are selected, and the checkboxes of rows.
import type { ComponentChildren } from 'preact';
import { formatCount } from '../format/time.ts';
import { type Items, noItems } from '../list/pages.ts';
import type { Item, SelectableList, Selection } from './bulk.ts';

interface Props {
  list: SelectableList;
  selection: Selection;
  /** `24 runs` */
  count: (count: number) => string;
  /** `all jobs with the tag “billing”` */
  matches: string;
  /** The buttons of the bulk actions. */
  children: ComponentChildren;
}

/** Stands before the table in the document, so that Tab reaches the bar before the rows. */
export function SelectionBar({ list, selection, count, matches, children }: Props) {
  if (!selection.isAny()) return null;
  return (
    <section class="selection" aria-label="Selection">
      <div class="selection-count">
        <strong role="status">
          {selection.isAll.value
            ? `${matches.charAt(0).toUpperCase()}${matches.slice(1)}`
            : count(selection.selectedIds.value.size)}{' '}
          selected
        </strong>
        <SelectMoreButton list={list} selection={selection} matches={matches} />
        <button type="button" class="plain" onClick={selection.clear}>
          Clear
        </button>
      </div>
      <div class="actions">{children}</div>
    </section>
  );
}

/** Extends the selection, first to all loaded items, then to all that match the filter. */
function SelectMoreButton({ list, selection, matches }: Pick<Props, 'list' | 'selection' | 'matches'>) {
  const items = list.items.value ?? noItems;
  if (selection.isAll.value) return null;
  if (!selection.includesAll(items)) {
    return (
      <button type="button" class="plain" onClick={() => selection.add(items)}>
        Select all {formatCount(items.ids.length)} shown
      </button>
    );
  }
  if (!list.hasMore.value) return null;
  return (
    <button type="button" class="plain" onClick={selection.selectAll}>
      Select {matches}
    </button>
  );
}

interface RowProps {
  id: string;
  name: string;
  /** Returns the loaded items, from which Shift-click selects a range. */
  getItems: () => Items<Item>;
  selection: Selection;
}

/** The checkboxes of a selectable list: one per row, and one in the header for all loaded rows. */
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
  const isChecked = selection.isAll.value || (items.ids.length > 0 && selection.includesAll(items));
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
