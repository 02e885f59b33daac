// A list fetched page by page as the user scrolls; refreshes the pages or the items in view.
import { computed, type ReadonlySignal } from '@preact/signals';
import { replaceEqualDeep } from '@tanstack/query-core';
import { useMemo, useRef } from 'preact/hooks';
import type { Page } from '../../../client/src/index.ts';
import type { Kind } from '../change-events.ts';
import { type QueryOptions, queryClient, reportOutage, useQuery } from '../query.ts';
import { createPage, Items, type ListPage } from './items.ts';
import { appendPage, emptyList, type ListData, replaceItems, replacePages, unloadFarPages } from './pages.ts';

export const PAGE_SIZE = 100;

export type PageQuery = { limit: number; cursor?: string };
type FetchPage<T> = (query: PageQuery) => PromiseLike<Page<T>>;

export interface List<T extends { id: string }> {
  /** The known items, from the start of the list; undefined before the first response. */
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

export interface ListOptions<T> extends QueryOptions {
  /** Fetches the items in view, which is enough while only runs change; undefined to fetch pages instead. */
  fetchItems?: (ids: string[]) => PromiseLike<Page<T>> | undefined;
  /** Returns items to show until the first response. */
  placeholder?: (() => readonly T[]) | undefined;
}

interface Fetchers<T> {
  fetchPage: FetchPage<T>;
  fetchItems: ListOptions<T>['fetchItems'] | undefined;
}

/** `key` is the cache key: a list that is opened again shows its cached items at once. */
export function useList<T extends { id: string }>(
  key: string,
  fetchPage: FetchPage<T>,
  options: ListOptions<T> = {},
): List<T> {
  const { placeholder, fetchItems, ...others } = options;
  const latest = useRef<Fetchers<T>>({ fetchPage, fetchItems });
  latest.current = { fetchPage, fetchItems };
  const pager = useMemo(() => createPager<T>(key, latest, placeholder), [key]);
  const query = useQuery(key, pager.refreshVisible, { ...others, structuralSharing: false });
  return useMemo(() => {
    const { placeholderItems } = pager;
    return {
      items: computed(() => (query.data.value ? new Items(query.data.value.pages) : placeholderItems)),
      isPlaceholder: computed(() => query.data.value === undefined),
      hasMore: computed(() => typeof query.data.value?.next === 'string'),
      loadMore: pager.loadMore,
      refresh: query.refresh,
      setVisibleRange: pager.setVisibleRange,
      change: pager.change,
    };
  }, [query.data]);
}

/** Reads and changes the cached list. Requests of one list are sent one after the other. */
function createPager<T extends { id: string }>(
  key: string,
  latest: { current: Fetchers<T> },
  placeholder: ListOptions<T>['placeholder'],
) {
  const placeholderItems =
    placeholder && !queryClient.getQueryData([key])
      ? new Items([createPage(null, placeholder())])
      : undefined;
  const read = () => queryClient.getQueryData<ListData<T>>([key]) ?? emptyList;
  const store = (list: ListData<T>) => queryClient.setQueryData<ListData<T>>([key], list)!;
  let visible = { first: 0, last: 0 };
  let previous: Promise<unknown> = Promise.resolve();
  let isLoading = false;
  /** The last request for more failed or is under way. */
  let isMoreMissing = false;
  let requestCount = 0;
  /** The request count at the last optimistic update, by item ID: responses to earlier requests are outdated. */
  const updatedAt = new Map<string, number>();

  function inTurn<V>(task: () => Promise<V>): Promise<V> {
    const result = previous.then(task);
    previous = result.catch(() => undefined);
    return result;
  }

  const fetchPage = (cursor: string | null): Promise<Page<T>> =>
    fetchNew(latest.current.fetchPage({ limit: PAGE_SIZE, ...(cursor !== null && { cursor }) }));

  async function fetchNew(response: PromiseLike<Page<T>>): Promise<Page<T>> {
    const request = ++requestCount;
    const page = await response;
    const items = [...(placeholderItems?.slice() ?? []), ...new Items(read().pages).slice()];
    const known = new Map(items.map((item) => [item.id, item]));
    const data = page.data.map((item) => {
      const old = known.get(item.id);
      const isOutdated = request <= (updatedAt.get(item.id) ?? 0);
      // An unchanged item stays the same object, so that its row is not drawn again.
      return old === undefined ? item : isOutdated ? old : replaceEqualDeep(old, item);
    });
    return { ...page, data };
  }

  async function refreshPages(): Promise<ListData<T>> {
    const items = new Items(read().pages);
    const [first, last] = [Math.max(0, items.pageAt(visible.first)), items.pageAt(visible.last)];
    let next: string | null = items.pages[first]?.cursor ?? null;
    const fresh: ListPage<T>[] = [];
    do {
      const page: Page<T> = await fetchPage(next);
      fresh.push(createPage(next, page.data));
      next = page.next_cursor;
    } while (next !== null && first + fresh.length <= last);
    return store(replacePages(read(), first, fresh, next));
  }

  /** Fetches the items in view again; false if they are no longer listed in this order. */
  async function refreshItems(): Promise<boolean> {
    const ids = new Items(read().pages).ids(visible.first, visible.last + 1);
    const response = ids.length > 0 && ids.length <= PAGE_SIZE ? latest.current.fetchItems?.(ids) : undefined;
    if (response === undefined) return false;
    const { data } = await fetchNew(response);
    if (data.map(({ id }) => id).join() !== ids.join()) return false;
    store(replaceItems(read(), data));
    return true;
  }

  async function refreshVisible(stale: ReadonlySet<Kind>): Promise<ListData<T>> {
    const isPartial = stale.has('runs') && !stale.has('jobs');
    const list = await inTurn(async () =>
      isPartial && (await refreshItems()) ? read() : await refreshPages(),
    );
    if (isMoreMissing) void loadMore();
    return list;
  }

  function isMissingPage(): boolean {
    const items = new Items(read().pages);
    const seen = items.pages.slice(Math.max(0, items.pageAt(visible.first)), items.pageAt(visible.last) + 1);
    return seen.some((page) => page.items === undefined);
  }

  /** Reports failures, because the query cache does not see these requests. */
  async function load(task: () => Promise<void>): Promise<void> {
    if (isLoading) return;
    isLoading = true;
    try {
      await inTurn(task);
    } catch (error) {
      reportOutage(error);
    } finally {
      isLoading = false;
    }
  }

  async function loadMissing(): Promise<void> {
    while (isMissingPage()) await refreshPages();
  }

  async function loadMore(): Promise<void> {
    await load(async () => {
      const { next } = read();
      if (next === null) return;
      isMoreMissing = true;
      const page = await fetchPage(next);
      isMoreMissing = false;
      store(appendPage(read(), createPage(next, page.data), page.next_cursor));
    });
  }

  function setVisibleRange(first: number, last: number): void {
    visible = { first, last };
    const list = read();
    const items = new Items(list.pages);
    const near = unloadFarPages(list, items.pageAt(first), items.pageAt(last));
    if (near !== list) store(near);
    if (isMissingPage()) void load(loadMissing);
  }

  function change(id: string, apply: (item: T) => T): () => void {
    const old = new Items(read().pages).find(id);
    if (!old) return () => undefined;
    const put = (from: T, to: T) => {
      if (new Items(read().pages).find(id) !== from) return;
      updatedAt.set(id, requestCount);
      store(replaceItems(read(), [to]));
    };
    const updated = apply(old);
    put(old, updated);
    return () => put(updated, old);
  }

  return { placeholderItems, refreshVisible, loadMore, setVisibleRange, change };
}
