// Lateness in bins of a logarithmic scale: few numbers, from which percentiles come out within 10 %.

const GROWTH = 1.2;
const EXACT_UP_TO = 10;
const MAX_INTEGER = 2_147_483_647;

/**
 * Bin 0 is what is below 1 ms, bin *i* what is from `BOUNDS[i - 1]` to below `BOUNDS[i]`: each millisecond up to 10,
 * then by a fifth more each, 116 bins up to 24 days. Stored counts depend on them: never to be changed.
 */
export const BOUNDS: readonly number[] = makeBounds();

function makeBounds(): number[] {
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

/** What a bin stands for: the geometric middle of what it holds, at most 9.6 % from any of it. */
function middleOf(bin: number): number {
  if (bin === 0) return 0;
  const lowest = BOUNDS[bin - 1]!;
  const highest = (BOUNDS[bin] ?? MAX_INTEGER + 1) - 1;
  return Math.round(Math.sqrt(lowest * highest));
}

/**
 * The lateness that a `share` (0 to 1) of the counted do not exceed, in whole milliseconds, or null where nothing was
 * counted: the nearest rank, within 10 %.
 */
export function percentile(counts: ReadonlyMap<number, number>, share: number): number | null {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(share * total));
  let seen = 0;
  for (const [bin, count] of [...counts].sort(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= rank) return middleOf(bin);
  }
  throw new Error('No bin has the rank.');
}
