// Arranges a job's timeline in columns: one per run, or one per bucket if runs are too dense.

import { chooseStep, SECOND_MS } from '../format/units.ts';
import { type TimeWindow, toX } from './chart.tsx';
import type { PastRun } from './timeline-data.ts';

export interface Column {
  x: number;
  width: number;
  /** End of the missed occurrences that start in this column; otherwise its middle. */
  end: number;
  from: number;
  to: number;
  /** Newest first. */
  runs: readonly PastRun[];
  /** Upcoming occurrences. */
  next: readonly number[];
}

export interface Columns {
  columns: readonly Column[];
  /** Duration of a bucket; null if each column is one run. */
  bucketMs: number | null;
  /** Number of runs in the fullest bucket, without skipped and missed ones, which have no height. */
  peak: number;
}

/** Minimum distance of bars, in pixels. */
const MIN_DISTANCE = 4;
const MAX_WIDTH = 8;
const MIN_BUCKET_WIDTH = 6;

/** Takes runs, newest first, and upcoming occurrences within the window. */
export function arrangeColumns(
  runs: readonly PastRun[],
  next: readonly number[],
  window: TimeWindow,
): Columns {
  const xs = [...runs.map(({ at }) => at), ...next].sort((a, b) => a - b).map((at) => toX(window, at));
  const gaps = xs.slice(1).map((x, index) => x - xs[index]!);
  const tight = gaps.filter((gap) => gap < MIN_DISTANCE).length;
  // A few dense runs, such as manual runs, do not turn the whole timeline into buckets.
  return tight <= Math.max(1, xs.length / 10)
    ? arrangeSingly(runs, next, window, gaps)
    : arrangeInBuckets(runs, next, window);
}

function arrangeSingly(
  runs: readonly PastRun[],
  next: readonly number[],
  window: TimeWindow,
  gaps: readonly number[],
): Columns {
  const typical = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? MAX_WIDTH;
  const width = Math.min(MAX_WIDTH, Math.max(MIN_DISTANCE - 1, Math.floor(typical) - 1));
  const place = (at: number, end = at) => {
    return { x: toX(window, at) - width / 2, width, end: toX(window, end), from: at, to: at };
  };
  const columns = [
    ...runs.map((run) => ({ ...place(run.at, run.until ?? run.at), runs: [run], next: [] })),
    ...next.map((at) => ({ ...place(at), runs: [], next: [at] })),
  ];
  return { columns: columns.sort((a, b) => a.x - b.x), bucketMs: null, peak: 1 };
}

function arrangeInBuckets(runs: readonly PastRun[], next: readonly number[], window: TimeWindow): Columns {
  const minMs = ((window.to - window.from) / window.width) * MIN_BUCKET_WIDTH;
  const bucketMs = chooseStep(Math.max(minMs, SECOND_MS));
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
    const width = Math.max(MIN_DISTANCE - 1, toX(window, from + bucketMs) - x - 1);
    const end = Math.max(x + width / 2, ...bucket.runs.map((run) => toX(window, run.until ?? 0)));
    return { x, width, end, from, to: from + bucketMs, ...bucket };
  });
  const hasHeight = ({ status }: PastRun) => status !== 'skipped' && status !== 'missed';
  const peak = Math.max(1, ...columns.map(({ runs, next }) => runs.filter(hasHeight).length + next.length));
  return { columns: columns.sort((a, b) => a.x - b.x), bucketMs, peak };
}

/** The column nearest to `x`, within 14 px. */
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
