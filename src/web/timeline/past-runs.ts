// Loads the past runs of a job, newest first. Finished runs are requested only once.
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { recall, remember, useLive } from '../live.ts';
import { timeOfRunId } from '../runs/run-id-time.ts';

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
const MIN_INTERVAL_MS = 1_500;

export function usePastRuns(
  jobId: string,
  from: number,
): { past: PastRuns | undefined; refresh: () => Promise<void> } {
  const latestFrom = useRef(from);
  latestFrom.current = from;
  const load = useMemo(() => getLoader(jobId), [jobId]);
  const live = useLive(`past of ${jobId}`, () => load(latestFrom.current), {
    on: ['runs'],
    leastMs: MIN_INTERVAL_MS,
  });
  const { data, refresh } = live;
  const count = data.value?.runs.length ?? 0;
  const isIncomplete = (data.value?.since ?? 0) > from && count < MAX_RUNS;
  // Show the loaded runs and request the next page.
  useEffect(() => {
    if (isIncomplete) void refresh();
  }, [isIncomplete, count]);
  return { past: data.value, refresh };
}

/** Reuses the loader of an earlier visit, with its runs. */
function getLoader(jobId: string): ReturnType<typeof createLoader> {
  const key = `past runs loader of ${jobId}`;
  const loader = recall<ReturnType<typeof createLoader>>(key) ?? createLoader(jobId);
  remember(key, loader);
  return loader;
}

function createLoader(jobId: string): (from: number) => Promise<PastRuns> {
  let loaded: PastRun[] = [];
  /** Cursor of the next page; null at the end, undefined before the first response. */
  let nextCursor: string | null | undefined;

  // Run one request at a time: two parallel requests would load the same page twice.
  let last: Promise<unknown> = Promise.resolve();
  return (from) => {
    const result = last.then(() => loadFrom(from));
    last = result.catch(() => undefined);
    return result;
  };

  async function loadFrom(from: number): Promise<PastRuns> {
    // After a long time, start again: the first runs are far out of the range.
    if (loaded.length > 2 * MAX_RUNS) nextCursor = undefined;
    if (nextCursor === undefined) await restart();
    else await refresh();
    if (typeof nextCursor === 'string' && loaded.length < MAX_RUNS && timeOfRunId(loaded.at(-1)!.id) > from) {
      const page = await api.jobs.listRuns(jobId, { limit: PAGE_SIZE, cursor: nextCursor });
      loaded = [...loaded, ...page.data.map(toPastRun)];
      nextCursor = page.next_cursor;
    }
    return { runs: loaded, since: nextCursor === null ? null : timeOfRunId(loaded.at(-1)!.id) };
  }

  async function restart(): Promise<void> {
    const page = await api.jobs.listRuns(jobId, { limit: PAGE_SIZE });
    loaded = page.data.map(toPastRun);
    nextCursor = page.next_cursor;
  }

  /** Requests the runs since the oldest unfinished run. Older runs no longer change. */
  async function refresh(): Promise<void> {
    const oldest = loaded.findLast((run) => !run.isFinished) ?? loaded[0];
    if (oldest === undefined) return await restart();
    const from = timeOfRunId(oldest.id);
    const fresh: PastRun[] = [];
    let cursor: string | null = null;
    do {
      const query = {
        from: new Date(from).toISOString(),
        limit: PAGE_SIZE,
        ...(cursor !== null && { cursor }),
      };
      const page = await api.jobs.listRuns(jobId, query);
      fresh.push(...page.data.map(toPastRun));
      cursor = page.next_cursor;
    } while (cursor !== null && fresh.length < MAX_RUNS);
    // More new runs than the timeline can show: load from the start.
    if (cursor !== null) return await restart();
    loaded = [...fresh, ...loaded.filter((run) => timeOfRunId(run.id) < from)];
  }
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
    isFinished: run.finished_at !== null,
  };
}
