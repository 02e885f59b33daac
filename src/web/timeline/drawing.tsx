// What a job's timeline shows within its window, worked out only when something of it has changed.
import type { ComponentChildren } from 'preact';
import type { Job, Preview } from '../../../client/src/index.ts';
import { Axis, listTicks } from './axis.tsx';
import { heightOf } from './bar.tsx';
import { ColumnBars } from './column-bars.tsx';
import { arrange, type Columns } from './columns.ts';
import { Guides } from './guides.tsx';
import type { Past, PastRun } from './past.ts';
import { AHEAD_AT_MOST } from './use-timeline.ts';
import { toX, type Window } from './window.ts';

export const TOP = 14;
export const BARS = 84;
export const BASE = TOP + BARS;
export const HEIGHT = BASE + 22;
/** As long as a run is thought to take, before there was one. */
const USUAL_MS = 300;

export interface Drawing {
  runs: readonly PastRun[];
  next: readonly number[];
  /** What a clock change does to occurrences in sight. */
  warnings: readonly { at: number; message: string }[];
  arranged: Columns;
  /** Nothing is known before it; null where everything in sight is. */
  since: number | null;
  /** More are to come than were asked for. */
  isCut: boolean;
  picture: ComponentChildren;
}

export function draw(job: Job, past: Past, ahead: Preview | undefined, window: Window): Drawing {
  const isIn = (time: number) => time >= window.from && time < window.to;
  const runs = past.runs.filter(({ at, until }) => isIn(at) || (until !== null && isIn(until)));
  const occurrences = (ahead?.occurrences ?? []).map(({ at }) => Date.parse(at));
  const next = chooseNext(job, runs, occurrences).filter((time) => time > window.now && isIn(time));
  const warnings = (ahead?.warnings ?? []).flatMap(({ at, message }) =>
    at && isIn(Date.parse(at)) ? [{ at: Date.parse(at), message }] : [],
  );
  const took = past.runs.flatMap(({ tookMs }) => tookMs ?? []).sort((a, b) => a - b);
  const expected = heightOf(took[Math.floor(took.length / 2)] ?? USUAL_MS);
  const arranged = arrange(runs, next, window);
  const shared = { arranged, window, base: BASE, height: BARS };
  return {
    ...{ runs, next, warnings, arranged },
    since: past.since !== null && past.since > window.from ? past.since : null,
    isCut: occurrences.length === AHEAD_AT_MOST && occurrences.at(-1)! < window.to,
    picture: (
      <>
        <Guides {...shared} />
        <Axis ticks={listTicks(window, job.timezone)} window={window} base={BASE} />
        <path class="bar-gap bar-missed stretch" d={drawStretches(runs, window)} />
        <ColumnBars {...shared} expected={expected} />
        {warnings.map(({ at }) => (
          <path key={at} class="timeline-warning" d={`M${toX(window, at)} ${TOP - 12}l5 9h-10z`} />
        ))}
      </>
    ),
  };
}

/** Many occurrences in a row that did not run: a line on the ground, as long as they lasted. */
function drawStretches(runs: readonly PastRun[], window: Window): string {
  const ends = runs.flatMap(({ at, until, missed }) => (until !== null && missed > 1 ? [[at, until]] : []));
  return ends
    .map(([from, to]) => `M${Math.max(0, toX(window, from!))} ${BASE - 4}H${toX(window, to!)}`)
    .join('');
}

/** Occurrences that will be; what is planned already is a run. */
function chooseNext(job: Job, runs: readonly PastRun[], occurrences: readonly number[]): number[] {
  const planned = new Set(runs.map((run) => run.scheduledFor));
  const left = job.max_runs === null ? Number.POSITIVE_INFINITY : Math.max(0, job.max_runs - job.run_count);
  return occurrences.slice(0, left).filter((time) => !planned.has(time));
}
