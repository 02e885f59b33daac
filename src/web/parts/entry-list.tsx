// A list of entries, newest first, with a button that loads older ones.
import type { ComponentChildren, VNode } from 'preact';
import type { List } from '../list/list.ts';
import { ActionButton } from './action-button.tsx';

interface Props<T extends { id: string }> {
  list: List<T>;
  /** In the plural: `alerts` */
  noun: string;
  /** Shown instead of an empty list. */
  none: ComponentChildren;
  /** Draws an entry, a list item with its ID as key. */
  children: (item: T) => VNode;
}

export function EntryList<T extends { id: string }>({ list, noun, none, children }: Props<T>) {
  const items = list.items.value;
  if (items === undefined) return <div class="skeleton changes-skeleton" />;
  if (items.ids.length === 0) return <>{none}</>;
  return (
    <>
      <ol class="changes">{[...items.loaded.values()].map(children)}</ol>
      {list.hasMore.value && (
        <div class="load-more">
          <ActionButton onAct={list.loadMore}>Show older {noun}</ActionButton>
        </div>
      )}
    </>
  );
}
