// Ends queued and retrying runs as skipped, missed or canceled, and requests the cancel of running ones.
import { type RawBuilder, sql, type Transaction } from 'kysely';
import { byKey } from './by-key.ts';
import { insertCallbacks } from './callbacks.ts';
import type { LiveRun } from './live-runs.ts';
import { insertMissedRuns } from './missed-runs.ts';
import { countMisses } from './objectives.ts';
import { countEnded } from './roll-ups.ts';
import { type UnsentEnd, unsentStatus } from './run-transitions.ts';
import type { Database } from './schema.ts';

/** The columns of `runs`, in the order of every statement that ends runs. */
export const HISTORY_COLUMNS =
  sql.raw(`id, job_id, job_name, trigger, source_run_id, status, status_reason, scheduled_for,
  due_at, missed_until, missed_count, payload_override, attempt_count, lost_count, started_at, finished_at, lateness_ms,
  duration_ms, status_code, error_code, error_message, first_attempt, started_by`);

export interface RunEnd {
  status: UnsentEnd;
  /** Null keeps the reason of the run. */
  reason: string | null;
}

/**
 * Ends queued and retrying runs that match `condition` (on `r`), and returns their IDs. The caller has locked the states
 * of their jobs. Running runs are unchanged: their workers end them.
 */
export async function endRuns(
  trx: Transaction<Database>,
  condition: RawBuilder<boolean>,
  { status, reason }: RunEnd,
): Promise<string[]> {
  const isMissed = sql.lit(status === 'missed');
  const { rows } = await sql<{ id: string }>`
    with ended as (
      delete from live_runs r where ${condition} and r.status <> 'running'
      returning r.*, clock_timestamp() as finished_at
    ), named as (
      select id, job_id, job_name, trigger, source_run_id, ${unsentStatus(status)}::text as status,
        coalesce(${reason}::text, status_reason) as status_reason, scheduled_for, due_at,
        case when ${isMissed} then scheduled_for end as missed_until, case when ${isMissed} then 1 end as missed_count,
        payload_override, attempt_count, lost_count, started_at, finished_at, lateness_ms, duration_ms, status_code,
        error_code, error_message, first_attempt, started_by
      from ended
    ), history as (
      insert into runs (${HISTORY_COLUMNS}) select ${HISTORY_COLUMNS} from named
    )${reports[status]}, counted as (${countEnded('named')}
    ), moved as (${updateLastRuns('named')}
    )
    select id from named`.execute(trx);
  return rows.map((row) => row.id);
}

/** What a statement writes for others to send, besides history. A skipped run has no attempt to report. */
const reports: Record<UnsentEnd, RawBuilder<unknown>> = {
  skipped: sql``,
  missed: sql`, reported as (${insertMissedRuns('named')}), measured as (${countMisses('named')})`,
  canceled: sql`, reported as (${insertCallbacks('named')})`,
};

/** The statement part that writes the newest ended run into its job's state. */
export function updateLastRuns(from: string) {
  return sql`
    update job_states s set
      last_run_id = e.id, last_run_status = e.status, last_run_scheduled_for = e.scheduled_for,
      last_run_finished_at = e.finished_at, last_run_status_code = e.status_code
    from (
      select distinct on (job_id) job_id, id, status, scheduled_for, finished_at, status_code
      from ${sql.table(from)} order by job_id, id desc
    ) e
    where ${byKey('s.job_id', 'e.job_id')} and (s.last_run_id is null or s.last_run_id < e.id)`;
}

/**
 * Cancels the queued and retrying runs of the jobs. A running attempt finishes, without a retry. The caller has locked
 * the jobs' states.
 */
export async function cancelUnfinishedRuns(
  trx: Transaction<Database>,
  jobIds: string[],
  reason: string,
): Promise<void> {
  const isOfJobs = sql<boolean>`r.job_id = any(${jobIds}::uuid[])`;
  await sql`
    update live_runs r set final_attempt = true, status_reason = ${reason}
    where ${isOfJobs} and r.status = 'running'`.execute(trx);
  await endRuns(trx, isOfJobs, { status: 'canceled', reason });
}

/**
 * Cancels the previous runs of the jobs for `overlap: cancel_previous`. The workers of running attempts read the request
 * when they renew their leases. The caller has locked the jobs' states.
 */
export async function cancelPreviousRuns(trx: Transaction<Database>, jobIds: string[]): Promise<void> {
  const isOfJobs = sql<boolean>`r.job_id = any(${jobIds}::uuid[])`;
  await sql`
    update live_runs r set cancel_requested = true, status_reason = 'overlap'
    where ${isOfJobs} and r.status = 'running'
      and r.trigger <> 'backfill' and r.decided_by is distinct from 'catch_up'`.execute(trx);
  const isPrevious = sql<boolean>`${isOfJobs} and (
    r.status = 'retrying' and r.trigger <> 'backfill' and r.decided_by is distinct from 'catch_up'
    or r.status = 'queued' and r.decided_by = 'overlap')`;
  await endRuns(trx, isPrevious, { status: 'canceled', reason: 'overlap' });
}

/** Requests the cancel of running attempts. Their workers read the request when they renew their leases. */
export async function requestCancel(trx: Transaction<Database>, ids: string[]): Promise<LiveRun[]> {
  const { rows } = await sql<LiveRun>`
    update live_runs set cancel_requested = true,
      status_reason = case when decided_by = 'catch_up' then status_reason else 'user' end
    where id = any(${ids}::uuid[]) returning *`.execute(trx);
  return rows;
}

/** The condition of `endRuns` for IDs. */
export function isOneOf(ids: string[]): RawBuilder<boolean> {
  return sql<boolean>`r.id = any(${ids}::uuid[])`;
}
