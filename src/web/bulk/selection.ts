// Which of a list are selected: some by their ids, or all that match.
import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { Items } from '../list/items.ts';
import type { List } from '../list/list.ts';

export interface Item {
  id: string;
}

/** What is selected from. */
export type Choice = Pick<List<Item>, 'items' | 'hasMore'>;

export interface Selection {
  picked: ReadonlySignal<ReadonlySet<string>>;
  /** Everything that matches the filter is, whether it is known yet or not. */
  isAll: ReadonlySignal<boolean>;
  has: (id: string) => boolean;
  isAny: () => boolean;
  /** Whether each of them was picked. */
  isEvery: (known: Items<Item>) => boolean;
  /** Of all that match, those that are known stay selected but for the one. */
  toggle: (id: string, known: Items<Item>) => void;
  /** All from the one that was toggled last to this one. */
  extendTo: (id: string, known: Items<Item>) => void;
  pick: (known: Items<Item>) => void;
  pickAll: () => void;
  clear: () => void;
}

export function createSelection(): Selection {
  const picked = signal<ReadonlySet<string>>(new Set());
  const isAll = signal(false);
  /** Where a range begins. */
  let start: string | undefined;

  function put(ids: ReadonlySet<string>, all = false): void {
    batch(() => {
      picked.value = ids;
      isAll.value = all;
    });
  }

  function toggle(id: string, known: Items<Item>): void {
    start = id;
    const ids = new Set(isAll.peek() ? known.ids() : picked.peek());
    if (!ids.delete(id)) ids.add(id);
    put(ids);
  }

  return {
    picked,
    isAll,
    has: (id) => isAll.value || picked.value.has(id),
    isAny: () => isAll.value || picked.value.size > 0,
    isEvery: (known) => known.areIn(picked.value),
    toggle,
    extendTo: (id, known) => {
      const ends = [known.indexOf(start), known.indexOf(id)];
      const [from, to] = ends.sort((a, b) => a - b) as [number, number];
      if (from < 0) toggle(id, known);
      else put(new Set([...picked.peek(), ...known.ids(from, to + 1)]));
    },
    pick: (known) => put(new Set([...picked.peek(), ...known.ids()])),
    pickAll: () => put(new Set(), true),
    clear: () => put(new Set()),
  };
}
