// A list fetched page by page as the user scrolls; refreshes the pages in view.
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Page } from '../../../client/src/index.ts';
import { type RefetchOptions, recall, remember, reportAnswer, reportOutage, useRefetch } from '../live.ts';
import { isSameJson } from '../same-json.ts';
import type { Items } from './items.ts';
import { append, type CachedList, createCachedList, PAGE_SIZE, replaceFrom } from './pages.ts';

type FetchPage<T> = (query: { limit: number; cursor?: string }) => PromiseLike<Page<T>>;

export interface List<T extends { id: string }> {
  /** The loaded items, from the start of the list; undefined before the first response. */
  items: ReadonlySignal<Items<T> | undefined>;
  /** No response has arrived yet: `items` are placeholder items. */
  isPlaceholder: ReadonlySignal<boolean>;
  hasMore: ReadonlySignal<boolean>;
  loadMore: () => Promise<void>;
  /** Fetches the pages in view again. */
  refresh: () => Promise<void>;
  /** Reports the indexes of the items in view. */
  setVisibleRange: (first: number, last: number) => void;
  /** Applies an optimistic update to an item until the next response; returns a function that rolls it back. */
  change: (id: string, change: (item: T) => T) => () => void;
}

export interface ListOptions<T> extends RefetchOptions {
  /** Returns items to show until the first response. */
  placeholder?: (() => readonly T[]) | undefined;
}

/** `key` is the cache key: a list that is opened again shows its cached items at once. */
export function useList<T extends { id: string }>(
  key: string,
  fetchPage: FetchPage<T>,
  options: ListOptions<T> = {},
): List<T> {
  const list = useMemo(() => createList(key, fetchPage, options.placeholder), [key]);
  useRefetch(list.refresh, options);
  return list;
}

function createList<T extends { id: string }>(
  key: string,
  fetchPage: FetchPage<T>,
  placeholder?: () => readonly T[],
): List<T> {
  const cached = signal(recall<CachedList<T>>(key));
  const placeholderItems = cached.peek() ? undefined : placeholder?.();
  const placeholderList = placeholderItems && createCachedList(placeholderItems);
  let visible = { first: 0, last: 0 };
  let refreshing = Promise.resolve();
  let isLoadingMore = false;
  /** The last request for more failed or is under way. */
  let isMorePending = false;
  let requestCount = 0;
  /** The request count at the last optimistic update, by item ID: responses to earlier requests are outdated. */
  const updatedAt = new Map<string, number>();

  function store(next: CachedList<T>): void {
    remember(key, next);
    cached.value = next;
  }

  async function fetchAt(cursor: string | null): Promise<Page<T>> {
    const request = ++requestCount;
    const page = await fetchPage(cursor === null ? { limit: PAGE_SIZE } : { limit: PAGE_SIZE, cursor });
    reportAnswer();
    const before = cached.peek() ?? placeholderList;
    const data = page.data.map((item) => {
      const old = before?.items.findNear(item.id);
      const isOutdated = request <= (updatedAt.get(item.id) ?? 0);
      // An unchanged item stays the same object, so that its row is not drawn again.
      return old && (isOutdated || isSameJson(old, item)) ? old : item;
    });
    return { ...page, data };
  }

  /** Refreshes one after the other, so that no old response overwrites a newer one. */
  function refresh(): Promise<void> {
    refreshing = refreshing.then(refreshVisible);
    return refreshing;
  }

  async function refreshVisible(): Promise<void> {
    const { first, last } = visible;
    const now = () => cached.peek() ?? createCachedList<T>();
    try {
      let cursor: string | null | undefined = now().items.cursorBefore(first);
      while (cursor !== undefined) {
        const page = await fetchAt(cursor);
        // The chunk may have moved or disappeared during the request.
        const number = now().items.numberOf(cursor);
        if (number >= 0) store(replaceFrom(now(), number, page));
        cursor = now().items.cursorAfter(cursor, last);
      }
    } catch (error) {
      return reportOutage(error);
    }
    if (isMorePending) await loadMore();
  }

  async function loadMore(): Promise<void> {
    const before = cached.peek();
    if (isLoadingMore || !before || before.tail === null) return;
    isLoadingMore = true;
    isMorePending = true;
    try {
      const page = await fetchAt(before.tail);
      const now = cached.peek()!;
      // A refresh of an earlier page may have moved the end of the list during the request.
      if (now.tail === before.tail) {
        isMorePending = false;
        store(append(now, page));
      }
    } catch (error) {
      reportOutage(error);
    } finally {
      isLoadingMore = false;
    }
  }

  function change(id: string, apply: (item: T) => T): () => void {
    const old = cached.peek()?.items.find(id);
    if (!old) return () => undefined;
    const put = (from: T, to: T) => {
      const now = cached.peek()!;
      const index = now.items.indexOf(id);
      // Keeps a newer value from a response. Compares JSON, because serialized items become new objects.
      if (!isSameJson(now.items.at(index), from)) return;
      updatedAt.set(id, requestCount);
      store({ ...now, items: now.items.with(index, to) });
    };
    const updated = apply(old);
    put(old, updated);
    return () => put(updated, old);
  }

  return {
    items: computed(() => cached.value?.items ?? placeholderList?.items),
    isPlaceholder: computed(() => cached.value === undefined),
    hasMore: computed(() => typeof cached.value?.tail === 'string'),
    loadMore,
    refresh,
    setVisibleRange: (first, last) => {
      visible = { first, last };
      cached.peek()?.items.serializeFar(first, last);
    },
    change,
  };
}
