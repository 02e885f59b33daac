// A list is asked for a page at a time; each page, the first time and again, changes what is known of the list.
import type { Page } from '../../../client/src/index.ts';
import { Items } from './items.ts';
import { idsOf, itemsOf, makePart, type Part } from './parts.ts';

export const PAGE = 100;

export interface Known<T extends { id: string }> {
  items: Items<T>;
  /** Where it goes on; null at its end. */
  tail: string | null;
}

/** Before the first answer: nothing, or what is guessed. */
export function createKnown<T extends { id: string }>(guessed: readonly T[] = []): Known<T> {
  return { items: new Items([makePart(null, guessed)]), tail: null };
}

export function append<T extends { id: string }>({ items, tail }: Known<T>, page: Page<T>): Known<T> {
  const parts = [...takeOut(items.parts, page.data), makePart(tail, page.data)];
  return { items: new Items(parts.filter(isFirstOrAny)), tail: page.next_cursor };
}

/**
 * Puts a fresh page in the place of a part. What was known behind it stays as far as the page does not tell of it: up to
 * the last item that kept its order, the page is right. What the page tells of is taken out elsewhere; but far from
 * view it is there twice until that place is asked for.
 */
export function replaceFrom<T extends { id: string }>(
  known: Known<T>,
  number: number,
  page: Page<T>,
): Known<T> {
  const { parts } = known.items;
  const part = parts[number]!;
  const { data: fresh, next_cursor: tail } = page;
  const isLast = number === parts.length - 1;
  if (isSame(itemsOf(part), fresh) && (isLast || tail !== null)) return isLast ? { ...known, tail } : known;
  const before = takeOut(parts.slice(0, number), fresh);
  const near = adjoining(parts, number, fresh);
  const end = endOf(near, fresh);
  // Without anything in common there may be others between the two, so that what follows is asked for again.
  const hasMore = tail !== null && end > 0;
  const behind = hasMore ? [...dropFirst(near, end), ...parts.slice(number + near.length)] : [];
  const later = takeOut(behind, fresh).filter(({ size }) => size > 0);
  const all = [...before, makePart(part.cursor, fresh), ...startAt(later, tail)].filter(isFirstOrAny);
  return { items: new Items(all), tail: later.length > 0 ? known.tail : tail };
}

/** The list is asked for from its first part on, be that empty. */
function isFirstOrAny({ size }: Part<unknown>, number: number): boolean {
  return number === 0 || size > 0;
}

function isSame<T>(old: readonly T[], fresh: readonly T[]): boolean {
  return old.length === fresh.length && old.every((item, index) => item === fresh[index]);
}

function takeOut<T extends { id: string }>(parts: readonly Part<T>[], items: readonly T[]): Part<T>[] {
  const ids = new Set(items.map(({ id }) => id));
  return parts.map((part) =>
    part.items?.some(({ id }) => ids.has(id))
      ? makePart(
          part.cursor,
          part.items.filter(({ id }) => !ids.has(id)),
        )
      : part,
  );
}

/** The part, and those behind it that the page may reach into. */
function adjoining<T extends { id: string }>(
  parts: readonly Part<T>[],
  number: number,
  fresh: readonly T[],
): Part<T>[] {
  const ids = new Set(fresh.map(({ id }) => id));
  const found: Part<T>[] = [];
  let size = 0;
  for (const part of parts.slice(number)) {
    if (size >= 2 * PAGE && !idsOf(part).some((id) => ids.has(id))) break;
    found.push(part);
    size += part.size;
  }
  return found;
}

/** The index behind the last item of the parts that kept its order in the page; 0 where they have none in common. */
function endOf<T extends { id: string }>(parts: readonly Part<T>[], fresh: readonly T[]): number {
  const places = new Map(parts.flatMap(idsOf).map((id, place) => [id, place]));
  // The least ends of growing sequences of each length: what moved up is part of no long one.
  const ends: number[] = [];
  for (const { id } of fresh) {
    const place = places.get(id);
    if (place === undefined) continue;
    const longer = ends.findIndex((end) => end > place);
    ends[longer < 0 ? ends.length : longer] = place;
  }
  return (ends.at(-1) ?? -1) + 1;
}

function dropFirst<T>(parts: readonly Part<T>[], count: number): Part<T>[] {
  let left = count;
  return parts.map((part) => {
    const cut = Math.min(left, part.size);
    left -= cut;
    return cut === 0 ? part : makePart(part.cursor, itemsOf(part).slice(cut));
  });
}

/** What is behind a page begins where the page ends. */
function startAt<T>(parts: readonly Part<T>[], cursor: string | null): Part<T>[] {
  const [first, second, ...others] = parts;
  if (!first) return [];
  // At the top of a list that grows there, each page leaves one more item.
  if (second && first.size + second.size <= PAGE)
    return [makePart(cursor, [...itemsOf(first), ...itemsOf(second)]), ...others];
  return [{ ...first, cursor }, ...parts.slice(1)];
}
