// Applies `max_runs`: stops planning jobs whose remaining runs are queued, and plans them when one is freed.
import { type Kysely, sql, type Transaction } from 'kysely';
import { byKey } from './by-key.ts';
import type { Database } from './schema.ts';

/** Counts the queued scheduled runs by job; jobs without one are not in the map. */
export async function countQueuedRuns(db: Kysely<Database>, jobIds: string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ job_id: string; count: number }>`
    select job_id, count(*)::integer as count from live_runs
    where job_id = any(${jobIds}::uuid[]) and status = 'queued' and trigger = 'schedule'
    group by job_id`.execute(db);
  return new Map(rows.map((row) => [row.job_id, row.count]));
}

const isFull = sql<boolean>`s.run_count + (
  select count(*) from live_runs r
  where r.job_id = s.job_id and r.status = 'queued' and r.trigger = 'schedule') >= j.max_runs`;

/** Stops planning jobs whose runs and queued runs reach `max_runs`. The caller has locked their states. */
export async function closeFullJobs(trx: Transaction<Database>, jobIds: string[]): Promise<void> {
  await sql`
    update job_states s set next_due_at = null
    from jobs j where s.job_id = any(${jobIds}::uuid[]) and ${byKey('j.id', 's.job_id')} and ${isFull}`.execute(
    trx,
  );
}

/** Plans jobs again that have a free run. The caller has locked their states. */
export async function reopenJobs(trx: Transaction<Database>, jobIds: string[]): Promise<void> {
  // A lateral lookup by key: PostgreSQL would otherwise scan an index of the other conditions.
  await sql`
    with reopened as materialized (
      select s.job_id
      from unnest(${jobIds}::uuid[]) a (id)
      cross join lateral (select * from job_states where job_id = a.id offset 0) s
      join jobs j on ${byKey('j.id', 's.job_id')}
      where s.status = 'active' and s.next_due_at is null and s.next_run is not null
        and (j.max_runs is null or not ${isFull})
    )
    update job_states s set next_due_at = s.next_run
    from reopened r where ${byKey('s.job_id', 'r.job_id')}`.execute(trx);
}

/** Finds jobs with a free run that are not planned, because a process died after it freed the run. */
export async function findJobsToReopen(db: Kysely<Database>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ job_id: string }>`
    select s.job_id from job_states s
    cross join lateral (select * from jobs where id = s.job_id offset 0) j
    where s.status = 'active' and s.next_due_at is null and s.next_run is not null
      and (j.max_runs is null or not ${isFull})
    limit ${limit}`.execute(db);
  return rows.map((row) => row.job_id);
}
