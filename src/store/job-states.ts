// Locks and writes job states; every transaction locks the state of a job before its runs.
import { type Kysely, sql, type Transaction } from 'kysely';
import { byKey } from './by-key.ts';
import { defineRows } from './columns.ts';
import { DELETING_REASONS, type JobRow, type JobState } from './jobs.ts';
import { deletePlannedRuns } from './live-runs.ts';
import { cancelUnfinishedRuns } from './run-ends.ts';
import type { Database, JobStatus } from './schema.ts';

/** Locks states in the order of all transactions. */
export async function lockJobStates(trx: Transaction<Database>, jobIds: string[]): Promise<void> {
  await sql`
    select from job_states where job_id = any(${jobIds}::uuid[]) order by job_id for no key update`.execute(
    trx,
  );
}

const stateRows = defineRows({
  job_id: 'uuid',
  status: 'text',
  status_reason: 'text',
  pause_reason: 'text',
  paused_until: 'timestamptz',
  next_run: 'timestamptz',
  next_due_at: 'timestamptz',
});

/** Writes states of jobs, which the caller has locked, and counts the changed statuses. */
export async function updateJobStates(
  trx: Transaction<Database>,
  states: (JobState & { jobId: string })[],
): Promise<void> {
  const rows = states.map(({ jobId, ...state }) => ({ job_id: jobId, ...state }));
  await sql`
    with input as materialized (
      ${stateRows.select(rows)}
    ), changed as (
      select s.status as before, i.status as after from input i
      cross join lateral (select * from job_states where job_id = i.job_id offset 0) s
      where s.status <> i.status
    ), job_count as (
      insert into job_counts (status, count)
      select before, -count(*) from changed group by before
      union all select after, count(*) from changed group by after
    )
    update job_states s set
      status = i.status, status_reason = i.status_reason, pause_reason = i.pause_reason,
      paused_until = i.paused_until, next_run = i.next_run, next_due_at = i.next_due_at,
      changed_at = clock_timestamp(),
      delete_pending = i.status = 'inactive' and i.status_reason in (${sql.raw(DELETING_REASONS)})
        and (select delete_when_finished from jobs where id = i.job_id)
    from input i where ${byKey('s.job_id', 'i.job_id')}`.execute(trx);
}

/** Locks up to `limit` jobs whose pause has ended at `now`. */
export async function lockJobsToResume(
  trx: Transaction<Database>,
  now: Temporal.Instant,
  limit: number,
): Promise<JobRow[]> {
  const { rows } = await sql<JobRow>`
    select j.*, s.* from (
      select s.*, s.xmin as version from job_states s
      where s.paused_until is not null and s.paused_until <= ${now.toString()}::timestamptz
      order by s.paused_until limit ${limit} for no key update skip locked
    ) s join jobs j on ${byKey('j.id', 's.job_id')}
    -- A job that was edited between the snapshot and the lock is resumed by the next sweep.
    where s.status = 'inactive' and s.version = (select v.xmin from job_states v where v.job_id = s.job_id)`.execute(
    trx,
  );
  return rows;
}

/** Resets the consecutive failures of jobs that become active. */
export async function clearFailures(trx: Transaction<Database>, jobIds: string[]): Promise<void> {
  await sql`
    update job_states set consecutive_failures = 0
    where job_id = any(${jobIds}::uuid[]) and consecutive_failures > 0`.execute(trx);
}

/** Sets jobs to `failed`, discards planned runs and cancels unfinished ones. The caller has locked their states. */
export async function failJobs(trx: Transaction<Database>, jobIds: string[], reason: string): Promise<void> {
  await deletePlannedRuns(trx, jobIds);
  await cancelUnfinishedRuns(trx, jobIds, reason);
  await failState(trx, jobIds, reason);
}

/** Sets jobs to `failed` without their runs. The caller has locked their states. */
export async function failState(trx: Transaction<Database>, jobIds: string[], reason: string): Promise<void> {
  await updateJobStates(
    trx,
    jobIds.map((jobId) => ({
      jobId,
      status: 'failed',
      status_reason: reason,
      pause_reason: null,
      paused_until: null,
      next_run: null,
      next_due_at: null,
    })),
  );
}

/** Finds active jobs with too many consecutive failures, because the process that counted the last failure died. */
export async function findJobsToFail(db: Kysely<Database>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select j.id from job_states s
    cross join lateral (select * from jobs where id = s.job_id offset 0) j
    where s.is_failing and s.status = 'active' and s.consecutive_failures >= j.pause_after_failures
    limit ${limit}`.execute(db);
  return rows.map((row) => row.id);
}

/** Finds the active jobs whose consecutive failures have reached `pause_after_failures`. */
export async function findJobsWithTooManyFailures(
  trx: Transaction<Database>,
  jobIds: string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select j.id from unnest(${jobIds}::uuid[]) a (id)
    cross join lateral (select * from job_states where job_id = a.id offset 0) s
    join jobs j on ${byKey('j.id', 's.job_id')}
    where s.status = 'active'
      and s.consecutive_failures >= j.pause_after_failures`.execute(trx);
  return rows.map((row) => row.id);
}

/** Deletes jobs and their states, which the caller has locked. */
export async function deleteJobs(trx: Transaction<Database>, jobIds: string[]): Promise<void> {
  await sql`
    with deleted as (
      delete from job_states where job_id = any(${jobIds}::uuid[]) returning status
    ), job_count as (
      insert into job_counts (status, count) select status, -count(*) from deleted group by status
    )
    delete from jobs where id = any(${jobIds}::uuid[])`.execute(trx);
}

/** Counts jobs by status. */
export async function countJobs(db: Kysely<Database>): Promise<Record<JobStatus, number>> {
  const { rows } = await sql<{ status: JobStatus; count: number }>`
    select status, sum(count)::bigint as count from job_counts group by status`.execute(db);
  const counts: Record<JobStatus, number> = { active: 0, inactive: 0, failed: 0 };
  for (const { status, count } of rows) counts[status] = count;
  return counts;
}
