// Data of a job's timeline: its range, past runs and upcoming occurrences.
import { useEffect, useMemo } from 'preact/hooks';
import type { Job, Preview, Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { waitForHost } from '../format/run-text.ts';
import { timeOfRunId } from '../format/time.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../format/units.ts';
import { toPreviewInput } from '../parts/preview.tsx';
import { type Context, useQuery } from '../query.ts';
import { query } from '../router.ts';
import type { TimeWindow } from './chart.tsx';

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

const AHEAD_SHARE = 1 / 3;
/** Number of past occurrences that the default range shows. */
const DEFAULT_OCCURRENCES = 20;

export function createWindow(range: Range, now: number, width: number): TimeWindow {
  const { ms } = ranges[range];
  // Move in steps of a pixel, because most seconds change nothing visible.
  const step = Math.max(1_000, (ms * (1 + AHEAD_SHARE)) / Math.max(width, 1));
  const moved = Math.floor(now / step) * step;
  return { from: moved - ms, now: moved, to: moved + ms * AHEAD_SHARE, width };
}

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

/** Limit of the API. */
export const MAX_OCCURRENCES = 1_000;
/** Minimum time between requests. Twice the visible occurrences are requested, so they last. */
const PREVIEW_INTERVAL_MS = 30_000;

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
    { on: [], leastMs: PREVIEW_INTERVAL_MS },
  );
  const from = Date.now() - (range ? ranges[range].ms : 0);
  const { past, refresh } = usePastRuns(job.id, from);
  return { range, past, ahead: data.value, refresh };
}

/** The drawn properties of a run. Instants are Unix milliseconds. */
export interface PastRun {
  id: string;
  status: Run['status'];
  at: number;
  /** The occurrence. Differs from `at` for backfills and reruns, which run later. */
  scheduledFor: number;
  /** Last of several missed occurrences. */
  until: number | null;
  missed: number;
  durationMs: number | null;
  latenessMs: number | null;
  code: number | null;
  /** Why a due run waits for its host; empty for other runs. */
  wait: string;
  isFinished: boolean;
}

export interface PastRuns {
  runs: readonly PastRun[];
  /** Start of the loaded runs; null if all runs are loaded. */
  since: number | null;
}

const PAGE_SIZE = 200;
/** More bars would be too thin to distinguish. */
const MAX_RUNS = 1_600;
const RUNS_INTERVAL_MS = 3_000;

interface Loaded extends PastRuns {
  /** Cursor of the next page; null at the end. */
  next: string | null;
}

function usePastRuns(
  jobId: string,
  from: number,
): { past: PastRuns | undefined; refresh: () => Promise<void> } {
  const key = `past runs of ${jobId}`;
  const load = ({ known }: Context<Loaded>) => loadRuns(jobId, from, known);
  const { data, refresh } = useQuery(key, load, { on: ['runs'], leastMs: RUNS_INTERVAL_MS });
  const count = data.value?.runs.length ?? 0;
  const isIncomplete = (data.value?.since ?? 0) > from && count < MAX_RUNS;
  // Show the loaded runs and request the next page.
  useEffect(() => {
    if (isIncomplete) void refresh();
  }, [isIncomplete, count]);
  return { past: data.value, refresh };
}

/** Requests the unfinished and newer runs, and the next page if the loaded runs do not reach back to `from`. */
async function loadRuns(jobId: string, from: number, known: Loaded | undefined): Promise<Loaded> {
  // After a long time, start again: the first runs are far out of the range.
  const kept = known && known.runs.length <= 2 * MAX_RUNS ? known : undefined;
  const newest = (kept && (await loadNewer(jobId, kept))) ?? (await loadPage(jobId, {}));
  const oldest = newest.runs.at(-1);
  if (newest.next === null || !oldest || newest.runs.length >= MAX_RUNS || timeOfRunId(oldest.id) <= from)
    return newest;
  const page = await loadPage(jobId, { cursor: newest.next });
  return { ...page, runs: [...newest.runs, ...page.runs] };
}

async function loadPage(jobId: string, query: { cursor?: string; from?: string }): Promise<Loaded> {
  const { data, next_cursor: next } = await api.jobs.listRuns(jobId, { limit: PAGE_SIZE, ...query });
  const runs = data.map(toPastRun);
  return { runs, next, since: next === null ? null : timeOfRunId(runs.at(-1)!.id) };
}

/** Requests the runs since the oldest unfinished run. Older runs no longer change. Undefined if they are too many. */
async function loadNewer(jobId: string, known: Loaded): Promise<Loaded | undefined> {
  const oldest = known.runs.findLast((run) => !run.isFinished) ?? known.runs[0];
  if (oldest === undefined) return undefined;
  const from = timeOfRunId(oldest.id);
  const fresh: PastRun[] = [];
  let cursor: string | null = null;
  do {
    const page: Loaded = await loadPage(jobId, {
      from: new Date(from).toISOString(),
      ...(cursor !== null && { cursor }),
    });
    fresh.push(...page.runs);
    cursor = page.next;
  } while (cursor !== null && fresh.length < MAX_RUNS);
  if (cursor !== null) return undefined;
  return { ...known, runs: [...fresh, ...known.runs.filter((run) => timeOfRunId(run.id) < from)] };
}

function toPastRun(run: Run): PastRun {
  const scheduledFor = Date.parse(run.scheduled_for);
  // Backfills and reruns are drawn when they ran. At their occurrence they would cover the original run.
  const isLater = run.trigger === 'backfill' || run.trigger === 'retry';
  return {
    id: run.id,
    status: run.status,
    at: isLater ? Date.parse(run.started_at ?? run.due_at) : scheduledFor,
    scheduledFor,
    until: run.missed_until === null ? null : Date.parse(run.missed_until),
    missed: run.missed_count ?? 0,
    durationMs: run.duration_ms,
    latenessMs: run.lateness_ms,
    code: run.status_code,
    wait: waitForHost(run),
    isFinished: run.finished_at !== null,
  };
}
