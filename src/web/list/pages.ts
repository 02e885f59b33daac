// The pages of a list: follows their cursors, refreshes those in view, and unloads those far from it.
import { replaceEqualDeep } from '@tanstack/query-core';
import type { Page } from '../../../client/src/index.ts';

export const PAGE_SIZE = 100;
/** Pages with only items so far from those in view are unloaded, so that scrolling does not fill the memory. */
const NEAR_ITEMS = 10 * PAGE_SIZE;

export interface ListPage<T> {
  readonly ids: readonly string[];
  /** Undefined while the page is not loaded. */
  readonly items: readonly T[] | undefined;
  /** The cursor of the next page; null at the end of the list. */
  readonly next: string | null;
}

export type Pages<T> = readonly ListPage<T>[];

/** The known items, from the start of the list. */
export interface Items<T> {
  ids: readonly string[];
  loaded: ReadonlyMap<string, T>;
}

/** The items of a list that has not been loaded. */
export const noItems: Items<never> = { ids: [], loaded: new Map<string, never>() };

/** The indexes of the first and last item in view. */
export interface View {
  first: number;
  last: number;
}

export type PageQuery = { limit: number; cursor?: string };
export type FetchPage<T> = (query: PageQuery) => PromiseLike<Page<T>>;

export function createPage<T extends { id: string }>(items: readonly T[], next: string | null): ListPage<T> {
  return { ids: items.map(({ id }) => id), items, next };
}

export function collectItems<T extends { id: string }>(pages: Pages<T>): Items<T> {
  const loaded = pages.flatMap(({ items }) => items ?? []);
  return {
    ids: pages.flatMap(({ ids }) => ids),
    loaded: new Map(loaded.map((item) => [item.id, item])),
  };
}

/**
 * Fetches the pages in view that are missing, and at a refresh every page in view. The page after a fetched one is
 * unloaded if it does not start where that one ends: it is fetched before it is shown.
 */
export async function loadPages<T extends { id: string }>(
  known: Pages<T>,
  view: View,
  isRefresh: boolean,
  fetchPage: FetchPage<T>,
): Promise<Pages<T>> {
  const { loaded } = collectItems(known);
  const pages: ListPage<T>[] = [];
  const fetched = new Set<ListPage<T>>();
  const fetchedIds = new Set<string>();
  let [start, cursor, hasMoved] = [0, null as string | null, false];
  do {
    const old = known[pages.length];
    const end = start + (old?.ids.length ?? Number.POSITIVE_INFINITY);
    // The view changes while pages are fetched.
    const isInView = start <= view.last && Math.max(end, start + 1) > view.first;
    if (!old && !isInView) break;
    let page: ListPage<T>;
    if (old && !(isInView && (isRefresh || hasMoved || !old.items))) {
      const isNear = start <= view.last + NEAR_ITEMS && end > view.first - NEAR_ITEMS;
      // A page that is opened again is refreshed before its scroll position is restored: that must not unload items.
      page = hasMoved || !(isNear || isRefresh) ? { ...old, items: undefined } : old;
      hasMoved = false;
    } else {
      const { data, next_cursor } = await fetchPage({ limit: PAGE_SIZE, ...(cursor !== null && { cursor }) });
      const items = data.filter(({ id }) => !fetchedIds.has(id));
      // An unchanged item stays the same object, so that its row is not drawn again.
      page = createPage(
        items.map((item) => replaceEqualDeep(loaded.get(item.id), item)),
        next_cursor,
      );
      for (const id of page.ids) fetchedIds.add(id);
      fetched.add(page);
      hasMoved = old?.next !== next_cursor;
    }
    pages.push(page);
    start += page.ids.length;
    cursor = page.next;
  } while (cursor !== null);
  return pages.map((page) => (fetched.has(page) ? page : withoutItems(page, fetchedIds)));
}

/** Each item is listed once: a fetched item is no longer where it was. */
function withoutItems<T extends { id: string }>(page: ListPage<T>, moved: ReadonlySet<string>): ListPage<T> {
  if (!page.ids.some((id) => moved.has(id))) return page;
  return {
    ...page,
    ids: page.ids.filter((id) => !moved.has(id)),
    items: page.items?.filter(({ id }) => !moved.has(id)),
  };
}

export function replaceItems<T extends { id: string }>(pages: Pages<T>, fresh: readonly T[]): Pages<T> {
  const byId = new Map(fresh.map((item) => [item.id, item]));
  return pages.map((page) =>
    page.ids.some((id) => byId.has(id))
      ? { ...page, items: page.items?.map((item) => replaceEqualDeep(item, byId.get(item.id) ?? item)) }
      : page,
  );
}
