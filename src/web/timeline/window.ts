// The time window of a job's timeline: its range, its ticks, and the runs and occurrences in it.

import { useMemo } from 'preact/hooks';
import type { Job, Preview } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../format/units.ts';
import { toPreviewInput } from '../parts/preview.tsx';
import { useQuery } from '../query.ts';
import { query } from '../router.ts';
import { type PastRuns, usePastRuns } from './past-runs.ts';

export const ranges = {
  minutes: { text: '10 min', words: 'the last 10 minutes', ms: 10 * MINUTE_MS },
  hour: { text: 'Hour', words: 'the last hour', ms: HOUR_MS },
  day: { text: 'Day', words: 'the last day', ms: DAY_MS },
  week: { text: 'Week', words: 'the last week', ms: 7 * DAY_MS },
  month: { text: 'Month', words: 'the last 30 days', ms: 30 * DAY_MS },
};

export type Range = keyof typeof ranges;

export const rangeNames = Object.keys(ranges) as Range[];

const isRange = (name: string | null): name is Range => name !== null && name in ranges;

/** Width of the labels left of the chart, in pixels. */
export const GUTTER = 52;
const AHEAD_SHARE = 1 / 3;
/** Number of past occurrences that the default range shows. */
const DEFAULT_OCCURRENCES = 20;

/** Instants are Unix milliseconds. */
export interface TimeWindow {
  from: number;
  now: number;
  to: number;
  width: number;
}

export function createWindow(range: Range, now: number, width: number): TimeWindow {
  const { ms } = ranges[range];
  // Move in steps of a pixel, because most seconds change nothing visible.
  const step = Math.max(1_000, (ms * (1 + AHEAD_SHARE)) / Math.max(width, 1));
  const moved = Math.floor(now / step) * step;
  return { from: moved - ms, now: moved, to: moved + ms * AHEAD_SHARE, width };
}

export const toX = ({ from, to, width }: TimeWindow, at: number) => ((at - from) / (to - from)) * width;

/** The shortest range that shows enough occurrences of the schedule. */
function defaultRange(job: Job, occurrences: Preview['occurrences'], now: number): Range {
  const interval = meanInterval(occurrences.map(({ at }) => Date.parse(at)));
  if (interval !== undefined) return shortest((ms) => ms >= DEFAULT_OCCURRENCES * interval);
  const ahead = job.next_run === null ? 0 : Date.parse(job.next_run) - now;
  const behind = job.last_run === null ? 0 : now - Date.parse(job.last_run.scheduled_for);
  return shortest((ms) => ms * AHEAD_SHARE > ahead && ms > behind, 'hour');
}

/** Number of occurrences to request: twice the visible number, for when the window has moved. */
function countUpcoming(range: Range, occurrences: Preview['occurrences']): number {
  const interval = meanInterval(occurrences.map(({ at }) => Date.parse(at))) ?? Number.POSITIVE_INFINITY;
  return Math.min(1_000, Math.max(10, Math.ceil((2 * AHEAD_SHARE * ranges[range].ms) / interval)));
}

/** Mean time between instants; undefined for fewer than two. */
function meanInterval(times: readonly number[]): number | undefined {
  if (times.length < 2) return undefined;
  return (times.at(-1)! - times[0]!) / (times.length - 1);
}

function shortest(isEnough: (ms: number) => boolean, min: Range = 'minutes'): Range {
  const candidates = rangeNames.slice(rangeNames.indexOf(min));
  return candidates.find((name) => isEnough(ranges[name].ms)) ?? 'month';
}

// Chooses round durations for the ticks of time axes and the buckets of charts.

// Loads the data of a job's timeline: time range, past runs and upcoming occurrences.

/** Limit of the API. */
export const MAX_OCCURRENCES = 1_000;
/** Minimum time between requests. Twice the visible occurrences are requested, so they last. */
const MIN_INTERVAL_MS = 30_000;

export interface Timeline {
  /** Undefined while loading. */
  range: Range | undefined;
  past: PastRuns | undefined;
  ahead: Preview | undefined;
  refresh: () => Promise<void>;
}

/** @param preview the next few occurrences; undefined while loading, null if there are none */
export function useTimeline(job: Job, preview: Preview | null | undefined): Timeline {
  const isLoaded = preview !== undefined;
  // Use the first loaded occurrences only, so that the range does not change as time passes.
  const automatic = useMemo(
    () => (isLoaded ? defaultRange(job, preview?.occurrences ?? [], Date.now()) : undefined),
    [job.version, isLoaded],
  );
  const named = query.value.get('range');
  const range = isRange(named) ? named : automatic;
  const count = range && preview && job.status === 'active' ? countUpcoming(range, preview.occurrences) : 0;
  const { data } = useQuery(
    `ahead of ${job.id}, ${job.version} ${job.status} ${range} ${count > 0}`,
    async () => (count > 0 ? await api.schedules.preview({ ...toPreviewInput(job), count }) : undefined),
    { on: [], leastMs: MIN_INTERVAL_MS },
  );
  const from = Date.now() - (range ? ranges[range].ms : 0);
  const { past, refresh } = usePastRuns(job.id, from);
  return { range, past, ahead: data.value, refresh };
}
