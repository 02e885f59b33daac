// The runs of the same job around a run: the one before it, the one after it, and those that repeat it.
import type { Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { timeOf } from '../runs/run-time.ts';

export interface Around {
  before: Run | undefined;
  after: Run | undefined;
  /** Newest first. */
  repeats: Run[];
}

/** The most that one question is answered with. */
const MOST = 200;
/** How many distances to the run before are looked ahead at first. */
const AHEAD = 8;

export async function findAround(run: Run): Promise<Around> {
  const at = timeOf(run.id);
  const list = (query: object) => api.runs.list({ job_id: run.job_id, limit: MOST, ...query });
  const isOver = run.finished_at !== null;
  const [before, repeats] = await Promise.all([
    list({ to: toInstant(at), limit: 1 }),
    isOver ? list({ trigger: 'retry', from: run.finished_at }) : undefined,
  ]);
  return {
    before: before.data[0],
    after: await findAfter(list, at, before.data[0]),
    repeats: repeats?.data.filter(({ source_run_id }) => source_run_id === run.id) ?? [],
  };
}

/** Lists begin with the newest: the next one is the last of a list that is known to its end. */
async function findAfter(
  list: (query: object) => PromiseLike<{ data: Run[]; next_cursor: string | null }>,
  at: number,
  before: Run | undefined,
): Promise<Run | undefined> {
  const from = toInstant(at + 1);
  if (before) {
    const near = await list({ from, to: toInstant(at + 1 + AHEAD * (at - timeOf(before.id))) });
    if (near.data.length > 0 && near.next_cursor === null) return near.data.at(-1);
  }
  const all = await list({ from });
  return all.next_cursor === null ? all.data.at(-1) : undefined;
}

function toInstant(ms: number): string {
  return new Date(ms).toISOString();
}
