// Reads what the overlap and catch-up policies decide by, and writes their decisions.
import { sql, type Transaction } from 'kysely';
import type { CatchUp } from '../schedule/catch-up.ts';
import { byKey } from './by-key.ts';
import type { Overlap } from './job-columns.ts';
import { completeJobs } from './job-completion.ts';
import { isOverlapQueued, isUndecided, isUnfinished } from './live-runs.ts';
import { endRuns, isOneOf, type RunEnd } from './run-ends.ts';
import { reopenJobs } from './run-limits.ts';
import type { Database } from './schema.ts';

const ON_TIME = sql.raw(`interval '60 seconds'`);

export interface LateRun {
  id: string;
  job_id: string;
  late_ms: number;
  /** Number of newer occurrences of the job that are or were late, counted up to the policy's limit. */
  newer_late: number;
  /** The next occurrence of the job is due; only known for policy `none`. */
  is_next_due: boolean;
  catch_up: CatchUp;
}

/** Whether run `r` of a job with policy `none` and state `s` is late because the next occurrence is due. */
const isNextDue = sql<boolean>`(j.catch_up ->> 'policy' = 'none' and (
  s.next_due_at <= clock_timestamp()
  or exists (select from live_runs n where n.job_id = r.job_id and n.id > r.id and n.trigger = 'schedule'
               and (n.status <> 'queued' or n.due_at <= clock_timestamp()))
  or exists (select from runs n where n.job_id = r.job_id and n.id > r.id and n.trigger = 'schedule')) is true)`;

/** Finds the undecided late runs. The caller has locked the jobs' states. */
export async function findLateRuns(trx: Transaction<Database>, runIds: string[]): Promise<LateRun[]> {
  const { rows } = await sql<LateRun>`
    select r.id, r.job_id, j.catch_up, ${isNextDue} as is_next_due,
           (extract(epoch from clock_timestamp() - r.due_at) * 1000)::float8 as late_ms,
           (coalesce((s.next_due_at < clock_timestamp() - ${ON_TIME})::integer, 0) + (
             select count(*) from (
               select from live_runs n
               where n.job_id = r.job_id and n.id > r.id and n.trigger = 'schedule'
                 and case n.status when 'queued' then n.due_at < clock_timestamp() - ${ON_TIME}
                   else coalesce(n.lateness_ms > 60000, n.attempt_started_at > n.due_at + ${ON_TIME}, false) end
               limit l.at_most) live
           ) + (
             select count(*) from (
               select from runs n
               where n.job_id = r.job_id and n.id > r.id and n.trigger = 'schedule'
                 and (n.status = 'missed' or n.lateness_ms > 60000)
               limit l.at_most) ended
           ))::integer as newer_late
    from live_runs r
    join jobs j on ${byKey('j.id', 'r.job_id')} join job_states s on ${byKey('s.job_id', 'r.job_id')}
    cross join lateral (
      select case j.catch_up ->> 'policy' when 'all' then 1000 when 'one' then 1 else 0 end as at_most) l
    where r.id = any(${runIds}::uuid[]) and ${isUndecided('r')}
      and (r.due_at < clock_timestamp() - ${ON_TIME} or r.due_at <= clock_timestamp() and ${isNextDue})
    order by r.id`.execute(trx);
  return rows;
}

export interface ContendedRun {
  id: string;
  job_id: string;
  overlap: Overlap;
  /**
   * Delay until the run is due; overlap is never decided before. A late run waits while a run of its job that is on time
   * and due, and not among the requested ones, is undecided.
   */
  wait_ms: number;
  /** The run is late, and a newer scheduled run of the job is unfinished or on time. */
  is_outdated: boolean;
  is_unfinished: boolean;
  /** Another run already waits because of overlap. */
  has_waiting: boolean;
}

/** Delay before a late run is decided again that waits for a run on time. */
const YIELD_MS = 100;

const isLateRun = sql<boolean>`(r.due_at < clock_timestamp() - ${ON_TIME})`;

/** Whether run `o` is due, on time and undecided: it goes before late runs of its job. */
const isFresh = sql<boolean>`(${isUndecided('o')} and o.due_at <= clock_timestamp()
  and o.due_at >= clock_timestamp() - ${ON_TIME})`;

/** Finds the undecided runs: those on time before late ones, then in the order of their occurrences. The caller has locked the jobs' states. */
export async function findContendedRuns(
  trx: Transaction<Database>,
  runIds: string[],
): Promise<ContendedRun[]> {
  const { rows } = await sql<ContendedRun>`
    select r.id, r.job_id, j.overlap,
           case when ${isLateRun} and j.overlap <> 'allow' and exists (
                  select from live_runs o where o.job_id = r.job_id and o.id <> all(${runIds}::uuid[]) and ${isFresh})
                then ${YIELD_MS} else (extract(epoch from r.due_at - clock_timestamp()) * 1000)::float8 end as wait_ms,
           ${isLateRun} and exists (
             select from live_runs o where o.job_id = r.job_id and o.id > r.id and o.trigger = 'schedule'
               and (${isUnfinished('o')} or ${isFresh})) as is_outdated,
           exists (select from live_runs o where o.job_id = r.job_id and o.id <> r.id and ${isUnfinished('o')})
             as is_unfinished,
           exists (select from live_runs o where o.job_id = r.job_id and o.id <> r.id and ${isOverlapQueued('o')})
             as has_waiting
    from live_runs r join jobs j on ${byKey('j.id', 'r.job_id')}
    where r.id = any(${runIds}::uuid[]) and ${isUndecided('r')}
    order by r.job_id, ${isLateRun}, r.scheduled_for`.execute(trx);
  return rows;
}

interface Decided {
  id: string;
  job_id: string;
}

/** Ends runs that a policy rejects. Their jobs are planned on or completed; the caller has locked the jobs' states. */
export async function rejectRuns(trx: Transaction<Database>, runs: Decided[], end: RunEnd): Promise<void> {
  const ids = runs.map((run) => run.id);
  await endRuns(trx, sql<boolean>`${isOneOf(ids)} and r.status = 'queued'`, end);
  const jobIds = [...new Set(runs.map((run) => run.job_id))];
  await reopenJobs(trx, jobIds);
  await completeJobs(trx, jobIds);
}

/** Makes runs wait; the end of the blocking run releases them. */
export async function makeRunsWait(
  trx: Transaction<Database>,
  runs: Decided[],
  policy: 'catch_up' | 'overlap',
): Promise<void> {
  await sql`
    update live_runs set waiting_for = ${policy}, decided_by = ${policy}, status_reason = ${policy}, message_id = null
    where id = any(${runs.map((run) => run.id)}::uuid[]) and status = 'queued'`.execute(trx);
}
