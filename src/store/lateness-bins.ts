// Histogram bins of lateness on a logarithmic scale; percentiles are exact to 10 %.

const GROWTH = 1.2;
const EXACT_UP_TO = 10;
const MAX_INTEGER = 2_147_483_647;

/**
 * Bin 0 is below 1 ms; bin *i* is from `BOUNDS[i - 1]` to below `BOUNDS[i]`: each millisecond up to 10, then each bound a
 * fifth higher, 116 bins up to 24 days. The bounds must never change, because stored counts depend on them.
 */
export const BOUNDS: readonly number[] = createBounds();

function createBounds(): number[] {
  const bounds = Array.from({ length: EXACT_UP_TO }, (_, i) => i + 1);
  for (let bound = EXACT_UP_TO * GROWTH; bound <= MAX_INTEGER; bound *= GROWTH) bounds.push(Math.ceil(bound));
  return bounds;
}

/** The bin of a lateness. */
export function latenessBin(latenessMs: number): number {
  let low = 0;
  let high = BOUNDS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (BOUNDS[middle]! <= latenessMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The value of a bin: its geometric middle, at most 9.6 % from every value in it. */
function middleOf(bin: number): number {
  if (bin === 0) return 0;
  const lowest = BOUNDS[bin - 1]!;
  const highest = (BOUNDS[bin] ?? MAX_INTEGER + 1) - 1;
  return Math.round(Math.sqrt(lowest * highest));
}

/**
 * The percentile of `share` (0 to 1) by nearest rank, in whole milliseconds and exact to 10 %; null without counts.
 */
export function percentile(counts: ReadonlyMap<number, number>, share: number): number | null {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(share * total));
  let sum = 0;
  for (const [bin, count] of [...counts].sort(([a], [b]) => a - b)) {
    sum += count;
    if (sum >= rank) return middleOf(bin);
  }
  throw new Error('No bin has the rank.');
}
