// Draws timeline columns: bar height is the duration of one run, or the number of runs in a bucket.
import type { Run } from '../../../client/src/index.ts';
import { Bar, barHeight, Tick } from './bars.tsx';
import type { Column, Columns } from './columns.ts';
import type { PastRun } from './past-runs.ts';
import type { TimeWindow } from './window.ts';

type Status = Run['status'];

interface Props {
  arranged: Columns;
  window: TimeWindow;
  base: number;
  /** Height of the tallest bar, in pixels. */
  height: number;
  /** Share of the height for upcoming occurrences: the median duration. */
  expected: number;
}

export function ColumnBars({ arranged, window, base, height, expected }: Props) {
  const { columns, bucketMs, peak } = arranged;
  if (bucketMs !== null) {
    return (
      <>
        {columns.map((column) => (
          <Stack key={column.from} column={column} base={base} unit={height / peak} />
        ))}
      </>
    );
  }
  return (
    <>
      {columns.map(({ x, width, from, runs: [run] }) =>
        run === undefined ? (
          <Tick key={from} x={x} base={base} width={width} height={expected * height} />
        ) : (
          <Bar
            key={run.id}
            {...{ x, width, base }}
            height={shareOf(run, window) * height}
            status={run.status}
          />
        ),
      )}
    </>
  );
}

/** The bar of a running run grows. */
function shareOf(run: PastRun, { now }: TimeWindow): number {
  return barHeight(run.status === 'running' ? Math.max(0, now - run.at) : run.durationMs);
}

/** Order from bottom to top. */
const order: Status[] = ['running', 'retrying', 'queued', 'canceled', 'failed'];
const gaps: Status[] = ['skipped', 'missed'];
/** Minimum height in pixels, so that rare outcomes stay visible. */
const MIN_HEIGHT = 3;

function Stack({ column, base, unit }: { column: Column; base: number; unit: number }) {
  const { x, width, runs, next } = column;
  const counts = countByStatus(runs);
  const heights = [...order, ...gaps].flatMap((status) => {
    const count = counts.get(status);
    return count === undefined ? [] : [{ status, height: Math.max(MIN_HEIGHT, count * unit) }];
  });
  const others = heights.reduce((sum, { height }) => sum + height, 0);
  const succeeded = counts.has('succeeded') ? Math.max(1, runs.length * unit - others) : 0;
  let bottom = base;
  const stack = (height: number) => {
    const old = bottom;
    bottom -= height;
    return old;
  };
  return (
    <>
      {succeeded > 0 && (
        <Bar x={x} base={stack(succeeded)} width={width} height={succeeded} status="succeeded" />
      )}
      {heights.map(({ status, height }) =>
        gaps.includes(status) ? (
          <Hollow
            key={status}
            {...{ x, width, height }}
            base={stack(height)}
            isMissed={status === 'missed'}
          />
        ) : (
          <Bar key={status} {...{ x, width, height, status }} base={stack(height)} />
        ),
      )}
      {next.length > 0 && (
        <Tick x={x} base={bottom} width={width} height={Math.max(MIN_HEIGHT, next.length * unit)} />
      )}
    </>
  );
}

interface HollowProps {
  x: number;
  base: number;
  width: number;
  height: number;
  isMissed: boolean;
}

/** Skipped or missed occurrences of a bucket. */
function Hollow({ x, base, width, height, isMissed }: HollowProps) {
  return (
    <rect
      class={isMissed ? 'bar-gap bar-missed' : 'bar-gap'}
      x={x + 0.5}
      y={base - height + 0.5}
      width={width - 1}
      height={height - 1}
    />
  );
}

function countByStatus(runs: readonly PastRun[]): Map<Status, number> {
  const counts = new Map<Status, number>();
  for (const { status } of runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}
