// The planner's passes: insert the runs of due occurrences and enqueue their messages.
import type { Kysely, Transaction } from 'kysely';
import type { Queue } from '../queue/queue.ts';
import { ON_TIME_MS } from '../schedule/catch-up.ts';
import { completeJobs } from '../store/job-completion.ts';
import { failJobs } from '../store/job-states.ts';
import {
  assignMessages,
  countBacklog,
  type DueJob,
  findEndedIds,
  type JobProgress,
  lockDueJobs,
  lockUnsentRuns,
  type MissedStretch,
  savePlans,
} from '../store/planning.ts';
import { closeFullJobs, countQueuedRuns } from '../store/run-limits.ts';
import { type Runtime, systemRuntime } from '../store/runtime.ts';
import type { Database } from '../store/schema.ts';
import { releaseWaitingRuns } from '../store/waiting-runs.ts';
import { planIsolated } from './isolate.ts';
import { type Batch, batchRuns, enqueue, toBatches, toMessages } from './messages.ts';
import { type Plan, type PlannedRun, planJob } from './plan-job.ts';

/** How far ahead of `due_at` runs are planned and enqueued. */
export const LOOK_AHEAD_MS = 5_000;
const JOBS_AT_ONCE = 2_000;
const RUNS_AT_ONCE = 5_000;
/** Time limit for planning overdue jobs in one pass. */
export const PASS_MS = 1_000;
/** Planning yields to the event loop after so long. */
const SLICE_MS = 10;
/** Planning pauses while so many due runs have not started; catch-up then decides about late occurrences. */
const BACKLOG_AT_MOST = 100_000;
/** A run that has not started so long after its due time counts as backlog. */
const BEHIND_MS = 2_000;

export interface PlannerDeps {
  db: Kysely<Database>;
  queue: Queue;
  /** Called with errors that are retried. */
  onError: (error: unknown) => void;
  /** Called after each transaction of a pass: behind a large backlog a pass takes minutes. */
  onRound?: () => void;
  runtime?: Runtime;
}

/** Whether workers are so far behind that more runs would only wait in the queue. */
export async function isBackedUp({ db }: PlannerDeps, now: Temporal.Instant): Promise<boolean> {
  const behind = now.subtract({ milliseconds: BEHIND_MS });
  return (await countBacklog(db, behind, BACKLOG_AT_MOST)) >= BACKLOG_AT_MOST;
}

/** Plans every job that is due after `from` and within the look-ahead. Returns the number of runs. */
export async function planDueJobs(
  deps: PlannerDeps,
  now: Temporal.Instant,
  from: Temporal.Instant = lateLine(now),
): Promise<number> {
  return await planRounds(
    deps,
    from,
    now.add({ milliseconds: LOOK_AHEAD_MS }),
    now,
    Number.POSITIVE_INFINITY,
  );
}

/**
 * Plans jobs that are due by `to`, oldest first, for at most `PASS_MS`, so that newly due jobs do not wait. The query
 * also reads index entries of earlier plans that a long transaction keeps.
 */
export async function planOverdueJobs(
  deps: PlannerDeps,
  now: Temporal.Instant,
  to: Temporal.Instant = lateLine(now),
): Promise<number> {
  return await planRounds(deps, undefined, to, now, PASS_MS);
}

function lateLine(now: Temporal.Instant): Temporal.Instant {
  return now.subtract({ milliseconds: ON_TIME_MS });
}

async function planRounds(
  deps: PlannerDeps,
  from: Temporal.Instant | undefined,
  to: Temporal.Instant,
  now: Temporal.Instant,
  budgetMs: number,
): Promise<number> {
  const { monotonicNow } = deps.runtime ?? systemRuntime;
  const startedAt = monotonicNow();
  let planned = 0;
  for (let isLeft = true; isLeft && monotonicNow() - startedAt < budgetMs; ) {
    const round = await planRound(deps, from, to, now, startedAt);
    planned += round.runCount;
    isLeft = round.isLeft;
  }
  return planned;
}

