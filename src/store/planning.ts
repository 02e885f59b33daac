// What the planner asks of the database: which jobs are next, and the runs it makes of them.
import { type Kysely, sql, type Transaction } from 'kysely';
import { insertJobChanges } from './job-changes.ts';
import type { JobRow } from './jobs.ts';
import { countEnded } from './roll-ups.ts';
import { cancelUnfinishedRuns } from './runs.ts';
import type { Database, JobStatus } from './schema.ts';

/** A run to be written: queued, or missed together with those up to `missedUntil`. */
export interface NewRun {
  id: string;
  jobId: string;
  jobName: string;
  scheduledFor: Temporal.Instant;
  dueAt: Temporal.Instant;
  missed: { until: Temporal.Instant; count: number } | undefined;
  /** Caught up one at a time: it waits for its release. */
  isHeld: boolean;
  messageId: string | null;
}

/** Where planning a job has come to: null when no occurrence is left. */
export interface JobProgress {
  jobId: string;
  nextRun: Temporal.Instant | null;
  nextDueAt: Temporal.Instant | null;
}

/**
 * Up to `limit` jobs that are due after `from` and by `to`, earliest first, passing over those that someone else holds.
 */
export async function lockDueJobs(
  trx: Transaction<Database>,
  from: Temporal.Instant | undefined,
  to: Temporal.Instant,
  limit: number,
): Promise<JobRow[]> {
  let due = trx
    .selectFrom('jobs')
    .selectAll()
    .where('next_due_at', '<=', sql<Temporal.Instant>`${to.toString()}::timestamptz`);
  if (from) due = due.where('next_due_at', '>', sql<Temporal.Instant>`${from.toString()}::timestamptz`);
  return await due.orderBy('next_due_at').limit(limit).forNoKeyUpdate().skipLocked().execute();
}

/**
 * Writes runs and advances their jobs, in one statement. An id that exists is an occurrence accounted for: it stays as
 * it is. The jobs are locked by the caller.
 */
export async function savePlans(
  trx: Transaction<Database>,
  runs: NewRun[],
  progress: JobProgress[],
): Promise<void> {
  const runRows = runs.map((run) => ({
    id: run.id,
    job_id: run.jobId,
    job_name: run.jobName,
    scheduled_for: run.scheduledFor,
    due_at: run.dueAt,
    missed_until: run.missed?.until ?? null,
    missed_count: run.missed?.count ?? null,
    status: run.missed ? 'missed' : 'queued',
    status_reason: run.missed ? 'late' : run.isHeld ? 'catch_up' : null,
    message_id: run.messageId,
  }));
  const jobRows = progress.map((job) => ({
    id: job.jobId,
    next_run: job.nextRun,
    next_due_at: job.nextDueAt,
  }));
  const hasMissed = runs.some((run) => run.missed !== undefined);
  await sql`
    with planned as (
      insert into runs (id, job_id, job_name, trigger, status, status_reason, scheduled_for, due_at, missed_until,
                        missed_count, message_id, finished_at)
      select id, job_id, job_name, 'schedule', status, status_reason,
             scheduled_for, due_at, missed_until, missed_count, message_id,
             case when missed_count is null then null else clock_timestamp() end
      from json_to_recordset(${JSON.stringify(runRows)}) as x (
        id uuid, job_id uuid, job_name text, scheduled_for timestamptz, due_at timestamptz, missed_until timestamptz,
        missed_count integer, status text, status_reason text, message_id uuid)
      on conflict (id) do nothing
      returning status, finished_at, missed_count
    ) ${hasMissed ? sql`, counted as (${countEnded('planned', { missedCount: true })})` : sql``}
    update jobs j set next_run = x.next_run, next_due_at = x.next_due_at
    from json_to_recordset(${JSON.stringify(jobRows)}) as x (id uuid, next_run timestamptz, next_due_at timestamptz)
    where j.id = x.id`.execute(trx);
}

