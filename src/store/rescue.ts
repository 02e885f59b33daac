// What rescue asks of the database: runs whose worker is gone, and runs whose message may be.
import { type Kysely, sql } from 'kysely';
import { countFailures, type Outcome } from './outcomes.ts';
import { lockEndingJobs, settleJobs } from './planning.ts';
import { LOST_AT_MOST } from './results.ts';
import { binOf, countEnded } from './roll-ups.ts';
import type { Database } from './schema.ts';

/**
 * Records the attempt of every run whose lease has run out as `lost`. The run is tried again at once, unless it has
 * lost its worker too often or its job wants no further attempt. Returns the ids of those runs.
 */
export async function recordLostRuns(db: Kysely<Database>, limit: number): Promise<string[]> {
  const expired = await sql<{ id: string; job_id: string }>`
    select id, job_id from runs
    where finished_at is null and status = 'running' and lease_expires_at < clock_timestamp()
    limit ${limit}`.execute(db);
  if (expired.rows.length === 0) return [];

  return await db.transaction().execute(async (trx) => {
    const jobIds = expired.rows.map((row) => row.job_id);
    const ending = await lockEndingJobs(trx, jobIds, { always: jobIds });
    const lost = await sql<Outcome & { id: string }>`
      with expired as (
        select id from runs
        where id = any(${expired.rows.map((row) => row.id)}::uuid[])
          and status = 'running' and lease_expires_at < clock_timestamp()
        order by id for update skip locked
      ), lost as (
        update runs r set
          status = case when not is_last then 'retrying' when r.cancel_requested then 'canceled' else 'failed' end,
          status_reason = case when is_last then coalesce(nullif(r.status_reason, 'catch_up'), 'worker_lost')
                               else r.status_reason end,
          due_at = case when is_last then r.due_at else date_trunc('milliseconds', clock_timestamp()) end,
          finished_at = case when is_last then clock_timestamp() end,
          message_id = null,
          lost_count = r.lost_count + 1,
          started_at = coalesce(r.started_at, r.attempt_started_at),
          lateness_ms = coalesce(r.lateness_ms, least(
            extract(epoch from r.attempt_started_at - r.due_at) * 1000, 2147483647)::integer),
          attempt_started_at = null, duration_ms = null, status_code = null,
          error_code = 'worker_lost', error_message = record -> 'error' ->> 'message',
          first_attempt = case when r.attempt_count = 1 then record else r.first_attempt end,
          lease_token = null, lease_expires_at = null
        from expired e
        join runs c on c.id = e.id
        cross join lateral (
          select c.final_attempt or c.cancel_requested or c.lost_count + 1 >= ${LOST_AT_MOST} as is_last,
                 jsonb_build_object(
                   'number', c.attempt_count,
                   'started_at', to_char(c.attempt_started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                   'duration_ms', null, 'outcome', 'lost', 'status_code', null,
                   'error', jsonb_build_object('code', 'worker_lost', 'message',
                     'The worker died during the attempt; whether the target was reached is not known.'),
                   'timings', null, 'request', null, 'response', null) as record
        ) x
        where r.id = e.id
        returning r.id, r.job_id, r.trigger, r.status, r.finished_at, r.attempt_count, record,
                  clock_timestamp() as attempt_ended_at,
                  case when c.lateness_ms is null then ${binOf('r.lateness_ms')} end as lateness_bin
      ), later as (
        insert into attempts (run_id, number, record)
        select id, attempt_count, record from lost where attempt_count > 1
      ), counted as (${countEnded('lost', { lateness: true })})
      select id, job_id, trigger, status from lost`.execute(trx);
    await settleJobs(trx, ending);
    await countFailures(trx, lost.rows);
    return lost.rows.map((row) => row.id);
  });
}

/** Messages of runs that have been due for longer than `overdueSeconds` and that nobody has claimed. */
export async function findOverdueMessages(
  db: Kysely<Database>,
  overdueSeconds: number,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ message_id: string }>`
    select message_id from runs
    where finished_at is null and status in ('queued', 'retrying')
      and message_id is not null and due_at < clock_timestamp() - ${overdueSeconds} * interval '1 second'
    group by message_id order by min(due_at) limit ${limit}`.execute(db);
  return rows.map((row) => row.message_id);
}

/** Forgets messages that are lost, so that their unclaimed runs are enqueued under new ones. */
export async function forgetMessages(db: Kysely<Database>, messageIds: string[]): Promise<void> {
  await sql`
    update runs set message_id = null
    where finished_at is null and status in ('queued', 'retrying') and message_id = any(${messageIds}::uuid[])`.execute(
    db,
  );
}

/** The same for runs that a stopping worker had not claimed yet. */
export async function forgetMessagesOf(db: Kysely<Database>, runIds: string[]): Promise<void> {
  await sql`
    update runs set message_id = null
    where id = any(${runIds}::uuid[]) and status in ('queued', 'retrying')`.execute(db);
}
