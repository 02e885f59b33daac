// Keyboard shortcuts of a list: move between rows, select, open, and act on the current row.
import { type Signal, useSignal } from '@preact/signals';
import { type Key, useKeys } from '../keys/keys.ts';
import type { List } from './list.ts';

export interface RowKeys {
  /** The ID of the current row. */
  at: Signal<string | undefined>;
}

interface Options<T> {
  title: string;
  open: (item: T) => void;
  select?: ((item: T) => void) | undefined;
  /** Shortcuts that act on the current row. */
  actions?: readonly { key: string; does: string; run: (item: T) => void }[];
  /** Shortcuts of the whole page. */
  others?: readonly Key[];
}

export function useRowKeys<T extends { id: string }>(list: List<T>, options: Options<T>): RowKeys {
  const at = useSignal<string | undefined>(undefined);

  function move(by: number): void {
    const items = list.items.peek();
    if (items === undefined) return;
    const index = items.ids.indexOf(at.peek() ?? '');
    const next = index < 0 ? 0 : Math.min(Math.max(0, index + by), items.ids.length - 1);
    at.value = items.ids[next];
  }

  const onRow = (act: (item: T) => void) => () => {
    const item = list.items.peek()?.loaded.get(at.peek() ?? '');
    if (item) act(item);
  };

  useKeys(options.title, [
    { key: 'j', does: 'Next row', run: () => move(1) },
    { key: 'k', does: 'Previous row', run: () => move(-1) },
    { key: 'o', does: 'Open the row', run: onRow(options.open) },
    ...(options.select ? [{ key: 'x', does: 'Select the row', run: onRow(options.select) }] : []),
    ...(options.actions ?? []).map((action) => ({ ...action, run: onRow(action.run) })),
    ...(options.others ?? []),
  ]);
  return { at };
}
