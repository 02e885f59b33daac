// The pages of a list as an infinite query: follows their cursors, and refreshes those in view.
import { type InfiniteData, replaceEqualDeep } from '@tanstack/query-core';
import type { Page } from '../../../client/src/index.ts';

export const PAGE_SIZE = 100;

/** Where a page begins: after `start` items. `previous` leads back to the start of the list. */
interface PageParam {
  cursor?: string;
  start: number;
  previous?: PageParam;
}

export type Pages<T> = InfiniteData<Page<T>, PageParam>;
export type PageQuery = { limit: number; cursor?: string };
export type FetchPage<T> = (query: PageQuery) => PromiseLike<Page<T>>;
/** Fetches items by their IDs, which is enough while only runs change; undefined to fetch pages instead. */
export type FetchItems<T> = (ids: string[]) => PromiseLike<Page<T>> | undefined;

/** Options of the infinite query. */
export const paging = {
  initialPageParam: { start: 0 } as PageParam,
  getNextPageParam: ({ data, next_cursor }: Page<unknown>, _: unknown, param: PageParam) =>
    next_cursor === null
      ? undefined
      : { cursor: next_cursor, start: param.start + data.length, previous: param },
  getPreviousPageParam: (_: unknown, __: unknown, param: PageParam) => param.previous,
  // `loadPage` keeps unchanged items wherever they move.
  structuralSharing: false,
};

/** The loaded items: consecutive ones, not always from the start of the list. */
export interface Items<T> {
  /** The number of items before the loaded ones. */
  start: number;
  ids: readonly string[];
  loaded: ReadonlyMap<string, T>;
}

/** The items of a list that has not been loaded. */
export const noItems: Items<never> = { start: 0, ids: [], loaded: new Map<string, never>() };

/** The indexes of the first and last item in view. */
export interface View {
  first: number;
  last: number;
}

export function createPages<T>(items: readonly T[]): Pages<T> {
  return { pages: [{ data: [...items], next_cursor: null }], pageParams: [paging.initialPageParam] };
}

/** Lists each item once: an item that moved to a refreshed page may still be in one that was not refreshed. */
export function collectItems<T extends { id: string }>({ pages, pageParams }: Pages<T>): Items<T> {
  const loaded = new Map(pages.flatMap(({ data }) => data.map((item) => [item.id, item] as const)));
  return { start: pageParams[0]?.start ?? 0, ids: [...loaded.keys()], loaded };
}

/** Fetches a page, unless it is loaded and not in view. An unchanged item stays the same object: it is not drawn again. */
export async function loadPage<T extends { id: string }>(
  param: PageParam,
  known: Pages<T> | undefined,
  view: View,
  fetchPage: FetchPage<T>,
  fetchItems?: FetchItems<T>,
): Promise<Page<T>> {
  const page = known?.pages[known.pageParams.findIndex(({ cursor }) => cursor === param.cursor)];
  const [from, to] = [Math.max(0, view.first - param.start), view.last + 1 - param.start];
  if (page && (to <= 0 || from >= Math.max(1, page.data.length))) return page;
  const ids = page?.data.slice(from, to).map(({ id }) => id) ?? [];
  const fresh = ids.length > 0 ? await fetchItems?.(ids) : undefined;
  // Items that are no longer listed in this order moved to another page, or are gone.
  if (page && fresh?.data.map(({ id }) => id).join() === ids.join()) return replaceItems(page, fresh.data);
  const { cursor } = param;
  const { data, next_cursor } = await fetchPage({
    limit: PAGE_SIZE,
    ...(cursor !== undefined && { cursor }),
  });
  const loaded = known && collectItems(known).loaded;
  return { data: data.map((item) => replaceEqualDeep(loaded?.get(item.id), item)), next_cursor };
}

export function replaceItems<T extends { id: string }>(page: Page<T>, fresh: readonly T[]): Page<T> {
  const byId = new Map(fresh.map((item) => [item.id, item]));
  return { ...page, data: page.data.map((item) => replaceEqualDeep(item, byId.get(item.id) ?? item)) };
}
