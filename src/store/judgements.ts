// Scheduled runs that are late at their first claim: what their judgement needs, and what becomes of them.
import { sql, type Transaction } from 'kysely';
import type { CatchUp } from '../schedule/catch-up.ts';
import { lockEndingJobs, reopenJobs, settleJobs } from './planning.ts';
import type { Database } from './schema.ts';

const ON_TIME = sql.raw(`interval '60 seconds'`);

/** Whether a run that nobody has claimed or judged is late. */
export function isLateAtFirstClaim(run: string) {
  const r = sql.raw(run);
  return sql<boolean>`(${r}.status = 'queued' and ${r}.trigger = 'schedule' and ${r}.status_reason is null
    and ${r}.due_at < clock_timestamp() - ${ON_TIME})`;
}

export interface LateRun {
  id: string;
  job_id: string;
  late_ms: number;
  /** How many newer occurrences of the job are, or were, late too; counted as far as it matters. */
  newer_late: number;
  catch_up: CatchUp;
}

/** The jobs are locked by the caller. */
export async function describeLateRuns(trx: Transaction<Database>, runIds: string[]): Promise<LateRun[]> {
  const { rows } = await sql<LateRun>`
    select r.id, r.job_id, j.catch_up,
           (extract(epoch from clock_timestamp() - r.due_at) * 1000)::float8 as late_ms,
           (coalesce((j.next_due_at < clock_timestamp() - ${ON_TIME})::integer, 0) + (
             select count(*) from (
               select from runs n
               where n.job_id = r.job_id and n.id > r.id and n.trigger = 'schedule' and case n.status
                 when 'queued' then n.due_at < clock_timestamp() - ${ON_TIME}
                 when 'missed' then true
                 else coalesce(n.lateness_ms > 60000, n.attempt_started_at > n.due_at + ${ON_TIME}, false) end
               limit case j.catch_up ->> 'policy' when 'all' then 1000 when 'one' then 1 else 0 end) newer
           ))::integer as newer_late
    from runs r join jobs j on j.id = r.job_id
    where r.id = any(${runIds}::uuid[]) and r.status = 'queued'
    order by r.id`.execute(trx);
  return rows;
}

/** The late ones are missed; their jobs, locked by the caller, go on or end. */
export async function missRuns(trx: Transaction<Database>, runs: LateRun[]): Promise<void> {
  if (runs.length === 0) return;
  const jobIds = [...new Set(runs.map((run) => run.job_id))];
  await sql`
    update runs set
      status = 'missed', status_reason = 'late', finished_at = clock_timestamp(),
      missed_until = scheduled_for, missed_count = 1
    where id = any(${runs.map((run) => run.id)}::uuid[]) and status = 'queued'`.execute(trx);
  await reopenJobs(trx, jobIds);
  await settleJobs(trx, await lockEndingJobs(trx, jobIds));
}

/** The late ones are held: each is let go when the one before it has ended. */
export async function holdRuns(trx: Transaction<Database>, runs: LateRun[]): Promise<void> {
  await sql`
    update runs set status_reason = 'catch_up', message_id = null
    where id = any(${runs.map((run) => run.id)}::uuid[]) and status = 'queued'`.execute(trx);
}
