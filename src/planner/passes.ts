// The planner's passes: what falls due becomes runs, and runs become messages.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely, Transaction } from 'kysely';
import type { Queue } from '../queue/queue.ts';
import { ON_TIME_MS } from '../schedule/catch-up.ts';
import { ScheduleError } from '../schedule/schedule.ts';
import { type ReleasedRun, releaseHeldRuns } from '../store/held.ts';
import type { JobRow } from '../store/jobs.ts';
import { failJob } from '../store/outcomes.ts';
import {
  assignMessages,
  closeFullJobs,
  countQueuedRuns,
  type JobProgress,
  lockDueJobs,
  lockUnsentRuns,
  type NewRun,
  savePlans,
  settleJobs,
} from '../store/planning.ts';
import type { Database } from '../store/schema.ts';
import { type Batch, batchRuns, enqueue } from './messages.ts';
import { type Plan, type PlannedRun, planJob } from './plan-job.ts';

/** How far ahead of `due_at` runs are planned and enqueued. */
export const LOOK_AHEAD_MS = 5_000;
const JOBS_AT_ONCE = 2_000;
const RUNS_AT_ONCE = 5_000;
/** How long a pass goes on planning what is late. */
export const PASS_MS = 1_000;
/** After so much planning in one go the event loop has its turn. */
const SLICE_MS = 10;

export interface PlannerDeps {
  db: Kysely<Database>;
  queue: Queue;
  /** Hears of what failed and is tried again. */
  onError: (error: unknown) => void;
}

/**
 * Plans every job that is due within the look-ahead; returns how many runs that made. What is late comes after what is
 * not: after an outage it takes `PASS_MS` at the most before what has become due meanwhile has its turn.
 */
export async function planDueJobs(deps: PlannerDeps, now: Temporal.Instant): Promise<number> {
  const startedAt = performance.now();
  const horizon = now.add({ milliseconds: LOOK_AHEAD_MS });
  const lateLine = now.subtract({ milliseconds: ON_TIME_MS });
  let planned = 0;
  for (let isLeft = true; isLeft; ) {
    const { runCount, ...round } = await planRound(deps, lateLine, horizon, now, startedAt);
    planned += runCount;
    isLeft = round.isLeft;
  }
  for (let isLeft = true; isLeft && performance.now() - startedAt < PASS_MS; ) {
    const { runCount, ...round } = await planRound(deps, undefined, lateLine, now, startedAt);
    planned += runCount;
    isLeft = round.isLeft;
  }
  return planned;
}

/** One transaction's worth of jobs that are due after `from` and by `to`. `readAt` is when `now` was read. */
async function planRound(
  { db, queue, onError }: PlannerDeps,
  from: Temporal.Instant | undefined,
  to: Temporal.Instant,
  now: Temporal.Instant,
  readAt: number,
): Promise<{ runCount: number; isLeft: boolean }> {
  const { jobCount, planned } = await db.transaction().execute(async (trx) => {
    const jobs = await lockDueJobs(trx, from, to, JOBS_AT_ONCE);
    return { jobCount: jobs.length, planned: await planJobs(trx, jobs, now, { onError }) };
  });
  // Planning goes on without the queue: rescue finds what it has missed.
  await enqueue(queue, planned.batches, now, readAt).catch(onError);
  return { runCount: planned.runCount, isLeft: planned.jobCount < jobCount || jobCount === JOBS_AT_ONCE };
}

export interface Planned {
  /** To be enqueued once the transaction is committed. */
  batches: Batch[];
  /** How many rows were made, missed and held ones too. */
  runCount: number;
  /** How many of the jobs were looked at: of many runs some are left for another transaction. */
  jobCount: number;
}

/**
 * Plans jobs that the caller has locked, up to the look-ahead (or `horizon`). `dueNotBefore` is the instant of the
 * write where a write plans its job at once.
 */
export async function planJobs(
  trx: Transaction<Database>,
  jobs: JobRow[],
  now: Temporal.Instant,
  options: {
    horizon?: Temporal.Instant;
    dueNotBefore?: Temporal.Instant;
    onError: (error: unknown) => void;
  },
): Promise<Planned> {
  const horizon = options.horizon ?? now.add({ milliseconds: LOOK_AHEAD_MS });
  const limited = jobs.filter((job) => job.max_runs !== null).map((job) => job.id);
  const queued = limited.length > 0 ? await countQueuedRuns(trx, limited) : new Map<string, number>();
  const planned: PlannedRun[] = [];
  const progress: JobProgress[] = [];
  let sliceEnd = performance.now() + SLICE_MS;
  let jobCount = 0;
  for (const job of jobs) {
    if (planned.length >= RUNS_AT_ONCE) break;
    jobCount += 1;
    const places =
      job.max_runs === null
        ? Number.POSITIVE_INFINITY
        : job.max_runs - job.run_count - (queued.get(job.id) ?? 0);
    const plan = await planOrPark(trx, job, now, horizon, places, options.onError);
    if (plan === undefined) continue;
    for (const run of plan.runs) planned.push(run);
    progress.push({ jobId: job.id, nextRun: plan.nextRun, nextDueAt: plan.nextDueAt });
    if (performance.now() > sliceEnd) {
      await nextTurn();
      sliceEnd = performance.now() + SLICE_MS;
    }
  }
  if (progress.length === 0) return { batches: [], runCount: 0, jobCount };

  const { dueNotBefore } = options;
  if (dueNotBefore) for (const run of planned) run.dueAt = later(run.dueAt, dueNotBefore);
  const batches = batchRuns(planned.filter((run) => run.missed === undefined && !run.isHeld));
  const messageIds = new Map(batches.flatMap(({ messageId, runs }) => runs.map(({ id }) => [id, messageId])));
  const rows = planned.map((run): NewRun => ({ ...run, messageId: messageIds.get(run.id) ?? null }));
  await savePlans(trx, rows, progress);
  if (limited.length > 0) await closeFullJobs(trx, limited);
  const holding = [...new Set(planned.filter((run) => run.isHeld).map((run) => run.jobId))];
  if (holding.length > 0) batches.push(...toBatches(await releaseHeldRuns(trx, holding)));
  await settleJobs(
    trx,
    progress.filter((job) => job.nextRun === null).map((job) => job.jobId),
  );
  return { batches, runCount: planned.length, jobCount };
}

/** Each released run has a message of its own: the one after it waits for its end. */
export function toBatches(released: ReleasedRun[]): Batch[] {
  return released.map((run) => ({
    messageId: run.message_id,
    runs: [{ id: run.id, dueAt: run.due_at }],
    isLate: true,
  }));
}

async function planOrPark(
  trx: Transaction<Database>,
  job: JobRow,
  now: Temporal.Instant,
  horizon: Temporal.Instant,
  places: number,
  onError: (error: unknown) => void,
): Promise<Plan | undefined> {
  try {
    return planJob(job, now, horizon, places);
  } catch (error) {
    // Planning is pure: whatever it fails with, it would fail with for ever, and the others must go on.
    if (!(error instanceof ScheduleError))
      onError(new Error(`Job ${job.id} cannot be planned.`, { cause: error }));
    await failJob(trx, job.id, 'invalid');
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
