// Held runs: judged, and waiting for the one before them to end. One at a time per job and kind.
import { type Kysely, sql, type Transaction } from 'kysely';
import type { DueRun } from './planning.ts';
import type { Database } from './schema.ts';

/** What holds a run back, and goes on telling while it runs: backfilled runs by their trigger, the late by their reason. */
const lane = (run: string) =>
  sql.raw(
    `case when ${run}.trigger = 'backfill' then 'backfill' when ${run}.status_reason = 'catch_up' then 'catch_up' end`,
  );

const isHeld = sql<boolean>`h.finished_at is null and h.status = 'queued' and h.message_id is null
  and h.status_reason in ('catch_up', 'backfill')`;

/** Whether one of its kind has been let go and has not ended. */
const isBehind = sql<boolean>`exists (
  select 1 from runs o
  where o.job_id = h.job_id and o.finished_at is null and ${lane('o')} = ${lane('h')}
    and (o.status <> 'queued' or o.message_id is not null))`;

/** A run let go, and the message that is to carry it. */
export interface ReleasedRun extends DueRun {
  message_id: string;
}

/**
 * Lets go of the oldest held run of each of the jobs and kinds, unless the one before it has not ended. The jobs are
 * locked by the caller, who enqueues the messages after the commit.
 */
export async function releaseHeldRuns(trx: Transaction<Database>, jobIds: string[]): Promise<ReleasedRun[]> {
  const { rows } = await sql<ReleasedRun>`
    with released as (
      select distinct on (h.job_id, ${lane('h')}) h.id from runs h
      where h.job_id = any(${jobIds}::uuid[]) and ${isHeld} and not ${isBehind}
      order by h.job_id, ${lane('h')}, h.scheduled_for, h.id
    )
    update runs r set
      message_id = gen_random_uuid(),
      -- What is backfilled was never due before; what is caught up was, and its lateness tells.
      due_at = case when r.trigger = 'backfill' then date_trunc('milliseconds', clock_timestamp()) else r.due_at end
    from released where r.id = released.id
    returning r.id, r.due_at, r.message_id`.execute(trx);
  return rows;
}

/** Jobs with a held run that nothing is before: whoever ended that did not let the next one go. */
export async function findHeldBackJobs(db: Kysely<Database>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ job_id: string }>`
    select distinct h.job_id from runs h where ${isHeld} and not ${isBehind} limit ${limit}`.execute(db);
  return rows.map((row) => row.job_id);
}
