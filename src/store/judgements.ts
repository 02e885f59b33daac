// Scheduled runs that are not simply started at their first claim: what their judgement needs, and what becomes of them.
import { sql, type Transaction } from 'kysely';
import type { CatchUp } from '../schedule/catch-up.ts';
import { isUnfinished } from './held.ts';
import { lockEndingJobs, reopenJobs, settleJobs } from './planning.ts';
import { countEnded } from './roll-ups.ts';
import type { Database, Overlap } from './schema.ts';

const ON_TIME = sql.raw(`interval '60 seconds'`);

/** Whether a run is a scheduled one that nobody has claimed or judged. */
export const isUnjudged = (run: string) =>
  sql.raw(`(${run}.status = 'queued' and ${run}.trigger = 'schedule' and ${run}.status_reason is null)`);

/** Whether such a run is late. */
export const isLate = (run: string) =>
  sql<boolean>`(${isUnjudged(run)} and ${sql.raw(run)}.due_at < clock_timestamp() - ${ON_TIME})`;

/** Whether another run of its job is unfinished, or held to come before it. */
const isBlocked = (run: string) => sql<boolean>`exists (
  select 1 from runs o where o.job_id = ${sql.raw(run)}.job_id and o.id <> ${sql.raw(run)}.id
    and (${isUnfinished('o')} or o.finished_at is null and o.status = 'queued' and o.status_reason = 'overlap'))`;

/** Whether such a run may overlap with another of its job, of which `job` is the row. */
export const isContended = (run: string, job: string) =>
  sql<boolean>`(${isUnjudged(run)} and ${sql.raw(job)}.overlap <> 'allow' and ${isBlocked(run)})`;

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
    where r.id = any(${runIds}::uuid[]) and ${isUnjudged('r')}
    order by r.id`.execute(trx);
  return rows;
}

export interface ContendedRun {
  id: string;
  job_id: string;
  overlap: Overlap;
  /** Until it is due; overlap is never decided before. */
  wait_ms: number;
  is_unfinished: boolean;
  /** One is held by overlap already. */
  has_held: boolean;
}

/** In the order in which they occur. The jobs are locked by the caller. */
export async function describeContendedRuns(
  trx: Transaction<Database>,
  runIds: string[],
): Promise<ContendedRun[]> {
  const { rows } = await sql<ContendedRun>`
    select r.id, r.job_id, j.overlap,
           (extract(epoch from r.due_at - clock_timestamp()) * 1000)::float8 as wait_ms,
           exists (select 1 from runs o where o.job_id = r.job_id and o.id <> r.id and ${isUnfinished('o')})
             as is_unfinished,
           exists (select 1 from runs o where o.job_id = r.job_id and o.finished_at is null
                     and o.status = 'queued' and o.status_reason = 'overlap') as has_held
    from runs r join jobs j on j.id = r.job_id
    where r.id = any(${runIds}::uuid[]) and ${isUnjudged('r')}
    order by r.job_id, r.scheduled_for`.execute(trx);
  return rows;
}

interface Judged {
  id: string;
  job_id: string;
}

/** Late ones are missed; their jobs, locked by the caller, go on or end. */
export async function missRuns(trx: Transaction<Database>, runs: Judged[]): Promise<void> {
  await sql`
    with ended as (
      update runs set
        status = 'missed', status_reason = 'late', finished_at = clock_timestamp(),
        missed_until = scheduled_for, missed_count = 1
      where id = any(${idsOf(runs)}::uuid[]) and status = 'queued'
      returning status, finished_at
    )
    ${countEnded('ended')}`.execute(trx);
  await goOn(trx, runs);
}

/** Overlapping ones do not start; the same then holds for their jobs. */
export async function passOverRuns(
  trx: Transaction<Database>,
  runs: Judged[],
  status: 'skipped' | 'canceled',
): Promise<void> {
  await sql`
    with ended as (
      update runs set status = ${status}, status_reason = 'overlap', finished_at = clock_timestamp()
      where id = any(${idsOf(runs)}::uuid[]) and status = 'queued'
      returning status, finished_at
    )
    ${countEnded('ended')}`.execute(trx);
  await goOn(trx, runs);
}

async function goOn(trx: Transaction<Database>, runs: Judged[]): Promise<void> {
  const jobIds = [...new Set(runs.map((run) => run.job_id))];
  await reopenJobs(trx, jobIds);
  await settleJobs(trx, await lockEndingJobs(trx, jobIds));
}

/** They wait for what is before them; whoever ends that lets them go. */
export async function holdRuns(
  trx: Transaction<Database>,
  runs: Judged[],
  reason: 'catch_up' | 'overlap',
): Promise<void> {
  await sql`
    update runs set status_reason = ${reason}, message_id = null
    where id = any(${idsOf(runs)}::uuid[]) and status = 'queued'`.execute(trx);
}

/**
 * Cancels what of the jobs is unfinished, or held by overlap, for the sake of a newer run: at once, but for attempts
 * under way, whose workers see the wish.
 */
export async function cancelPreviousRuns(trx: Transaction<Database>, jobIds: string[]): Promise<void> {
  await sql`
    with previous as (
      select r.id from runs r
      where r.job_id = any(${jobIds}::uuid[]) and (
        ${isUnfinished('r')} or r.finished_at is null and r.status = 'queued' and r.status_reason = 'overlap')
      order by r.id for update
    ), ended as (
      update runs r set
        cancel_requested = r.status = 'running',
        status = case when r.status = 'running' then r.status else 'canceled' end,
        status_reason = 'overlap',
        finished_at = case when r.status = 'running' then null else clock_timestamp() end
      from previous p where r.id = p.id
      returning r.status, r.finished_at
    )
    ${countEnded('ended')}`.execute(trx);
}

function idsOf(runs: Judged[]): string[] {
  return runs.map((run) => run.id);
}
