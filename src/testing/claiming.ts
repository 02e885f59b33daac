// Test helper: claims, ends and moves runs as a worker and the planner do.
import type { RawBuilder } from 'kysely';
import { expect } from 'vitest';
import { planDueJobs } from '../planner/passes.ts';
import type { Claim } from '../store/claims.ts';
import { claimRuns } from '../store/claims.ts';
import { newId, scheduledRunId } from '../store/ids.ts';
import { insertPlanned, type PlannedLiveRun, plannedRows } from '../store/live-runs.ts';
import { databaseNow, type Store } from '../store/open.ts';
import { listRuns } from '../store/run-lists.ts';
import type { RunInList } from '../store/runs.ts';
import type { ReleasedRun } from '../store/waiting-runs.ts';
import { decideRuns } from '../worker/decide-runs.ts';
import { insertTestJobs, type TestStore } from './store.ts';

/** Both steps of a worker: the claim, and the decisions about undecided runs. */
export async function claimAndDecide(
  { hot }: Store,
  runIds: string[],
  token = newId(),
): Promise<Claim & { released: ReleasedRun[] }> {
  const first = await claimRuns(hot, runIds, token);
  if (first.undecided.length === 0) return { ...first, released: [] };
  const second = await decideRuns(hot, first.undecided, token);
  return {
    ...second,
    claimed: [...first.claimed, ...second.claimed],
    early: [...first.early, ...second.early],
    busy: [...first.busy, ...second.busy],
    gone: [...first.gone, ...second.gone],
  };
}

/** Sets the next occurrence of the job to `at`, or to the distant future. */
export async function moveJob(store: Store, jobId: string, at = '2099-01-01T00:00:00Z'): Promise<void> {
  const next = { next_run: at, next_due_at: at };
  await store.db.updateTable('job_states').set(next).where('job_id', '=', jobId).execute();
}

/** Plans the job's occurrences at these instants, each with the look-ahead of its own pass. */
export async function planAt(
  store: TestStore,
  jobId: string,
  instants: Temporal.Instant[],
  passAt: (instant: Temporal.Instant) => Temporal.Instant = (instant) => instant,
): Promise<void> {
  const onError = (error: unknown) => {
    throw error;
  };
  for (const instant of instants) {
    await moveJob(store, jobId, String(instant));
    await planDueJobs({ ...store, db: store.planning, onError }, passAt(instant));
  }
}

export async function oldestFirst({ db }: Store, jobId: string): Promise<RunInList[]> {
  return (await listRuns(db, { jobId, limit: 200 })).toReversed();
}

/** Inserts queued runs of the jobs as a plan does, each with a separate message. Returns their IDs in this order. */
export async function insertQueuedRuns(
  { db }: Store,
  runs: { jobId: string; at: Temporal.Instant }[],
): Promise<string[]> {
  const planned = runs.map(({ jobId, at }): PlannedLiveRun => {
    const id = scheduledRunId(jobId, at);
    return { id, jobId, jobName: 'job', scheduledFor: at, dueAt: at, isWaiting: false, messageId: newId() };
  });
  await insertPlanned(plannedRows(planned)).execute(db);
  return planned.map((run) => run.id);
}

/** Locks rows in a transaction of another connection for as long as `work` takes. */
export async function whileLocked<T>(
  { db }: Store,
  lock: RawBuilder<unknown>,
  work: () => Promise<T>,
): Promise<T> {
  return await db.transaction().execute(async (trx) => {
    await lock.execute(trx);
    return await work();
  });
}

/** Checks that each requested run is in exactly one list of the claim's response. */
export function checkLists(runIds: string[], answer: Claim): void {
  const { claimed, early, busy, undecided, gone } = lists(answer);
  expect([...claimed, ...early, ...busy, ...undecided, ...gone].toSorted()).toEqual(runIds.toSorted());
}

/** The IDs in each list. */
export function lists({ claimed, early, busy, undecided, gone }: Claim) {
  const ids = (runs: { id: string }[]) => runs.map((run) => run.id);
  return { claimed: ids(claimed), early: ids(early), busy, undecided, gone };
}

/** Due runs, each of a separate job. */
export async function queueDueRuns(
  store: Store,
  count: number,
): Promise<{ jobIds: string[]; runIds: string[] }> {
  const jobIds = await insertTestJobs(store, count, '2099-01-01T00:00:00Z');
  const at = await databaseNow(store.db);
  const runIds = await insertQueuedRuns(
    store,
    jobIds.map((jobId) => ({ jobId, at })),
  );
  return { jobIds, runIds };
}
