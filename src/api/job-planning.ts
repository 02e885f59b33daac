// Plans jobs in the transaction that changes them, so that their due runs are queued immediately.
import { LOOK_AHEAD_MS, planJobs } from '../planner/passes.ts';
import { type JobOutline, lockJobOutlines } from '../store/jobs.ts';
import { systemRuntime } from '../store/runtime.ts';
import { findSchedulerPause } from '../store/scheduler-pause.ts';
import type { TransactionWrite } from './transaction.ts';

/** Plans the jobs that are due within the look-ahead, unless the scheduler is paused. Requires locked states. */
export async function planIfDueSoon(write: TransactionWrite, jobs: JobOutline[]): Promise<void> {
  const horizon = write.now.add({ milliseconds: LOOK_AHEAD_MS });
  const near = jobs.filter(
    ({ next_due_at }) => next_due_at && Temporal.Instant.compare(next_due_at, horizon) <= 0,
  );
  if (near.length === 0 || (await findSchedulerPause(write.trx)) !== undefined) return;
  await planAll(write, near, { dueNotBefore: write.now });
}

/**
 * Plans occurrences that were due before the request, so that they use the old definition. Also plans them while the
 * scheduler is paused, when they do not start. Returns the updated jobs, still locked.
 */
export async function planOverdue<Job extends JobOutline>(
  write: TransactionWrite,
  jobs: Job[],
): Promise<Job[]> {
  const overdue = jobs.filter(
    ({ next_due_at }) => next_due_at && Temporal.Instant.compare(next_due_at, write.now) <= 0,
  );
  if (overdue.length === 0) return jobs;
  await planAll(write, overdue, { horizon: write.now });
  const ids = overdue.map((job) => job.id);
  const planned = new Map((await lockJobOutlines(write.trx, ids)).map((job) => [job.id, job]));
  return jobs.map((job) => ({ ...job, ...planned.get(job.id) }));
}

/** Plans all jobs, in several steps if they have many runs. */
async function planAll(
  { trx, now, batches, onError, runtime = systemRuntime }: TransactionWrite,
  jobs: JobOutline[],
  options: { horizon: Temporal.Instant } | { dueNotBefore: Temporal.Instant },
): Promise<void> {
  for (let left = jobs; left.length > 0; ) {
    const planned = await planJobs(trx, left, now, { ...options, onError, runtime });
    batches.push(...planned.batches);
    left = left.slice(planned.jobCount);
  }
}
