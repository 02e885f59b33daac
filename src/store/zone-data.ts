// Locks jobs whose next occurrence depends on time zone data.
import { sql, type Transaction } from 'kysely';
import type { JobRow } from './jobs.ts';
import type { Database } from './schema.ts';

export interface ZonedJob extends JobRow {
  /** The latest recorded occurrence. */
  last_occurrence: Temporal.Instant | null;
}

/** Locks up to `limit` jobs after `afterId` whose schedules depend on the local time of a zone, in the order of IDs. */
export async function lockZonedJobs(
  trx: Transaction<Database>,
  afterId: string,
  limit: number,
): Promise<ZonedJob[]> {
  const { rows } = await sql<ZonedJob>`
    select j.*, s.*, greatest(
      (select r.scheduled_for from live_runs r
       where r.job_id = j.id and r.trigger = 'schedule' order by r.id desc limit 1),
      (select coalesce(r.missed_until, r.scheduled_for) from runs r
       where r.job_id = j.id and r.trigger = 'schedule' order by r.id desc limit 1)) as last_occurrence
    from jobs j join job_states s on s.job_id = j.id
    where j.id > ${afterId}::uuid and s.next_run is not null and j.timezone <> 'UTC'
      and (j.schedule_type = 'cron' or j.interval in ('day', 'week', 'month', 'year'))
    order by j.id limit ${limit} for no key update of s, j`.execute(trx);
  return rows;
}