export interface DueRun {
  id: string;
  due_at: Temporal.Instant;
}

/**
 * Up to `limit` runs that are due by `horizon` and have no message: retries, and those handed back by a worker. Held
 * runs have none either, but wait for their release.
 */
export async function lockUnsentRuns(
  trx: Transaction<Database>,
  horizon: Temporal.Instant,
  limit: number,
): Promise<DueRun[]> {
  return await trx
    .selectFrom('runs')
    .select(['id', 'due_at'])
    .where('finished_at', 'is', null)
    .where('due_at', '<=', sql<Temporal.Instant>`${horizon.toString()}::timestamptz`)
    .where('message_id', 'is', null)
    .where(sql<boolean>`(status = 'retrying' or status = 'queued' and status_reason is null)`)
    .orderBy('due_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
}

export async function assignMessages(
  trx: Transaction<Database>,
  runs: { id: string; messageId: string }[],
): Promise<void> {
  const rows = runs.map((run) => ({ id: run.id, message_id: run.messageId }));
  await sql`
    update runs r set message_id = x.message_id
    from json_to_recordset(${JSON.stringify(rows)}) as x (id uuid, message_id uuid)
    where r.id = x.id`.execute(trx);
}

/** How many scheduled runs of each job are queued; jobs without any are left out. */
export async function countQueuedRuns(db: Kysely<Database>, jobIds: string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ job_id: string; count: number }>`
    select job_id, count(*)::integer as count from runs
    where job_id = any(${jobIds}::uuid[]) and finished_at is null and status = 'queued' and trigger = 'schedule'
    group by job_id`.execute(db);
  return new Map(rows.map((row) => [row.job_id, row.count]));
}

const isFull = sql<boolean>`j.run_count + (
  select count(*) from runs r
  where r.job_id = j.id and r.finished_at is null and r.status = 'queued' and r.trigger = 'schedule') >= j.max_runs`;

/** Takes jobs whose number of runs is taken out of the pass. They are locked by the caller. */
export async function closeFullJobs(trx: Transaction<Database>, jobIds: string[]): Promise<void> {
  await sql`update jobs j set next_due_at = null where j.id = any(${jobIds}::uuid[]) and ${isFull}`.execute(
    trx,
  );
}

/**
 * Brings jobs in which a place is free again back into the pass, which knows when they are due. They are locked by the
 * caller.
 */
export async function reopenJobs(trx: Transaction<Database>, jobIds: string[]): Promise<void> {
  await sql`
    update jobs j set next_due_at = next_run
    where j.id = any(${jobIds}::uuid[]) and j.status = 'active' and j.next_due_at is null and j.next_run is not null
      and not ${isFull}`.execute(trx);
}

