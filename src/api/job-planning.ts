// Plans jobs within the write that changes them, so that what is due soon is queued when the response leaves.
import { LOOK_AHEAD_MS, planJobs } from '../planner/passes.ts';
import { type JobOutline, lockJobOutlines } from '../store/jobs.ts';
import { findSchedulerPause } from '../store/scheduler-pause.ts';
import type { TransactionWrite } from './transaction.ts';

/** Plans those of the jobs that are due within the look-ahead, unless the scheduler is paused. Their states are locked. */
export async function planWhereNear(write: TransactionWrite, jobs: JobOutline[]): Promise<void> {
  const horizon = write.now.add({ milliseconds: LOOK_AHEAD_MS });
  const near = jobs.filter(
    ({ next_due_at }) => next_due_at && Temporal.Instant.compare(next_due_at, horizon) <= 0,
  );
  if (near.length === 0 || (await findSchedulerPause(write.trx)) !== undefined) return;
  await planAll(write, near, { dueNotBefore: write.now });
}

/**
 * Plans occurrences that fell due before the write, so that they keep what the old definition makes of them. Also while
 * the scheduler is paused: they do not start. Returns the jobs as they are after that, still locked.
 */
export async function settleOverdue<Job extends JobOutline>(
  write: TransactionWrite,
  jobs: Job[],
): Promise<Job[]> {
  const overdue = jobs.filter(
    ({ next_due_at }) => next_due_at && Temporal.Instant.compare(next_due_at, write.now) <= 0,
  );
  if (overdue.length === 0) return jobs;
  await planAll(write, overdue, { horizon: write.now });
  const ids = overdue.map((job) => job.id);
  const settled = new Map((await lockJobOutlines(write.trx, ids)).map((job) => [job.id, job]));
  return jobs.map((job) => ({ ...job, ...settled.get(job.id) }));
}

/** All of the jobs, however many runs they make: a write does not leave half of its jobs for later. */
async function planAll(
  { trx, now, batches, onError }: TransactionWrite,
  jobs: JobOutline[],
  options: { horizon: Temporal.Instant } | { dueNotBefore: Temporal.Instant },
): Promise<void> {
  for (let left = jobs; left.length > 0; ) {
    const planned = await planJobs(trx, left, now, { ...options, onError });
    batches.push(...planned.batches);
    left = left.slice(planned.jobCount);
  }
}
