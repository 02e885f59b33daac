// Held runs: judged, and waiting for others of their job to end. One of each kind at a time is let go.
import { type Kysely, sql, type Transaction } from 'kysely';
import type { DueRun } from './planning.ts';
import type { Database } from './schema.ts';

// What is held goes on telling so by its reason while it is queued, with a message or without. Caught up runs tell it
// to their end, so that others know them; backfilled ones are known by their trigger.
const KINDS = sql.raw(`(values ('overlap'), ('catch_up'), ('backfill')) kinds (kind)`);

const isHeld = (run: string) =>
  sql.raw(`${run}.finished_at is null and ${run}.status = 'queued' and ${run}.message_id is null
    and ${run}.status_reason in ('overlap', 'catch_up', 'backfill')`);

/** Whether a run stands in the way of one that overlap judges: caught up and backfilled ones do not. */
export const isUnfinished = (run: string) =>
  sql.raw(`(${run}.finished_at is null and ${run}.status in ('running', 'retrying')
    and ${run}.trigger <> 'backfill' and ${run}.status_reason is distinct from 'catch_up')`);

/** Whether a run, let go and not ended, keeps those of a kind waiting. */
const isBefore = sql.raw(`(o.finished_at is null and case k.kind
  when 'backfill' then o.trigger = 'backfill' and (o.status <> 'queued' or o.message_id is not null)
  when 'catch_up' then o.status_reason = 'catch_up' and (o.status <> 'queued' or o.message_id is not null)
  else o.status_reason = 'overlap' and o.message_id is not null
    or o.status in ('running', 'retrying') and o.trigger <> 'backfill' and o.status_reason is distinct from 'catch_up'
  end)`);

/** A run let go, and the message that is to carry it. */
export interface ReleasedRun extends DueRun {
  message_id: string;
}

/**
 * Lets go of the oldest held run of each kind of the jobs, unless one before it has not ended. The jobs are locked by
 * the caller, who enqueues the messages after the commit.
 */
export async function releaseHeldRuns(trx: Transaction<Database>, jobIds: string[]): Promise<ReleasedRun[]> {
  const { rows } = await sql<ReleasedRun>`
    with k as (
      select j.id as job_id, kind from unnest(${[...new Set(jobIds)]}::uuid[]) j (id) cross join ${KINDS}
    ), released as (
      select oldest.id from k cross join lateral (
        select h.id from runs h
        where h.job_id = k.job_id and ${isHeld('h')} and h.status_reason = k.kind
        order by h.scheduled_for, h.id limit 1) oldest
      where not exists (select 1 from runs o where o.job_id = k.job_id and ${isBefore})
    )
    update runs r set
      message_id = gen_random_uuid(),
      -- What is backfilled was never due before; the others were, and their lateness tells.
      due_at = case when r.trigger = 'backfill' then date_trunc('milliseconds', clock_timestamp()) else r.due_at end
    from released where r.id = released.id
    returning r.id, r.due_at, r.message_id`.execute(trx);
  return rows;
}

/** Jobs with a held run that nothing is before: whoever ended that did not let the next one go. */
export async function findHeldBackJobs(db: Kysely<Database>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ job_id: string }>`
    select distinct k.job_id from (
      select h.job_id, h.status_reason as kind from runs h where ${isHeld('h')} group by 1, 2) k
    where not exists (select 1 from runs o where o.job_id = k.job_id and ${isBefore})
    limit ${limit}`.execute(db);
  return rows.map((row) => row.job_id);
}
