// Limits how many new rows are drawn per animation frame, adapting to the duration of frames.
import type { Items } from '../list/items.ts';

/** A longer frame halves the limit. */
const LONG_MS = 20;
/** A shorter frame raises the limit. */
const SHORT_MS = 17.5;
const MIN_ROWS = 4;
const MAX_ROWS = 16;

export interface Range {
  first: number;
  last: number;
}

export interface FrameBudget {
  /** Returns the part of the range to draw in this frame: first rows from the index `top` down, then rows above it. */
  take: (range: Range, top: number, items: Items<{ id: string }>) => Range;
  /** Measures the previous frame; call it in the frame after `take`. */
  measure: () => void;
  /** Whether the whole range was drawn. */
  isDone: () => boolean;
  /** Whether new rows were drawn, so that `measure` has to be called in the next frame. */
  isMeasuring: () => boolean;
}

export function createFrameBudget(): FrameBudget {
  let limit = MAX_ROWS / 2;
  let drawn = new Set<string>();
  let isDone = true;
  let startedAt: number | undefined;

  function take(range: Range, top: number, items: Items<{ id: string }>): Range {
    let left = limit;
    const mayDraw = (index: number) => drawn.has(items.at(index)!.id) || left-- > 0;
    const end = Math.min(range.last, items.length);
    const start = Math.min(Math.max(range.first, top), end);
    let first = start;
    let last = start;
    while (last < end && mayDraw(last)) last++;
    while (first > range.first && mayDraw(first - 1)) first--;
    drawn = new Set(items.slice(first, last).map(({ id }) => id));
    isDone = last === end && first <= range.first;
    if (left < limit) startedAt = performance.now();
    return { first, last };
  }

  function measure(): void {
    if (startedAt === undefined) return;
    const durationMs = performance.now() - startedAt;
    startedAt = undefined;
    if (durationMs > LONG_MS) limit = Math.max(MIN_ROWS, Math.floor(limit / 2));
    else if (durationMs < SHORT_MS) limit = Math.min(MAX_ROWS, limit + 2);
  }

  return { take, measure, isDone: () => isDone, isMeasuring: () => startedAt !== undefined };
}
