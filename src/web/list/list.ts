// A list fetched page by page as the user scrolls, and its keyboard shortcuts.
import { computed, type Signal, signal, useSignal } from '@preact/signals';
import { InfiniteQueryObserver } from '@tanstack/query-core';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { type Key, useKeys } from '../keys/keys.ts';
import { type Context, createQuery, type QueryOptions, queryClient } from '../query.ts';
import {
  collectItems,
  createPages,
  type FetchItems,
  type FetchPage,
  type Items,
  loadPage,
  noItems,
  PAGE_SIZE,
  type Pages,
  paging,
  replaceItems,
  type View,
} from './pages.ts';

/** A virtual list keeps the pages near those in view, and fetches the others again when they come into view. */
export const MAX_PAGES = 10;

export type List<T extends { id: string }> = ReturnType<typeof createList<T>>;

export interface ListOptions<T> extends Omit<QueryOptions<Pages<T>>, 'placeholder'> {
  fetchItems?: FetchItems<T>;
  /** The number of pages that a virtual list keeps; all by default. */
  maxPages?: number;
  /** Returns items to show until the first response. */
  placeholder?: () => readonly T[];
}

/** `key` is the cache key: a list that is opened again shows its cached items at once. */
export function useList<T extends { id: string }>(
  key: string,
  fetchPage: FetchPage<T>,
  options: ListOptions<T> = {},
): List<T> {
  const latest = useRef({ fetchPage, options });
  latest.current = { fetchPage, options };
  const list = useMemo(() => createList(key, latest), [key]);
  useEffect(list.start, [list]);
  return list;
}

function createList<T extends { id: string }>(
  key: string,
  latest: { current: { fetchPage: FetchPage<T>; options: ListOptions<T> } },
) {
  const { placeholder, maxPages, ...options } = latest.current.options;
  const view = signal<View>({ first: 0, last: Number.POSITIVE_INFINITY });
  /** The start of the page furthest down that was loaded: leads to all pages before it. */
  let furthest = paging.initialPageParam;
  let known = 0;

  const load = ({ stale, known: pages, pageParam }: Context<Pages<T>>) => {
    const {
      fetchPage,
      options: { fetchItems },
    } = latest.current;
    return loadPage(
      pageParam as typeof furthest,
      pages,
      view.peek(),
      fetchPage,
      stale.includes('jobs') ? undefined : fetchItems,
    );
  };
  const query = createQuery<Pages<T>, InfiniteQueryObserver>(
    InfiniteQueryObserver,
    key,
    { current: load },
    { ...options, placeholder: placeholder && (() => createPages(placeholder())) },
    { ...paging, maxPages },
  );
  const items = computed(() => query.data.value && collectItems(query.data.value));
  const next = () => query.data.value?.pages.at(-1)?.next_cursor;
  const endOf = ({ start, ids }: Items<T>) => start + ids.length;
  const count = computed(() => {
    const end = items.value ? endOf(items.value) : 0;
    if (query.isPlaceholder.value) return end;
    const last = query.data.value?.pageParams.at(-1);
    if (last && last.start > furthest.start) furthest = last;
    known = next() === null ? end : Math.max(known, end);
    return known;
  });

  /** Loads the page with that item instead of the loaded pages, which are far from it. */
  function jumpTo(index: number): void {
    let param = furthest;
    while (param.start > index && param.previous) param = param.previous;
    queryClient.setQueryData<Pages<T>>([key], { pages: [], pageParams: [param] });
    void query.refresh();
  }

  return {
    start: query.start,
    /** Undefined before the first response and without placeholder items. */
    items,
    /** The number of items known so far, loaded or not. */
    count,
    /** No response has arrived yet: `items` are placeholder items. */
    isPlaceholder: query.isPlaceholder,
    hasMore: computed(() => !!next() || (items.value !== undefined && count.value > endOf(items.value))),
    /** The IDs of the loaded items in view. */
    idsInView: computed(() => {
      const { start, ids } = items.value ?? noItems;
      return ids.slice(Math.max(0, view.value.first - start), Math.max(0, view.value.last + 1 - start));
    }),
    /** Loads the next page of a list that is not virtual: all its items are in view. */
    loadMore: async () => void (await query.observer.fetchNextPage({ cancelRefetch: false })),
    /** Fetches the pages in view again. */
    refresh: query.refresh,
    /** Reports the indexes of the items in view. Loads those that are missing, also after the last known item. */
    setVisibleRange: (first: number, last: number) => {
      if (view.peek().first !== first || view.peek().last !== last) view.value = { first, last };
      const shown = items.peek();
      if (!shown || query.isPlaceholder.peek()) return;
      const [start, end] = [shown.start, endOf(shown)];
      if (first > end + PAGE_SIZE || last < start - PAGE_SIZE) jumpTo(first);
      else if (first < start) void query.observer.fetchPreviousPage({ cancelRefetch: false });
      else if (last >= end && next()) void query.observer.fetchNextPage({ cancelRefetch: false });
    },
    /** Applies an optimistic update to an item until the next response; returns a function that rolls it back. */
    change: (id: string, apply: (item: T) => T) => {
      const item = items.peek()?.loaded.get(id);
      if (!item) return () => undefined;
      return query.change(({ pages, pageParams }) => ({
        pages: pages.map((page) => replaceItems(page, [apply(item)])),
        pageParams,
      }));
    },
  };
}

export interface RowKeys {
  /** The ID of the current row. */
  at: Signal<string | undefined>;
}

interface KeyOptions<T> {
  title: string;
  open: (item: T) => void;
  select?: ((item: T) => void) | undefined;
  /** Shortcuts that act on the current row. */
  actions?: readonly { key: string; does: string; run: (item: T) => void }[];
  /** Shortcuts of the whole page. */
  others?: readonly Key[];
}

export function useRowKeys<T extends { id: string }>(list: List<T>, options: KeyOptions<T>): RowKeys {
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