/** Plans the jobs of one transaction, due after `from` and by `to`. `readAt` is the monotonic time of `now`. */
async function planRound(
  { db, queue, onError, onRound, runtime = systemRuntime }: PlannerDeps,
  from: Temporal.Instant | undefined,
  to: Temporal.Instant,
  now: Temporal.Instant,
  readAt: number,
): Promise<{ runCount: number; isLeft: boolean }> {
  const { jobCount, planned } = await planIsolated(db, JOBS_AT_ONCE, {
    lock: (trx, limit) => lockDueJobs(trx, from, to, limit),
    plan: (trx, jobs) => planJobs(trx, jobs, now, { onError, runtime }),
    onError,
  });
  // Planning continues without the queue: rescue finds runs whose message was not enqueued.
  const batches = planned.flatMap((part) => part.batches);
  await enqueue(queue, batches, now, readAt, runtime).catch(onError);
  onRound?.();
  const sum = (count: (part: Planned) => number) => planned.reduce((total, part) => total + count(part), 0);
  const plannedJobs = sum((part) => part.jobCount);
  return {
    runCount: sum((part) => part.runCount),
    isLeft: plannedJobs < jobCount || jobCount === JOBS_AT_ONCE,
  };
}

export interface Planned {
  /** To be enqueued once the transaction is committed. */
  batches: Batch[];
  /** The number of runs, including waiting ones, and of missed stretches. */
  runCount: number;
  /** The number of planned jobs; if they have many runs, other jobs are left for the next transaction. */
  jobCount: number;
}

export interface PlanOptions {
  horizon?: Temporal.Instant;
  /** The instant of the request, if a request plans its job immediately. */
  dueNotBefore?: Temporal.Instant;
  onError: (error: unknown) => void;
  runtime?: Runtime;
}

/** Plans jobs, whose states the caller has locked, up to the look-ahead or `horizon`. */
export async function planJobs(
  trx: Transaction<Database>,
  jobs: DueJob[],
  now: Temporal.Instant,
  options: PlanOptions,
): Promise<Planned> {
  const limited = jobs.filter((job) => job.max_runs !== null).map((job) => job.id);
  const queued = limited.length > 0 ? await countQueuedRuns(trx, limited) : new Map<string, number>();
  const { runs, missed, progress, failed, jobCount } = await decidePlans(jobs, queued, now, options);
  if (failed.length > 0) await failJobs(trx, failed, 'invalid');
  if (progress.length === 0) return { batches: [], runCount: 0, jobCount };

  const planned = await removeEndedRuns(trx, jobs, runs);
  const { batches, messageIds } = toMessages(jobs, planned, options.runtime);
  const rows = planned.map((run) => ({ ...run, messageId: messageIds.get(run.id) ?? null }));
  await savePlans(trx, rows, missed, progress);
  if (limited.length > 0) await closeFullJobs(trx, limited);
  const waiting = [...new Set(planned.filter((run) => run.isWaiting).map((run) => run.jobId))];
  if (waiting.length > 0) batches.push(...toBatches(await releaseWaitingRuns(trx, waiting)));
  // Jobs with planned runs are completed when these runs end.
  const withRuns = new Set(planned.map((run) => run.jobId));
  const over = progress.filter((job) => job.nextRun === null && !withRuns.has(job.jobId));
  await completeJobs(
    trx,
    over.map((job) => job.jobId),
  );
  return { batches, runCount: planned.length + missed.length, jobCount };
}

interface Decided {
  runs: PlannedRun[];
  missed: MissedStretch[];
  progress: JobProgress[];
  /** Jobs that cannot be planned. */
  failed: string[];
  jobCount: number;
}

