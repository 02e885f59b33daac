// Computes and draws the visible part of a timeline; called only when data or window change.
import type { ComponentChildren } from 'preact';
import type { Job, Preview, Run } from '../../../client/src/index.ts';
import { formatCount, formatDuration } from '../format/time.ts';
import { Axis, Bar, barHeight, listTicks, stackHeights, Tick, type TimeWindow, toX } from './chart.tsx';
import { arrangeColumns, type Column, type Columns } from './columns.ts';
import { MAX_OCCURRENCES, type PastRun, type PastRuns } from './timeline-data.ts';
import { NoteShapes, type TimelineNote } from './timeline-notes.tsx';

export const TOP = 14;
export const BARS = 84;
export const BASE = TOP + BARS;
export const HEIGHT = BASE + 22;
/** Assumed duration of a run before the first run. */
const DEFAULT_DURATION_MS = 300;

export interface Drawing {
  runs: readonly PastRun[];
  next: readonly number[];
  /** Clock-change warnings of visible occurrences. */
  warnings: readonly { at: number; message: string }[];
  arranged: Columns;
  /** Start of the loaded runs; null if all visible runs are loaded. */
  since: number | null;
  /** Whether more occurrences follow than were requested. */
  isCut: boolean;
  picture: ComponentChildren;
}

export function drawTimeline(
  job: Job,
  past: PastRuns,
  ahead: Preview | undefined,
  window: TimeWindow,
  zone: string,
  notes: readonly TimelineNote[],
): Drawing {
  const isVisible = (time: number) => time >= window.from && time < window.to;
  const runs = past.runs.filter(({ at, until }) => isVisible(at) || (until !== null && isVisible(until)));
  const occurrences = (ahead?.occurrences ?? []).map(({ at }) => Date.parse(at));
  const next = chooseNext(job, runs, occurrences).filter((time) => time > window.now && isVisible(time));
  const warnings = (ahead?.warnings ?? []).flatMap(({ at, message }) =>
    at && isVisible(Date.parse(at)) ? [{ at: Date.parse(at), message }] : [],
  );
  const took = past.runs.flatMap(({ durationMs }) => durationMs ?? []).sort((a, b) => a - b);
  const expected = barHeight(took[Math.floor(took.length / 2)] ?? DEFAULT_DURATION_MS);
  const arranged = arrangeColumns(runs, next, window);
  const shared = { arranged, window, base: BASE, height: BARS };
  return {
    ...{ runs, next, warnings, arranged },
    since: past.since !== null && past.since > window.from ? past.since : null,
    isCut: occurrences.length === MAX_OCCURRENCES && occurrences.at(-1)! < window.to,
    picture: (
      <>
        <NoteShapes notes={notes} window={window} top={TOP} height={BARS} />
        <GridLines {...shared} />
        <Axis ticks={listTicks(window, zone)} window={window} base={BASE} />
        <path class="bar-gap bar-missed stretch" d={drawMissedStretches(runs, window)} />
        <ColumnBars {...shared} expected={expected} />
        {warnings.map(({ at }) => (
          <path key={at} class="timeline-warning" d={`M${toX(window, at)} ${TOP - 12}l5 9h-10z`} />
        ))}
      </>
    ),
  };
}

/** Lines on the base line for consecutive missed occurrences. */
function drawMissedStretches(runs: readonly PastRun[], window: TimeWindow): string {
  const ends = runs.flatMap(({ at, until, missed }) => (until !== null && missed > 1 ? [[at, until]] : []));
  return ends
    .map(([from, to]) => `M${Math.max(0, toX(window, from!))} ${BASE - 4}H${toX(window, to!)}`)
    .join('');
}

/** Occurrences without a run. A planned occurrence already has a run. */
function chooseNext(job: Job, runs: readonly PastRun[], occurrences: readonly number[]): number[] {
  const planned = new Set(runs.map((run) => run.scheduledFor));
  const left = job.max_runs === null ? Number.POSITIVE_INFINITY : Math.max(0, job.max_runs - job.run_count);
  return occurrences.slice(0, left).filter((time) => !planned.has(time));
}

type Status = Run['status'];

interface ColumnBarsProps {
  arranged: Columns;
  window: TimeWindow;
  base: number;
  /** Height of the tallest bar, in pixels. */
  height: number;
  /** Share of the height for upcoming occurrences: the median duration. */
  expected: number;
}

/** Draws timeline columns: bar height is the duration of one run, or the number of runs in a bucket. */
function ColumnBars({ arranged, window, base, height, expected }: ColumnBarsProps) {
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
const order: Status[] = ['succeeded', 'running', 'retrying', 'queued', 'canceled', 'failed'];
const gaps: Status[] = ['skipped', 'missed'];
const MIN_HEIGHT = 3;
/** Room for the mark of skipped or missed occurrences, whatever their number. */
const MARK_HEIGHT = 8;

function Stack({ column, base, unit }: { column: Column; base: number; unit: number }) {
  const { x, width, runs, next } = column;
  const counts = countByStatus(runs);
  let bottom = base;
  const stack = (height: number) => {
    const old = bottom;
    bottom -= height;
    return old;
  };
  return (
    <>
      {stackHeights(order, (status) => counts.get(status) ?? 0, unit, MIN_HEIGHT).map(([status, height]) => (
        <Bar key={status} {...{ x, width, height, status }} base={stack(height)} />
      ))}
      {gaps.map(
        (status) =>
          counts.has(status) && (
            <Bar key={status} {...{ x, width, status }} base={stack(MARK_HEIGHT)} height={MARK_HEIGHT} />
          ),
      )}
      {next.length > 0 && (
        <Tick x={x} base={bottom} width={width} height={Math.max(MIN_HEIGHT, next.length * unit)} />
      )}
    </>
  );
}

function countByStatus(runs: readonly PastRun[]): Map<Status, number> {
  const counts = new Map<Status, number>();
  for (const { status } of runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

const durations = [10, 100, 1_000, 10_000];

interface GridLinesProps {
  arranged: Columns;
  window: TimeWindow;
  base: number;
  height: number;
}

/** Horizontal grid lines with labels: durations, or the number of runs in a bucket. */
function GridLines({ arranged: { bucketMs, peak }, window: { width }, base, height }: GridLinesProps) {
  const lines =
    bucketMs === null
      ? durations.map((ms) => ({ share: barHeight(ms), text: formatSpan(ms) }))
      : [{ share: 1, text: `${formatCount(peak)} in` }];
  return (
    <g class="guides">
      {bucketMs !== null && <Label y={base - height + 14} text={formatSpan(bucketMs)} />}
      {lines.map(({ share, text }) => {
        const y = Math.round(base - share * height) + 0.5;
        return (
          <g key={text}>
            <path d={`M0 ${y}H${width}`} />
            <Label y={y} text={text} />
          </g>
        );
      })}
    </g>
  );
}

function Label({ y, text }: { y: number; text: string }) {
  return (
    <text x="-6" y={y + 4} text-anchor="end">
      {text}
    </text>
  );
}

/** Formats round durations as `1 s` instead of `1.00 s`. */
export const formatSpan = (ms: number) => formatDuration(ms).replace(/\.0+ /, ' ');