/** Jobs that a freed place should have brought back into the pass: whoever freed it did not see to it. */
export async function findReopenableJobs(db: Kysely<Database>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select j.id from jobs j
    where j.status = 'active' and j.next_due_at is null and j.next_run is not null and not ${isFull}
    limit ${limit}`.execute(db);
  return rows.map((row) => row.id);
}

/** Locks jobs in the order in which everybody does. */
export async function lockJobs(trx: Transaction<Database>, jobIds: string[]): Promise<void> {
  await sql`select from jobs where id = any(${jobIds}::uuid[]) order by id for no key update`.execute(trx);
}

/**
 * Of these jobs, those that have nothing left to plan, locked: when their last run ends, they end. `others` are locked
 * with them, some only if their last run failed. A job is always locked before its runs, so this comes before the runs are touched.
 */
export async function lockEndingJobs(
  trx: Transaction<Database>,
  jobIds: string[],
  others: { always?: string[]; ifFailing?: string[] } = {},
): Promise<string[]> {
  const { always = [], ifFailing = [] } = others;
  const isEnding = sql<boolean>`status = 'active' and (next_run is null or run_count >= max_runs)`;
  const { rows } = await sql<{ id: string; is_ending: boolean | null }>`
    select id, ${isEnding} as is_ending from jobs
    where id = any(${[...new Set(jobIds)]}::uuid[]) and (
      ${isEnding} or id = any(${always}::uuid[]) or consecutive_failures > 0 and id = any(${ifFailing}::uuid[]))
    order by id for no key update`.execute(trx);
  return rows.filter((row) => row.is_ending === true).map((row) => row.id);
}

/** Ends those of the jobs, locked and with nothing left to plan, that have no scheduled run unfinished. */
export async function settleJobs(trx: Transaction<Database>, jobIds: string[]): Promise<void> {
  if (jobIds.length === 0) return;
  const { rows: settled } = await sql<{ id: string; status: JobStatus; status_reason: string }>`
    update jobs j set updated_at = clock_timestamp(), status = e.status, status_reason = e.reason,
                      next_run = null, next_due_at = null
    from (
      select j.id,
             case when last.status in ('failed', 'missed') then 'failed' else 'inactive' end as status,
             case when j.run_count >= j.max_runs and j.schedule_type <> 'specific_time' then 'max_runs'
                  when j.schedule_type <> 'specific_time' then 'ended'
                  when last.status = 'failed' then 'run_failed'
                  when last.status = 'missed' then 'missed'
                  else 'completed' end as reason
      from jobs j
      left join lateral (
        select r.status from runs r
        where j.schedule_type = 'specific_time' and r.job_id = j.id and r.trigger = 'schedule'
          and r.scheduled_for = j.specific_time
        order by r.id desc limit 1) last on true
      where j.id = any(${jobIds}::uuid[])
        and not exists (
          select 1 from runs r where r.job_id = j.id and r.finished_at is null and r.trigger = 'schedule')
    ) e
    where j.id = e.id
    returning j.id, j.status, j.status_reason`.execute(trx);
  for (const job of settled) {
    // What somebody started by hand and waits for its next attempt ends with a job that failed.
    if (job.status === 'failed') await cancelUnfinishedRuns(trx, job.id, job.status_reason);
  }
  if (settled.length > 0) await deleteFinishedJobs(trx, jobIds);
}

/**
 * Deletes those of the jobs that are to be deleted once they are finished, and are. A run by hand that has not ended
 * keeps its job until rescue looks again.
 */
export async function deleteFinishedJobs(trx: Transaction<Database>, jobIds: string[]): Promise<void> {
  const { rows } = await sql<{ id: string; status_reason: string }>`
    delete from jobs j where j.id = any(${jobIds}::uuid[]) and ${isToBeDeleted}
    returning j.id, j.status_reason`.execute(trx);
  const changedAt = Temporal.Now.instant();
  await insertJobChanges(
    trx,
    rows.map(({ id, status_reason }) => ({
      jobId: id,
      changedAt,
      actor: 'system',
      action: 'deleted' as const,
      before: { status: 'inactive', status_reason },
      after: {},
    })),
  );
}

const isToBeDeleted = sql<boolean>`j.delete_when_finished and j.status = 'inactive'
  and j.status_reason in ('completed', 'ended', 'max_runs')
  and not exists (select 1 from runs r where r.job_id = j.id and r.finished_at is null)`;

export async function findJobsToDelete(db: Kysely<Database>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select j.id from jobs j where ${isToBeDeleted} limit ${limit}`.execute(db);
  return rows.map((row) => row.id);
}

/** Active jobs that nothing moves any more: whoever ended their last run did not see that it was the last. */
export async function findUnsettledJobs(db: Kysely<Database>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select j.id from jobs j
    where j.status = 'active' and j.next_due_at is null and (j.next_run is null or j.run_count >= j.max_runs)
      and not exists (
        select 1 from runs r where r.job_id = j.id and r.finished_at is null and r.trigger = 'schedule')
    limit ${limit}`.execute(db);
  return rows.map((row) => row.id);
}
