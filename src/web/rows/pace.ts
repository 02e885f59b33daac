// How many rows are drawn in a frame: as many as the browser draws without stumbling; others follow in the next.
import type { Items } from '../list/items.ts';

/** A frame that took longer was too much; one that took less leaves room. */
const LONG_MS = 20;
const SHORT_MS = 17.5;
const LEAST = 4;
const MOST = 16;

export interface Range {
  first: number;
  last: number;
}

export interface Pace {
  /** Those of `items` within the range that are drawn in this frame: from the index `top` on, then what is above. */
  take: (range: Range, top: number, items: Items<{ id: string }>) => Range;
  /** To be called in the frame after. */
  look: () => void;
  /** Nothing of the range was left for the next frame. */
  isDone: () => boolean;
  /** There were new ones, so that the next frame is to be waited for. */
  isUnder: () => boolean;
}

export function createPace(): Pace {
  let rows = MOST / 2;
  let drawn = new Set<string>();
  let isDone = true;
  let began: number | undefined;

  function take(range: Range, top: number, items: Items<{ id: string }>): Range {
    let left = rows;
    const isTaken = (index: number) => drawn.has(items.at(index)!.id) || left-- > 0;
    const end = Math.min(range.last, items.length);
    const start = Math.min(Math.max(range.first, top), end);
    let first = start;
    let last = start;
    while (last < end && isTaken(last)) last++;
    while (first > range.first && isTaken(first - 1)) first--;
    drawn = new Set(items.slice(first, last).map(({ id }) => id));
    isDone = last === end && first <= range.first;
    if (left < rows) began = performance.now();
    return { first, last };
  }

  function look(): void {
    if (began === undefined) return;
    const took = performance.now() - began;
    began = undefined;
    if (took > LONG_MS) rows = Math.max(LEAST, Math.floor(rows / 2));
    else if (took < SHORT_MS) rows = Math.min(MOST, rows + 2);
  }

  return { take, look, isDone: () => isDone, isUnder: () => began !== undefined };
}
