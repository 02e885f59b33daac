// Loads the past runs of a job, newest first. Finished runs are requested only once.
import { useEffect } from 'preact/hooks';
import type { Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { timeOfRunId } from '../format/time.ts';
import { useQuery } from '../query.ts';

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

interface Loaded extends PastRuns {
  /** Cursor of the next page; null at the end. */
  next: string | null;
}

export function usePastRuns(
  jobId: string,
  from: number,
): { past: PastRuns | undefined; refresh: () => Promise<void> } {
  const key = `past runs of ${jobId}`;
  const load = (_: unknown, known: Loaded | undefined) => loadRuns(jobId, from, known);
  const { data, refresh } = useQuery(key, load, { on: ['runs'], leastMs: MIN_INTERVAL_MS });
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
    isFinished: run.finished_at !== null,
  };
}