async function decidePlans(
  jobs: DueJob[],
  queued: ReadonlyMap<string, number>,
  now: Temporal.Instant,
  {
    horizon = now.add({ milliseconds: LOOK_AHEAD_MS }),
    dueNotBefore,
    onError,
    runtime: { monotonicNow, nextTurn } = systemRuntime,
  }: PlanOptions,
): Promise<Decided> {
  const decided: Decided = { runs: [], missed: [], progress: [], failed: [], jobCount: 0 };
  let sliceEnd = monotonicNow() + SLICE_MS;
  for (const job of jobs) {
    if (decided.runs.length >= RUNS_AT_ONCE) break;
    decided.jobCount += 1;
    const plan = planOrReport(job, now, horizon, freeRuns(job, queued.get(job.id) ?? 0), onError);
    if (plan === undefined) decided.failed.push(job.id);
    else {
      for (const run of plan.runs) decided.runs.push(dueNotBefore ? delayed(run, dueNotBefore) : run);
      if (plan.missed) decided.missed.push(plan.missed);
      decided.progress.push(progressOf(job, plan));
    }
    if (monotonicNow() > sliceEnd) {
      await nextTurn();
      sliceEnd = monotonicNow() + SLICE_MS;
    }
  }
  return decided;
}

/** The number of further runs that `max_runs` allows. */
function freeRuns(job: DueJob, queued: number): number {
  return job.max_runs === null ? Number.POSITIVE_INFINITY : job.max_runs - job.run_count - queued;
}

/** Returns undefined for a job that cannot be planned, so that only this job fails. */
function planOrReport(
  job: DueJob,
  now: Temporal.Instant,
  horizon: Temporal.Instant,
  maxRuns: number,
  onError: (error: unknown) => void,
): Plan | undefined {
  try {
    return planJob(job, now, horizon, maxRuns);
  } catch (error) {
    // Planning has no side effects, so a retry would fail with the same error.
    onError(new Error(`Job ${job.id} cannot be planned, so its status is now failed`, { cause: error }));
    return undefined;
  }
}

/** A run that a request plans is not due before the request. */
export function delayed(run: PlannedRun, dueNotBefore: Temporal.Instant): PlannedRun {
  return Temporal.Instant.compare(run.dueAt, dueNotBefore) >= 0 ? run : { ...run, dueAt: dueNotBefore };
}

export function progressOf(job: { id: string }, plan: Plan): JobProgress {
  const { runs, missed, nextRun, nextDueAt } = plan;
  const plannedUntil = runs.at(-1)?.scheduledFor ?? missed?.until ?? null;
  return { jobId: job.id, nextRun, nextDueAt, plannedUntil };
}

/**
 * Removes occurrences that already have an ended run. Only occurrences up to `planned_until` can have one, after an edit
 * or a resume, so an ordinary pass needs no query.
 */
async function removeEndedRuns(
  trx: Transaction<Database>,
  jobs: DueJob[],
  runs: PlannedRun[],
): Promise<PlannedRun[]> {
  const plannedUntil = new Map(jobs.map((job) => [job.id, job.planned_until]));
  const replanned = runs.filter((run) => {
    const until = plannedUntil.get(run.jobId);
    return until && Temporal.Instant.compare(run.scheduledFor, until) <= 0;
  });
  if (replanned.length === 0) return runs;
  const ended = await findEndedIds(
    trx,
    replanned.map((run) => run.id),
  );
  return runs.filter((run) => !ended.has(run.id));
}

/** Enqueues runs without a message: retries that are due soon, and runs that a worker released. */
export async function enqueueUnsentRuns(
  { db, queue, onError, runtime = systemRuntime }: PlannerDeps,
  now: Temporal.Instant,
): Promise<void> {
  const readAt = runtime.monotonicNow();
  const horizon = now.add({ milliseconds: LOOK_AHEAD_MS });
  for (;;) {
    const batches = await db.transaction().execute(async (trx) => {
      const unsent = await lockUnsentRuns(trx, horizon, RUNS_AT_ONCE);
      const batches = batchRuns(
        unsent.map((run) => ({ id: run.id, dueAt: run.due_at, host: run.target_host })),
        runtime,
      );
      const assigned = batches.flatMap(({ messageId, runs }) => runs.map(({ id }) => ({ id, messageId })));
      if (assigned.length > 0) await assignMessages(trx, assigned);
      return batches;
    });
    await enqueue(queue, batches, now, readAt, runtime).catch(onError);
    if (batches.reduce((sum, batch) => sum + batch.runs.length, 0) < RUNS_AT_ONCE) return;
  }
}
