// Merges fetched pages into the known pages of a list.
import type { ListPage } from './items.ts';

/** Pages so far from those in view keep their items, so that a short way back loads nothing. */
const NEAR_PAGES = 10;

export interface ListData<T> {
  pages: readonly ListPage<T>[];
  /** The cursor of the page after the known pages; null at the end of the list. */
  next: string | null;
}

/** A list before its first page is fetched. */
export const emptyList: ListData<never> = { pages: [], next: null };

export function appendPage<T extends { id: string }>(
  { pages }: ListData<T>,
  page: ListPage<T>,
  next: string | null,
): ListData<T> {
  return { pages: [...removeItems(pages, [page]), page].filter(isFirstOrAny), next };
}

/**
 * Replaces pages from the number `first` on by fetched ones. The page after them starts at their end: if other items
 * moved across that cursor, the page has to be fetched again before it is shown.
 */
export function replacePages<T extends { id: string }>(
  known: ListData<T>,
  first: number,
  fresh: readonly ListPage<T>[],
  next: string | null,
): ListData<T> {
  const before = removeItems(known.pages.slice(0, first), fresh);
  const later = next === null ? [] : removeItems(known.pages.slice(first + fresh.length), fresh);
  const [following, ...others] = later.filter(({ ids }) => ids.length > 0);
  const isJoined = following?.cursor === next;
  const after = following ? [isJoined ? following : { ...following, cursor: next, items: undefined }] : [];
  return {
    pages: [...before, ...fresh, ...after, ...others].filter(isFirstOrAny),
    next: following ? known.next : next,
  };
}

/** Keeps the first page even if it is empty, because the list is fetched from there. */
function isFirstOrAny({ ids }: ListPage<unknown>, number: number): boolean {
  return number === 0 || ids.length > 0;
}

/** Each item is listed once. */
function removeItems<T extends { id: string }>(
  pages: readonly ListPage<T>[],
  fresh: readonly ListPage<T>[],
): ListPage<T>[] {
  const moved = new Set(fresh.flatMap(({ ids }) => ids));
  return pages.map((page) =>
    page.ids.some((id) => moved.has(id))
      ? {
          ...page,
          ids: page.ids.filter((id) => !moved.has(id)),
          items: page.items?.filter(({ id }) => !moved.has(id)),
        }
      : page,
  );
}

export function replaceItems<T extends { id: string }>(list: ListData<T>, fresh: readonly T[]): ListData<T> {
  const byId = new Map(fresh.map((item) => [item.id, item]));
  const isStale = (item: T) => byId.has(item.id) && byId.get(item.id) !== item;
  const pages = list.pages.map((page) =>
    page.items?.some(isStale)
      ? { ...page, items: page.items.map((item) => byId.get(item.id) ?? item) }
      : page,
  );
  return pages.every((page, number) => page === list.pages[number]) ? list : { ...list, pages };
}

/** Drops the items of one far page per call, to keep each frame short. */
export function unloadFarPages<T>(list: ListData<T>, first: number, last: number): ListData<T> {
  const number = list.pages.findIndex(
    ({ items }, page) => items && (page < first - NEAR_PAGES || page > last + NEAR_PAGES),
  );
  if (number < 0) return list;
  return { ...list, pages: list.pages.with(number, { ...list.pages[number]!, items: undefined }) };
}
