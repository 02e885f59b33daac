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
  const fresh = without(page.data, items.parts.at(-1));
  const parts = fresh.length > 0 ? [...items.parts, makePart(tail, fresh)] : items.parts;
  return { items: new Items(parts), tail: page.next_cursor };
}

/**
 * Puts a fresh page in the place of a part. What was known behind it stays as far as the page does not tell of it: up to
 * the last item that both have, the page is right. What came from far away is there twice until that place is asked for.
 */
export function replaceFrom<T extends { id: string }>(
  known: Known<T>,
  number: number,
  page: Page<T>,
): Known<T> {
  const { parts } = known.items;
  const part = parts[number]!;
  const fresh = without(page.data, parts[number - 1]);
  const isLast = number === parts.length - 1;
  if (isSame(itemsOf(part), fresh) && (isLast || page.next_cursor !== null))
    return isLast ? { ...known, tail: page.next_cursor } : known;
  const soFar = [...parts.slice(0, number), makePart(part.cursor, fresh)];
  const near = partsWith(parts, number, 2 * PAGE);
  const ids = new Set(fresh.map(({ id }) => id));
  const end = near.flatMap(itemsOf).findLastIndex(({ id }) => ids.has(id)) + 1;
  // Without anything in common there may be others between the two, so that what follows is asked for again.
  const later =
    page.next_cursor === null || end === 0
      ? []
      : [...behind(near, end, page.next_cursor), ...parts.slice(number + near.length)];
  return {
    items: new Items([...soFar, ...later]),
    tail: later.length === 0 ? page.next_cursor : known.tail,
  };
}

function without<T extends { id: string }>(items: readonly T[], part: Part<T> | undefined): readonly T[] {
  const others = new Set(part && idsOf(part));
  return items.filter(({ id }) => !others.has(id));
}

function isSame<T>(old: readonly T[], fresh: readonly T[]): boolean {
  return old.length === fresh.length && old.every((item, index) => item === fresh[index]);
}

/** As many as have so many items together, or all that there are. */
function partsWith<T>(parts: readonly Part<T>[], number: number, count: number): Part<T>[] {
  const found: Part<T>[] = [];
  for (let size = 0, at = number; size < count && at < parts.length; at++) {
    found.push(parts[at]!);
    size += parts[at]!.size;
  }
  return found;
}

/** What is behind an item of them; `cursor` is that of the item. */
function behind<T>(parts: readonly Part<T>[], end: number, cursor: string): Part<T>[] {
  const left: Part<T>[] = [];
  let start = 0;
  for (const part of parts) {
    const cut = end - start;
    if (cut <= 0) left.push(part);
    else if (cut < part.size) left.push(makePart(cursor, itemsOf(part).slice(cut)));
    start += part.size;
  }
  const [first, second] = left;
  // At the top of a list that grows there, each page leaves one more item.
  return first && second && first.size + second.size <= PAGE
    ? [makePart(first.cursor, [...itemsOf(first), ...itemsOf(second)]), ...left.slice(2)]
    : left;
}
