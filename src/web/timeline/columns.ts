// What stands where in a job's timeline: a column for each run, or, where they would be denser than pixels, for a bucket.
import type { PastRun } from './past.ts';
import { toX, type Window } from './window.ts';

export interface Column {
  x: number;
  width: number;
  /** Where a stretch of missed occurrences that begins in it ends; else its middle. */
  end: number;
  from: number;
  to: number;
  /** Newest first. */
  runs: readonly PastRun[];
  /** Occurrences to come. */
  next: readonly number[];
}

export interface Columns {
  columns: readonly Column[];
  /** The span of each; null where a column is one run. */
  bucketMs: number | null;
  /** Of the fullest bucket. */
  peak: number;
}

/** Narrower, bars cannot be told apart. */
const SLOT = 4;
const WIDEST = 8;
const BUCKET = 6;
const SECOND = 1_000;
const spans = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
];

/** Both lists lie within the window; runs are newest first. */
export function arrange(runs: readonly PastRun[], next: readonly number[], window: Window): Columns {
  const xs = [...runs.map(({ at }) => at), ...next].sort((a, b) => a - b).map((at) => toX(window, at));
  const gaps = xs.slice(1).map((x, index) => x - xs[index]!);
  const tight = gaps.filter((gap) => gap < SLOT).length;
  // A few that lie close, such as what was run by hand, do not make the others disappear in buckets.
  return tight <= Math.max(1, xs.length / 10)
    ? arrangeSingly(runs, next, window, gaps)
    : arrangeInBuckets(runs, next, window);
}

function arrangeSingly(
  runs: readonly PastRun[],
  next: readonly number[],
  window: Window,
  gaps: readonly number[],
): Columns {
  const typical = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? WIDEST;
  const width = Math.min(WIDEST, Math.max(SLOT - 1, Math.floor(typical) - 1));
  const place = (at: number, end = at) => {
    return { x: toX(window, at) - width / 2, width, end: toX(window, end), from: at, to: at };
  };
  const columns = [
    ...runs.map((run) => ({ ...place(run.at, run.until ?? run.at), runs: [run], next: [] })),
    ...next.map((at) => ({ ...place(at), runs: [], next: [at] })),
  ];
  return { columns: columns.sort((a, b) => a.x - b.x), bucketMs: null, peak: 1 };
}

function arrangeInBuckets(runs: readonly PastRun[], next: readonly number[], window: Window): Columns {
  const least = ((window.to - window.from) / window.width) * BUCKET;
  const bucketMs =
    spans.map((seconds) => seconds * SECOND).find((ms) => ms >= least) ?? spans.at(-1)! * SECOND;
  const buckets = new Map<number, { runs: PastRun[]; next: number[] }>();
  const bucketAt = (at: number) => {
    const from = Math.floor(at / bucketMs) * bucketMs;
    const bucket = buckets.get(from) ?? { runs: [], next: [] };
    buckets.set(from, bucket);
    return bucket;
  };
  for (const run of runs) bucketAt(run.at).runs.push(run);
  for (const at of next) bucketAt(at).next.push(at);
  const columns = Array.from(buckets, ([from, bucket]) => {
    const x = toX(window, from);
    const width = Math.max(SLOT - 1, toX(window, from + bucketMs) - x - 1);
    const end = Math.max(x + width / 2, ...bucket.runs.map((run) => toX(window, run.until ?? 0)));
    return { x, width, end, from, to: from + bucketMs, ...bucket };
  });
  const peak = Math.max(...columns.map((column) => column.runs.length + column.next.length));
  return { columns: columns.sort((a, b) => a.x - b.x), bucketMs, peak };
}

/** The column nearest to a place, if any is near. */
export function findColumn(columns: readonly Column[], x: number): Column | undefined {
  let best: Column | undefined;
  let bestDistance = 14;
  for (const column of columns) {
    const distance = Math.max(column.x + column.width / 2 - x, x - column.end, 0);
    if (distance >= bestDistance) continue;
    best = column;
    bestDistance = distance;
  }
  return best;
}
