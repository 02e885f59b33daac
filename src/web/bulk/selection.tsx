// The selection of list items, the bulk action on them that waits for confirmation, and the checkboxes of rows.
import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { List } from '../list/list.ts';
import { type Items, noItems } from '../list/pages.ts';
import type { Scope } from './bulk.ts';

interface Item {
  id: string;
}

type SelectableList = Pick<List<Item>, 'items' | 'hasMore'>;

export interface Selection {
  /** Empty while `isAll` is true. */
  selectedIds: ReadonlySignal<ReadonlySet<string>>;
  /** Every item that matches the filter is selected, loaded or not. */
  isAll: ReadonlySignal<boolean>;
  has: (id: string) => boolean;
  isAny: () => boolean;
  /** Whether each of the items was selected by its ID. */
  includesAll: (items: Items<Item>) => boolean;
  /** While `isAll` is true, keeps the loaded `items` selected except this one. */
  toggle: (id: string, items: Items<Item>) => void;
  /** Selects the range between the last toggled item and this one. */
  extendTo: (id: string, items: Items<Item>) => void;
  add: (items: Items<Item>) => void;
  selectAll: () => void;
  clear: () => void;
}

/** A selection whose items bulk actions apply to. */
export interface BulkSelection<Action extends string, Filter> extends Selection {
  /** The action that waits for confirmation. */
  pending: Signal<{ action: Action; scope: Scope<Filter> } | null>;
  /** Asks to confirm an action on the selected items; `scopeOfAll` names all items that match the filter. */
  confirm: (action: Action, scopeOfAll: () => Scope<Filter>) => void;
}

/** The selection in a list: some items by their IDs, or all items that match the filter. */
export function createSelection<Action extends string, Filter>(): BulkSelection<Action, Filter> {
  const selectedIds = signal<ReadonlySet<string>>(new Set());
  const isAll = signal(false);
  const pending = signal<{ action: Action; scope: Scope<Filter> } | null>(null);
  let rangeStart: string | undefined;

  function set(ids: ReadonlySet<string>, all = false): void {
    batch(() => {
      selectedIds.value = ids;
      isAll.value = all;
    });
  }

  function toggle(id: string, items: Items<Item>): void {
    rangeStart = id;
    const ids = new Set(isAll.peek() ? items.ids : selectedIds.peek());
    if (!ids.delete(id)) ids.add(id);
    set(ids);
  }

  return {
    selectedIds,
    isAll,
    has: (id) => isAll.value || selectedIds.value.has(id),
    isAny: () => isAll.value || selectedIds.value.size > 0,
    includesAll: (items) => items.ids.every((id) => selectedIds.value.has(id)),
    toggle,
    extendTo: (id, items) => {
      const ends = [items.ids.indexOf(rangeStart ?? ''), items.ids.indexOf(id)];
      const [from, to] = ends.sort((a, b) => a - b) as [number, number];
      if (from < 0) toggle(id, items);
      else set(new Set([...selectedIds.peek(), ...items.ids.slice(from, to + 1)]));
    },
    add: (items) => set(new Set([...selectedIds.peek(), ...items.ids])),
    selectAll: () => set(new Set(), true),
    clear: () => set(new Set()),
    pending,
    confirm: (action, scopeOfAll) => {
      pending.value = { action, scope: isAll.peek() ? scopeOfAll() : { ids: [...selectedIds.peek()] } };
    },
  };
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
