// Draws the columns of a job's timeline: a bar as high as its run was long, or a stack as high as its bucket is full.
import type { Run } from '../../../client/src/index.ts';
import { Bar, heightOf, Tick } from './bar.tsx';
import type { Column, Columns } from './columns.ts';
import type { PastRun } from './past.ts';
import type { Window } from './window.ts';

type Status = Run['status'];

interface Props {
  arranged: Columns;
  window: Window;
  base: number;
  /** Of the highest bar. */
  height: number;
  /** Of what is to come: as long as it usually takes. */
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

/** What is under way grows. */
function shareOf(run: PastRun, { now }: Window): number {
  return heightOf(run.status === 'running' ? Math.max(0, now - run.at) : run.tookMs);
}

/** From the ground up. */
const order: Status[] = ['running', 'retrying', 'queued', 'canceled', 'failed'];
const gaps: Status[] = ['skipped', 'missed'];
/** What is rare among many is seen all the same. */
const LEAST = 3;

function Stack({ column, base, unit }: { column: Column; base: number; unit: number }) {
  const { x, width, runs, next } = column;
  const counts = countByStatus(runs);
  const heights = [...order, ...gaps].flatMap((status) => {
    const count = counts.get(status);
    return count === undefined ? [] : [{ status, height: Math.max(LEAST, count * unit) }];
  });
  const others = heights.reduce((sum, { height }) => sum + height, 0);
  const succeeded = counts.has('succeeded') ? Math.max(1, runs.length * unit - others) : 0;
  let foot = base;
  const stand = (height: number) => {
    const old = foot;
    foot -= height;
    return old;
  };
  return (
    <>
      {succeeded > 0 && (
        <Bar x={x} base={stand(succeeded)} width={width} height={succeeded} status="succeeded" />
      )}
      {heights.map(({ status, height }) =>
        gaps.includes(status) ? (
          <Hollow
            key={status}
            {...{ x, width, height }}
            base={stand(height)}
            isMissed={status === 'missed'}
          />
        ) : (
          <Bar key={status} {...{ x, width, height, status }} base={stand(height)} />
        ),
      )}
      {next.length > 0 && (
        <Tick x={x} base={foot} width={width} height={Math.max(LEAST, next.length * unit)} />
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

/** What did not run, where it is counted with what did. */
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
