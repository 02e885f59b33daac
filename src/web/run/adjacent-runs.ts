// Finds the previous run, the next run and the retries of a run.
import type { Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { timeOfRunId } from '../runs/run-id-time.ts';

export interface AdjacentRuns {
  previous: Run | undefined;
  next: Run | undefined;
  /** Newest first. */
  retries: Run[];
}

/** The page size limit of the API. */
const MAX_PAGE = 200;
/** The first search for the next run covers this many times the distance to the previous run. */
const SEARCH_FACTOR = 8;

export async function findAdjacentRuns(run: Run): Promise<AdjacentRuns> {
  const at = timeOfRunId(run.id);
  const list = (query: object) => api.runs.list({ job_id: run.job_id, limit: MAX_PAGE, ...query });
  const hasEnded = run.finished_at !== null;
  const [previous, retries] = await Promise.all([
    list({ to: toInstant(at), limit: 1 }),
    hasEnded ? list({ trigger: 'retry', from: run.finished_at }) : undefined,
  ]);
  return {
    previous: previous.data[0],
    next: await findNext(list, at, previous.data[0]),
    retries: retries?.data.filter(({ source_run_id }) => source_run_id === run.id) ?? [],
  };
}

/**
 * The API lists runs newest first, so the next run is the last one of a complete list. Searches a short period first;
 * returns undefined if more than a page of runs follows.
 */
async function findNext(
  list: (query: object) => PromiseLike<{ data: Run[]; next_cursor: string | null }>,
  at: number,
  previous: Run | undefined,
): Promise<Run | undefined> {
  const from = toInstant(at + 1);
  if (previous) {
    const distance = at - timeOfRunId(previous.id);
    const near = await list({ from, to: toInstant(at + 1 + SEARCH_FACTOR * distance) });
    if (near.data.length > 0 && near.next_cursor === null) return near.data.at(-1);
  }
  const all = await list({ from });
  return all.next_cursor === null ? all.data.at(-1) : undefined;
}

function toInstant(ms: number): string {
  return new Date(ms).toISOString();
}
