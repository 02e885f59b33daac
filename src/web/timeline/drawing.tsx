// Computes and draws the visible part of a job's timeline; called only when data or window change.
import type { ComponentChildren } from 'preact';
import type { Job, Preview } from '../../../client/src/index.ts';
import { Axis, listTicks } from './axis.tsx';
import { barHeight } from './bars.tsx';
import { ColumnBars } from './column-bars.tsx';
import { arrangeColumns, type Columns } from './columns.ts';
import { GridLines } from './grid-lines.tsx';
import type { PastRun, PastRuns } from './past-runs.ts';
import { NoteShapes, type TimelineNote } from './timeline-notes.tsx';
import { MAX_OCCURRENCES } from './use-timeline.ts';
import { type TimeWindow, toX } from './window.ts';

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
