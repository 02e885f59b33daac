// What the end of a run means for its job: failures in a row, and the status `failed` after too many.
import { sql, type Transaction } from 'kysely';
import { cancelUnfinishedRuns, deletePlannedRuns } from './runs.ts';
import type { Database, RunStatus, RunTrigger } from './schema.ts';

/** A run that has ended, or not. */
export interface Outcome {
  job_id: string;
  trigger: RunTrigger;
  status: RunStatus;
}

/**
 * Counts failures since the last success, in the order given; backfilled runs, which are about the past, do not count.
 * The jobs of runs that failed, and those with failures of which one succeeded, are locked by the caller.
 */
export async function countFailures(trx: Transaction<Database>, outcomes: Outcome[]): Promise<void> {
  const changes = new Map<string, { id: string; is_reset: boolean; failures: number }>();
  for (const { job_id, trigger, status } of outcomes) {
    if (trigger === 'backfill' || (status !== 'succeeded' && status !== 'failed')) continue;
    const change = changes.get(job_id) ?? { id: job_id, is_reset: false, failures: 0 };
    if (status === 'failed') change.failures += 1;
    else Object.assign(change, { is_reset: true, failures: 0 });
    changes.set(job_id, change);
  }
  if (changes.size === 0) return;
  const { rows } = await sql<{ id: string; has_too_many: boolean | null }>`
    update jobs j set consecutive_failures = case when x.is_reset then 0 else j.consecutive_failures end + x.failures
    from json_to_recordset(${JSON.stringify([...changes.values()])})
      as x (id uuid, is_reset boolean, failures integer)
    where j.id = x.id and (x.failures > 0 or j.consecutive_failures > 0)
    returning j.id, j.status = 'active' and j.consecutive_failures >= j.pause_after_failures as has_too_many`.execute(
    trx,
  );
  for (const { id, has_too_many } of rows) {
    if (has_too_many === true) await failJob(trx, id, 'too_many_failures');
  }
}

/** A job made active again starts afresh. */
export async function clearFailures(trx: Transaction<Database>, jobId: string): Promise<void> {
  await trx
    .updateTable('jobs')
    .set({ consecutive_failures: 0 })
    .where('id', '=', jobId)
    .where('consecutive_failures', '>', 0)
    .execute();
}

/** A job that fails: what has not started does not start. The job is locked by the caller. */
export async function failJob(trx: Transaction<Database>, jobId: string, reason: string): Promise<void> {
  await deletePlannedRuns(trx, jobId);
  await cancelUnfinishedRuns(trx, jobId, reason);
  await sql`
    update jobs set status = 'failed', status_reason = ${reason}, next_run = null, next_due_at = null,
                    pause_reason = null, paused_until = null, updated_at = clock_timestamp()
    where id = ${jobId}`.execute(trx);
}
