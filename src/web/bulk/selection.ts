// The selection in a list: some items by their IDs, or all items that match the filter.
import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { Items } from '../list/items.ts';
import type { List } from '../list/list.ts';

export interface Item {
  id: string;
}

export type SelectableList = Pick<List<Item>, 'items' | 'hasMore'>;

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

export function createSelection(): Selection {
  const selectedIds = signal<ReadonlySet<string>>(new Set());
  const isAll = signal(false);
  let rangeStart: string | undefined;

  function set(ids: ReadonlySet<string>, all = false): void {
    batch(() => {
      selectedIds.value = ids;
      isAll.value = all;
    });
  }

  function toggle(id: string, items: Items<Item>): void {
    rangeStart = id;
    const ids = new Set(isAll.peek() ? items.ids() : selectedIds.peek());
    if (!ids.delete(id)) ids.add(id);
    set(ids);
  }

  return {
    selectedIds,
    isAll,
    has: (id) => isAll.value || selectedIds.value.has(id),
    isAny: () => isAll.value || selectedIds.value.size > 0,
    includesAll: (items) => items.areIn(selectedIds.value),
    toggle,
    extendTo: (id, items) => {
      const ends = [items.indexOf(rangeStart), items.indexOf(id)];
      const [from, to] = ends.sort((a, b) => a - b) as [number, number];
      if (from < 0) toggle(id, items);
      else set(new Set([...selectedIds.peek(), ...items.ids(from, to + 1)]));
    },
    add: (items) => set(new Set([...selectedIds.peek(), ...items.ids()])),
    selectAll: () => set(new Set(), true),
    clear: () => set(new Set()),
  };
}
