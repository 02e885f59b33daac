// Waiting runs: released one at a time per kind when the blocking run of their job has ended.
import { type Kysely, sql, type Transaction } from 'kysely';
import { byKey } from './by-key.ts';
import { isUnfinished } from './live-runs.ts';
import type { Database } from './schema.ts';

const KINDS = sql.raw(`(values ('overlap'), ('catch_up'), ('backfill')) kinds (kind)`);

/** Whether the run `o`, which does not wait, blocks the waiting runs of a kind. */
const isBlocking = sql<boolean>`o.waiting_for is null and case k.kind
  when 'backfill' then o.trigger = 'backfill'
  when 'catch_up' then o.decided_by = 'catch_up'
  else o.decided_by = 'overlap' or ${isUnfinished('o')} end`;

/** A released run, and the message to enqueue for it. */
export interface ReleasedRun {
  id: string;
  due_at: Temporal.Instant;
  message_id: string;
  target_host: string;
}

/**
 * Releases the oldest waiting run of each kind of the jobs, unless a blocking run has not ended. The caller has locked
 * the jobs' states, and enqueues the messages after the commit.
 */
export async function releaseWaitingRuns(
  trx: Transaction<Database>,
  jobIds: string[],
): Promise<ReleasedRun[]> {
  const { rows } = await sql<ReleasedRun>`
    with k as (
      select j.id as job_id, kind from unnest(${[...new Set(jobIds)]}::uuid[]) j (id) cross join ${KINDS}
    ), released as (
      select oldest.id from k cross join lateral (
        select w.id from live_runs w
        where w.job_id = k.job_id and w.waiting_for = k.kind
        order by w.scheduled_for, w.id limit 1) oldest
      where not exists (select from live_runs o where o.job_id = k.job_id and ${isBlocking} offset 0)
    )
    update live_runs r set
      waiting_for = null, message_id = gen_random_uuid(),
      -- A backfilled run becomes due now; the others keep their due time, and their lateness includes the wait.
      due_at = case when r.trigger = 'backfill' then date_trunc('milliseconds', clock_timestamp()) else r.due_at end
    from released, jobs j where ${byKey('r.id', 'released.id')} and ${byKey('j.id', 'r.job_id')}
    returning r.id, r.due_at, r.message_id, j.target_host`.execute(trx);
  return rows;
}

/** Jobs whose waiting run is no longer blocked, because the process that ended the blocking run failed to release it. */
export async function findUnblockedJobs(db: Kysely<Database>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ job_id: string }>`
    select distinct k.job_id from (
      select job_id, waiting_for as kind from live_runs where waiting_for is not null group by 1, 2) k
    where not exists (select from live_runs o where o.job_id = k.job_id and ${isBlocking} offset 0)
    limit ${limit}`.execute(db);
  return rows.map((row) => row.job_id);
}
