// The planner's passes: what falls due becomes runs, and runs become messages.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely, Transaction } from 'kysely';
import type { Queue } from '../queue/queue.ts';
import { ScheduleError } from '../schedule/schedule.ts';
import {
  assignMessages,
  type JobProgress,
  lockDueJobs,
  lockUnsentRuns,
  type NewRun,
  parkInvalidJob,
  savePlans,
  settleJobs,
} from '../store/planning.ts';
import { cancelUnfinishedRuns, deletePlannedRuns } from '../store/runs.ts';
import type { Database } from '../store/schema.ts';
import { type Batch, batchRuns, enqueue } from './messages.ts';
import { type Plan, type PlannableJob, type PlannedRun, planJob } from './plan-job.ts';

/** How far ahead of `due_at` runs are planned and enqueued. */
export const LOOK_AHEAD_MS = 5_000;
const JOBS_AT_ONCE = 2_000;
const RUNS_AT_ONCE = 5_000;
/** After so much planning in one go the event loop has its turn. */
const SLICE_MS = 10;

export interface PlannerDeps {
  db: Kysely<Database>;
  queue: Queue;
  /** Hears of what failed and is tried again. */
  onError: (error: unknown) => void;
}

/** Plans every job that is due within the look-ahead; returns how many runs that made. */
export async function planDueJobs(
  { db, queue, onError }: PlannerDeps,
  now: Temporal.Instant,
): Promise<number> {
  const readAt = performance.now();
  const horizon = now.add({ milliseconds: LOOK_AHEAD_MS });
  let planned = 0;
  for (;;) {
    const { jobCount, batches } = await db.transaction().execute(async (trx) => {
      const jobs = await lockDueJobs(trx, horizon, JOBS_AT_ONCE);
      return { jobCount: jobs.length, batches: await planJobs(trx, jobs, now, { onError }) };
    });
    // Planning goes on without the queue: rescue finds what it has missed.
    await enqueue(queue, batches, now, readAt).catch(onError);
    planned += batches.reduce((sum, batch) => sum + batch.runs.length, 0);
    if (jobCount < JOBS_AT_ONCE) return planned;
  }
}

/**
 * Plans jobs that the caller has locked, up to the look-ahead (or `horizon`); returns what to enqueue once the
 * transaction is committed. `dueNotBefore` is the instant of the write where a write plans its job at once.
 */
export async function planJobs(
  trx: Transaction<Database>,
  jobs: PlannableJob[],
  now: Temporal.Instant,
  options: {
    horizon?: Temporal.Instant;
    dueNotBefore?: Temporal.Instant;
    onError: (error: unknown) => void;
  },
): Promise<Batch[]> {
  const horizon = options.horizon ?? now.add({ milliseconds: LOOK_AHEAD_MS });
  const planned: PlannedRun[] = [];
  const progress: JobProgress[] = [];
  let sliceEnd = performance.now() + SLICE_MS;
  for (const job of jobs) {
    const plan = await planOrPark(trx, job, now, horizon, options.onError);
    if (plan === undefined) continue;
    planned.push(...plan.runs);
    progress.push({ jobId: job.id, nextRun: plan.nextRun, nextDueAt: plan.nextRun });
    if (performance.now() > sliceEnd) {
      await nextTurn();
      sliceEnd = performance.now() + SLICE_MS;
    }
  }
  if (progress.length === 0) return [];

  const { dueNotBefore } = options;
  if (dueNotBefore) for (const run of planned) run.dueAt = later(run.dueAt, dueNotBefore);
  const batches = batchRuns(planned.filter((run) => run.missed === undefined));
  const messageIds = new Map(batches.flatMap(({ messageId, runs }) => runs.map(({ id }) => [id, messageId])));
  const rows = planned.map((run): NewRun => ({ ...run, messageId: messageIds.get(run.id) ?? null }));
  await savePlans(trx, rows, progress);
  await settleJobs(
    trx,
    progress.filter((job) => job.nextRun === null).map((job) => job.jobId),
  );
  return batches;
}

async function planOrPark(
  trx: Transaction<Database>,
  job: PlannableJob,
  now: Temporal.Instant,
  horizon: Temporal.Instant,
  onError: (error: unknown) => void,
): Promise<Plan | undefined> {
  try {
    return planJob(job, now, horizon);
  } catch (error) {
    // Planning is pure: whatever it fails with, it would fail with for ever, and the others must go on.
    if (!(error instanceof ScheduleError))
      onError(new Error(`Job ${job.id} cannot be planned.`, { cause: error }));
    await deletePlannedRuns(trx, job.id);
    await cancelUnfinishedRuns(trx, job.id, 'invalid');
    await parkInvalidJob(trx, job.id);
    return undefined;
  }
}

function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) >= 0 ? a : b;
}

/** Enqueues runs that have no message: retries that fall due, and runs that a worker gave back. */
export async function enqueueUnsentRuns(
  { db, queue, onError }: PlannerDeps,
  now: Temporal.Instant,
): Promise<void> {
  const readAt = performance.now();
  const horizon = now.add({ milliseconds: LOOK_AHEAD_MS });
  for (;;) {
    const batches = await db.transaction().execute(async (trx) => {
      const unsent = await lockUnsentRuns(trx, horizon, RUNS_AT_ONCE);
      const batches = batchRuns(unsent.map((run) => ({ id: run.id, dueAt: run.due_at })));
      const assigned = batches.flatMap(({ messageId, runs }) => runs.map(({ id }) => ({ id, messageId })));
      if (assigned.length > 0) await assignMessages(trx, assigned);
      return batches;
    });
    await enqueue(queue, batches, now, readAt).catch(onError);
    if (batches.reduce((sum, batch) => sum + batch.runs.length, 0) < RUNS_AT_ONCE) return;
  }
}
