// What is known of a list that is asked for a page at a time, and how a fresh page changes it.
import type { Page } from '../../../client/src/index.ts';
import { Items } from './items.ts';

export const PAGE = 100;

/** A place in the list from which it can be asked for: `cursor` is that of the page that begins at `index`. */
interface Mark {
  index: number;
  cursor: string | null;
}

export interface Known<T extends { id: string }> {
  items: Items<T>;
  marks: readonly Mark[];
  /** Where it goes on; null at its end. */
  tail: string | null;
}

/** Before the first answer: nothing, or what is guessed. */
export function createKnown<T extends { id: string }>(items: Items<T> = new Items()): Known<T> {
  return { items, marks: [{ index: 0, cursor: null }], tail: null };
}

/** The number of the mark from which an item is asked for. */
export function markBefore(marks: readonly Mark[], index: number): number {
  return Math.max(
    0,
    marks.findLastIndex((mark) => mark.index <= index),
  );
}

export function append<T extends { id: string }>(known: Known<T>, page: Page<T>): Known<T> {
  const marks = [...known.marks, { index: known.items.length, cursor: known.tail }];
  return replaceFrom({ ...known, marks }, marks.length - 1, page);
}

/**
 * Puts a fresh page where it belongs, at a mark. What was known behind it stays as far as the page does not tell of it:
 * up to the last item that both have, the page is right.
 */
export function replaceFrom<T extends { id: string }>(
  known: Known<T>,
  number: number,
  page: Page<T>,
): Known<T> {
  const { items, marks } = takeOut(known, number, page.data);
  const { index, cursor } = marks[number]!;
  const fresh = page.data.filter(({ id }) => items.indexOf(id) < 0 || items.indexOf(id) >= index);
  const common = fresh.reduce((last, { id }) => Math.max(last, items.indexOf(id)), -1);
  const before = items.length;
  // Without anything in common there may be others between the two, so that what follows is asked for again.
  const isEnd = page.next_cursor === null || common < 0 || common === before - 1;
  const next = items.replace(index, isEnd ? before : common + 1, fresh);
  const soFar = [...marks.slice(0, number), { index, cursor }];
  if (isEnd) return { items: next, marks: soFar, tail: page.next_cursor };
  const end = index + fresh.length;
  const moved = next.length - before;
  const later = marks.slice(number + 1).map((mark) => ({ ...mark, index: mark.index + moved }));
  return {
    items: next,
    marks: [...soFar, { index: end, cursor: page.next_cursor }, ...later.filter((mark) => mark.index > end)],
    tail: known.tail,
  };
}

/** What moved up into the page from further down is taken out there: those between the two are still where they were. */
function takeOut<T extends { id: string }>(
  known: Known<T>,
  number: number,
  fresh: readonly T[],
): Pick<Known<T>, 'items' | 'marks'> {
  let { items, marks } = known;
  const far = marks[number]!.index + 2 * PAGE;
  for (const { id } of fresh) {
    const place = items.indexOf(id);
    if (place < far) continue;
    items = items.replace(place, place + 1, []);
    marks = marks.map((mark) => (mark.index > place ? { ...mark, index: mark.index - 1 } : mark));
  }
  return { items, marks };
}
