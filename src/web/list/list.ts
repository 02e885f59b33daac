// A list fetched page by page as the user scrolls; refreshes the pages or the items in view.
import { computed, type ReadonlySignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Page } from '../../../client/src/index.ts';
import { type Query, type QueryOptions, useQuery } from '../query.ts';
import {
  collectItems,
  createPage,
  type FetchPage,
  type Items,
  loadPages,
  noItems,
  PAGE_SIZE,
  type Pages,
  replaceItems,
  type View,
} from './pages.ts';

export interface List<T extends { id: string }> {
  /** Undefined before the first response and without placeholder items. */
  items: ReadonlySignal<Items<T> | undefined>;
  /** No response has arrived yet: `items` are placeholder items. */
  isPlaceholder: ReadonlySignal<boolean>;
  hasMore: ReadonlySignal<boolean>;
  /** Loads the next page of a list that is not virtual: all its items are in view. */
  loadMore: () => Promise<void>;
  /** Fetches the pages in view again. */
  refresh: () => Promise<void>;
  /** Reports the indexes of the items in view. Loads those that are missing, also after the last known item. */
  setVisibleRange: (first: number, last: number) => void;
  /** Applies an optimistic update to an item until the next response; returns a function that rolls it back. */
  change: (id: string, change: (item: T) => T) => () => void;
}

export interface ListOptions<T> extends Omit<QueryOptions<unknown>, 'placeholder'> {
  /** Fetches the items in view, which is enough while only runs change; undefined to fetch pages instead. */
  fetchItems?: (ids: string[]) => PromiseLike<Page<T>> | undefined;
  /** Returns items to show until the first response. */
  placeholder?: () => readonly T[];
}

/** `key` is the cache key: a list that is opened again shows its cached items at once. */
export function useList<T extends { id: string }>(
  key: string,
  fetchPage: FetchPage<T>,
  { fetchItems, placeholder, ...options }: ListOptions<T> = {},
): List<T> {
  const view = useMemo<View>(() => ({ first: 0, last: 0 }), [key]);
  const query = useQuery<Pages<T>>(
    key,
    async (stale, known = []) => {
      const isPartial = stale.has('runs') && !stale.has('jobs');
      const refreshed = isPartial && fetchItems && (await refreshItems(known, view, fetchItems));
      return await loadPages(refreshed || known, view, stale.size > 0 && !refreshed, fetchPage);
    },
    {
      ...options,
      placeholder: placeholder && (() => [createPage(placeholder(), null)]),
      structuralSharing: false,
    },
  );
  return useMemo(() => createList(query, view), [query]);
}

function createList<T extends { id: string }>(query: Query<Pages<T>>, view: View): List<T> {
  const items = computed(() => query.data.value && collectItems(query.data.value));
  const hasMore = computed(() => typeof query.data.value?.at(-1)?.next === 'string');
  return {
    items,
    isPlaceholder: query.isPlaceholder,
    hasMore,
    loadMore: () => {
      view.last = items.peek()?.ids.length ?? 0;
      return query.fill();
    },
    refresh: query.refresh,
    setVisibleRange: (first, last) => {
      Object.assign(view, { first, last });
      const { ids, loaded } = items.peek() ?? noItems;
      const isUnloaded = ids.slice(first, last + 1).some((id) => !loaded.has(id));
      if (isUnloaded || (hasMore.peek() && last >= ids.length)) void query.fill();
    },
    change: (id, apply) => {
      const item = items.peek()?.loaded.get(id);
      return item ? query.change((pages) => replaceItems(pages, [apply(item)])) : () => undefined;
    },
  };
}

/** Fetches the items in view again; undefined if they are no longer listed in this order. */
async function refreshItems<T extends { id: string }>(
  known: Pages<T>,
  { first, last }: View,
  fetchItems: NonNullable<ListOptions<T>['fetchItems']>,
): Promise<Pages<T> | undefined> {
  const ids = collectItems(known).ids.slice(first, last + 1);
  const response = ids.length > 0 && ids.length <= PAGE_SIZE ? await fetchItems(ids) : undefined;
  if (response?.data.map(({ id }) => id).join() !== ids.join()) return undefined;
  return replaceItems(known, response.data);
}
