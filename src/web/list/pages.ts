// Merges fetched pages into the cached part of a list.
import type { Page } from '../../../client/src/index.ts';
import { type Chunk, idsOf, itemsOf, makeChunk } from './chunks.ts';
import { Items } from './items.ts';

export const PAGE_SIZE = 100;

export interface CachedList<T extends { id: string }> {
  items: Items<T>;
  /** The cursor of the page after the cached items; null at the end of the list. */
  tail: string | null;
}

/** Creates a list before its first page is fetched: empty, or with placeholder items. */
export function createCachedList<T extends { id: string }>(placeholder: readonly T[] = []): CachedList<T> {
  return { items: new Items([makeChunk(null, placeholder)]), tail: null };
}

export function append<T extends { id: string }>(
  { items, tail }: CachedList<T>,
  page: Page<T>,
): CachedList<T> {
  const chunks = [...takeOut(items.chunks, page.data), makeChunk(tail, page.data)];
  return { items: new Items(chunks.filter(isFirstOrAny)), tail: page.next_cursor };
}

/**
 * Replaces a chunk by a freshly fetched page. Up to the last cached item that the page shows in the same order, the page
 * is authoritative; cached items after that one are kept. Items of the page are removed elsewhere in the list, except
 * from serialized chunks: there an item may appear twice until that chunk is fetched again.
 */
export function replaceFrom<T extends { id: string }>(
  known: CachedList<T>,
  number: number,
  page: Page<T>,
): CachedList<T> {
  const { chunks } = known.items;
  const chunk = chunks[number]!;
  const { data: fresh, next_cursor: tail } = page;
  const isLast = number === chunks.length - 1;
  if (hasSameItems(itemsOf(chunk), fresh) && (isLast || tail !== null))
    return isLast ? { ...known, tail } : known;
  const before = takeOut(chunks.slice(0, number), fresh);
  const near = adjoining(chunks, number, fresh);
  const end = endOf(near, fresh);
  // If the page and the cached items have nothing in common, unknown items may lie between them: fetch the rest again.
  const hasMore = tail !== null && end > 0;
  const behind = hasMore ? [...dropFirst(near, end), ...chunks.slice(number + near.length)] : [];
  const later = takeOut(behind, fresh).filter(({ size }) => size > 0);
  const all = [...before, makeChunk(chunk.cursor, fresh), ...startAt(later, tail)].filter(isFirstOrAny);
  return { items: new Items(all), tail: later.length > 0 ? known.tail : tail };
}

/** Keeps the first chunk even if it is empty, because the list is fetched from there. */
function isFirstOrAny({ size }: Chunk<unknown>, number: number): boolean {
  return number === 0 || size > 0;
}

function hasSameItems<T>(old: readonly T[], fresh: readonly T[]): boolean {
  return old.length === fresh.length && old.every((item, index) => item === fresh[index]);
}

function takeOut<T extends { id: string }>(chunks: readonly Chunk<T>[], items: readonly T[]): Chunk<T>[] {
  const ids = new Set(items.map(({ id }) => id));
  return chunks.map((chunk) =>
    chunk.items?.some(({ id }) => ids.has(id))
      ? makeChunk(
          chunk.cursor,
          chunk.items.filter(({ id }) => !ids.has(id)),
        )
      : chunk,
  );
}

/** The chunk, and the following chunks that the page may overlap. */
function adjoining<T extends { id: string }>(
  chunks: readonly Chunk<T>[],
  number: number,
  fresh: readonly T[],
): Chunk<T>[] {
  const ids = new Set(fresh.map(({ id }) => id));
  const found: Chunk<T>[] = [];
  let size = 0;
  for (const chunk of chunks.slice(number)) {
    if (size >= 2 * PAGE_SIZE && !idsOf(chunk).some((id) => ids.has(id))) break;
    found.push(chunk);
    size += chunk.size;
  }
  return found;
}

/** The index after the last cached item that the page shows in the same order; 0 if there is none. */
function endOf<T extends { id: string }>(chunks: readonly Chunk<T>[], fresh: readonly T[]): number {
  const places = new Map(chunks.flatMap(idsOf).map((id, place) => [id, place]));
  // The longest increasing subsequence of cached positions leaves out items that moved up.
  const ends: number[] = [];
  for (const { id } of fresh) {
    const place = places.get(id);
    if (place === undefined) continue;
    const longer = ends.findIndex((end) => end > place);
    ends[longer < 0 ? ends.length : longer] = place;
  }
  return (ends.at(-1) ?? -1) + 1;
}

function dropFirst<T>(chunks: readonly Chunk<T>[], count: number): Chunk<T>[] {
  let left = count;
  return chunks.map((chunk) => {
    const cut = Math.min(left, chunk.size);
    left -= cut;
    return cut === 0 ? chunk : makeChunk(chunk.cursor, itemsOf(chunk).slice(cut));
  });
}

/** Lets the chunks after a page start at the page's end. */
function startAt<T>(chunks: readonly Chunk<T>[], cursor: string | null): Chunk<T>[] {
  const [first, second, ...others] = chunks;
  if (!first) return [];
  // Joins small chunks: every refresh of a list that grows at its top splits off a chunk of a few items.
  if (second && first.size + second.size <= PAGE_SIZE)
    return [makeChunk(cursor, [...itemsOf(first), ...itemsOf(second)]), ...others];
  return [{ ...first, cursor }, ...chunks.slice(1)];
}
