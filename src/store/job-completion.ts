// Completes jobs with nothing left to plan at the end of their last scheduled run.
import { type Kysely, sql, type Transaction } from 'kysely';
import { bySystem, insertAuditEntries } from './audit-log.ts';
import { byKey } from './by-key.ts';
import { completedStatus, completionReason, oneTimeReason } from './job-transitions.ts';
import { cancelUnfinishedRuns } from './run-ends.ts';
import type { Database, JobStatus } from './schema.ts';

/**
 * Completes the jobs that are active, have nothing left to plan and no unfinished scheduled run. The caller has locked
 * their states.
 */
export async function completeJobs(trx: Transaction<Database>, jobIds: string[]): Promise<void> {
  if (jobIds.length === 0) return;
  const { rows } = await sql<{ job_id: string; status: JobStatus; status_reason: string }>`
    with completable as (
      select s.job_id, j.max_runs, j.delete_when_finished, ${oneTimeReason('j', 'last.status')} as one_time_reason
      from unnest(${jobIds}::uuid[]) a (id)
      cross join lateral (select * from job_states where job_id = a.id offset 0) s
      join jobs j on ${byKey('j.id', 's.job_id')}
      left join lateral (
        select r.status from runs r
        where j.schedule_type = 'specific_time' and r.job_id = s.job_id and r.trigger = 'schedule'
          and r.scheduled_for = j.specific_time
        order by r.id desc limit 1) last on true
      where s.status = 'active' and (s.next_run is null or s.run_count >= j.max_runs)
        and not exists (select from live_runs r where r.job_id = s.job_id and r.trigger = 'schedule')
    ), completed as (
      update job_states s set
        status = ${completedStatus('e.one_time_reason')}, status_reason = ${completionReason('s', 'e')},
        next_run = null, next_due_at = null, changed_at = clock_timestamp(),
        delete_pending = e.delete_when_finished and ${completedStatus('e.one_time_reason')} = 'inactive'
      from completable e where ${byKey('s.job_id', 'e.job_id')}
      returning s.job_id, s.status, s.status_reason
    ), job_count as (
      insert into job_counts (status, count)
      select 'active', -count(*) from completed having count(*) > 0
      union all select status, count(*) from completed group by status
    )
    select job_id, status, status_reason from completed`.execute(trx);
  if (rows.length > 0)
    await finishCompletion(
      trx,
      rows.map((row) => row.job_id),
    );
}

/**
 * Cancels the manual runs of jobs that completed as failed, and deletes the jobs with `delete_when_finished`. The caller
 * has locked the jobs' states.
 */
export async function finishCompletion(trx: Transaction<Database>, jobIds: string[]): Promise<void> {
  const { rows } = await sql<{ job_id: string; status_reason: string }>`
    select s.job_id, s.status_reason from unnest(${jobIds}::uuid[]) a (id)
    cross join lateral (select * from job_states where job_id = a.id offset 0) s
    where s.status = 'failed' and s.status_reason in ('run_failed', 'missed')`.execute(trx);
  for (const { job_id, status_reason } of rows) await cancelUnfinishedRuns(trx, [job_id], status_reason);
  await deleteFinishedJobs(trx, jobIds);
}

/**
 * Deletes complete jobs with `delete_when_finished`. An unfinished manual run keeps its job until the next sweep. The
 * caller has locked the jobs' states.
 */
export async function deleteFinishedJobs(trx: Transaction<Database>, jobIds: string[]): Promise<void> {
  const { rows } = await sql<{ job_id: string; status_reason: string; at: Temporal.Instant }>`
    with deleted as (
      delete from job_states s
      where s.job_id = any(${jobIds}::uuid[]) and s.delete_pending
        and (select j.delete_when_finished from jobs j where j.id = s.job_id)
        and not exists (select from live_runs r where r.job_id = s.job_id)
      returning s.job_id, s.status, s.status_reason
    ), definitions as (
      delete from jobs where id = any(array(select job_id from deleted))
    ), job_count as (
      insert into job_counts (status, count) select status, -count(*) from deleted group by status
    )
    select job_id, status_reason, clock_timestamp() as at from deleted`.execute(trx);
  await insertAuditEntries(
    trx,
    rows.map(({ job_id: jobId, status_reason, at }) => ({
      ...{ at, ...bySystem, action: 'job.deleted', jobId },
      before: { status: 'inactive', status_reason },
    })),
  );
}

export async function findJobsToDelete(db: Kysely<Database>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ job_id: string }>`
    select s.job_id from job_states s
    where s.delete_pending and not exists (select from live_runs r where r.job_id = s.job_id offset 0)
    limit ${limit}`.execute(db);
  return rows.map((row) => row.job_id);
}

/** Finds active jobs with nothing left to do: the process that ended their last run did not complete them. */
export async function findJobsToComplete(db: Kysely<Database>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ job_id: string }>`
    select s.job_id from job_states s
    where s.status = 'active' and s.next_due_at is null
      and (s.next_run is null or s.run_count >= (select j.max_runs from jobs j where j.id = s.job_id))
      and not exists (select from live_runs r where r.job_id = s.job_id and r.trigger = 'schedule' offset 0)
    limit ${limit}`.execute(db);
  return rows.map((row) => row.job_id);
}
