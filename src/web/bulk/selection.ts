// Which of a list are selected: some by their ids, or all that match.
import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { List } from '../list.ts';

interface Item {
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
  isEvery: (items: readonly Item[]) => boolean;
  /** Of all that match, those that are known stay selected but for the one. */
  toggle: (id: string, known: readonly Item[]) => void;
  /** All from the one that was toggled last to this one. */
  extendTo: (id: string, known: readonly Item[]) => void;
  pick: (known: readonly Item[]) => void;
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

  function toggle(id: string, known: readonly Item[]): void {
    start = id;
    const ids = new Set(isAll.peek() ? idsOf(known) : picked.peek());
    if (!ids.delete(id)) ids.add(id);
    put(ids);
  }

  return {
    picked,
    isAll,
    has: (id) => isAll.value || picked.value.has(id),
    isAny: () => isAll.value || picked.value.size > 0,
    isEvery: (items) => items.every(({ id }) => picked.value.has(id)),
    toggle,
    extendTo: (id, known) => {
      const ends = [start, id].map((one) => known.findIndex((item) => item.id === one));
      const [from, to] = ends.sort((a, b) => a - b) as [number, number];
      if (from < 0) toggle(id, known);
      else put(new Set([...picked.peek(), ...idsOf(known.slice(from, to + 1))]));
    },
    pick: (known) => put(new Set([...picked.peek(), ...idsOf(known)])),
    pickAll: () => put(new Set(), true),
    clear: () => put(new Set()),
  };
}

function idsOf(items: readonly Item[]): string[] {
  return items.map(({ id }) => id);
}
