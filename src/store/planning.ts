// Finds jobs to plan, saves their planned runs, and finds runs that need a message.
import { type Kysely, sql, type Transaction } from 'kysely';
import { byKey } from './by-key.ts';
import { type JobRow, type ScheduledJob, scheduleColumns } from './jobs.ts';
import { insertPlanned, type PlannedLiveRun, plannedRows } from './live-runs.ts';
import { insertMissedRuns } from './missed-runs.ts';
import { countMisses } from './objectives.ts';
import { countEnded } from './roll-ups.ts';
import { HISTORY_COLUMNS, updateLastRuns } from './run-ends.ts';
import { runStatusAfter } from './run-transitions.ts';
import type { Database } from './schema.ts';

/** Consecutive missed occurrences, recorded as one run. */
export interface MissedStretch {
  /** The run ID of the first occurrence. */
  id: string;
  jobId: string;
  jobName: string;
  from: Temporal.Instant;
  until: Temporal.Instant;
  count: number;
}

/** The next occurrence of a job after planning; null if none is left. */
export interface JobProgress {
  jobId: string;
  nextRun: Temporal.Instant | null;
  nextDueAt: Temporal.Instant | null;
  /** The latest planned occurrence; null if none is new. */
  plannedUntil: Temporal.Instant | null;
}

/** The columns of a job that the planner needs. */
export type DueJob = ScheduledJob &
  Pick<
    JobRow,
    | 'id'
    | 'name'
    | 'target_host'
    | 'max_runs'
    | 'spread_seconds'
    | 'catch_up'
    | 'next_run'
    | 'run_count'
    | 'planned_until'
  >;

const dueJobColumns = sql.raw(
  [
    ...['id', 'name', 'target_host', 'max_runs', 'spread_seconds', 'catch_up', ...scheduleColumns].map(
      (name) => `j.${name}`,
    ),
    ...['next_run', 'run_count', 'planned_until'].map((name) => `s.${name}`),
  ].join(),
);

/** The expression of the index. */
const dueAt = sql`coalesce(s.next_due_at, 'infinity'::timestamptz)`;

/**
 * Locks the states of up to `limit` jobs that are due after `from` and by `to`, earliest first, and skips jobs that
 * another transaction has locked. Without `from`, PostgreSQL reads all dead index entries that a long transaction
 * keeps, which is too slow for every pass.
 */
export async function lockDueJobs(
  trx: Transaction<Database>,
  from: Temporal.Instant | undefined,
  to: Temporal.Instant,
  limit: number,
): Promise<DueJob[]> {
  const after = from?.toString() ?? '-infinity';
  const { rows } = await sql<DueJob>`
    select ${dueJobColumns}
    from (
      select s.*, s.xmin as version from job_states s
      where ${dueAt} > ${after}::timestamptz and ${dueAt} <= ${to.toString()}::timestamptz
      order by ${dueAt} limit ${limit} for no key update skip locked
    ) s join jobs j on ${byKey('j.id', 's.job_id')}
    -- This statement sees the old schedule of a job that was edited between snapshot and lock: the next pass plans it.
    where s.version = (select v.xmin from job_states v where v.job_id = s.job_id)`.execute(trx);
  return rows;
}

/**
 * Inserts planned runs and missed runs, and sets the next occurrence of their jobs. Existing runs are unchanged. The
 * caller has locked the jobs' states.
 */
export async function savePlans(
  trx: Transaction<Database>,
  runs: PlannedLiveRun[],
  missed: MissedStretch[],
  progress: JobProgress[],
): Promise<void> {
  if (missed.length > 0) await insertMissed(trx, missed);
  const rows = progress.map((job) => ({
    id: job.jobId,
    next_run: job.nextRun,
    next_due_at: job.nextDueAt,
    planned_until: job.plannedUntil,
  }));
  await sql`
    with planned as (${insertPlanned(plannedRows(runs))})
    update job_states s set
      next_run = x.next_run, next_due_at = x.next_due_at,
      planned_until = greatest(s.planned_until, x.planned_until)
    from json_to_recordset(${JSON.stringify(rows)}) as x (
      id uuid, next_run timestamptz, next_due_at timestamptz, planned_until timestamptz)
    where ${byKey('s.job_id', 'x.id')}`.execute(trx);
}

async function insertMissed(trx: Transaction<Database>, missed: MissedStretch[]): Promise<void> {
  const rows = missed.map((stretch) => ({
    id: stretch.id,
    job_id: stretch.jobId,
    job_name: stretch.jobName,
    scheduled_for: stretch.from,
    missed_until: stretch.until,
    missed_count: stretch.count,
  }));
  await sql`
    with stretches as (
      select id, job_id, job_name, 'schedule' as trigger, null::uuid as source_run_id, ${runStatusAfter('miss_unplanned')} as status,
        'late' as status_reason, scheduled_for, scheduled_for as due_at, missed_until, missed_count,
        null::jsonb as payload_override, 0 as attempt_count, 0 as lost_count, null::timestamptz as started_at,
        clock_timestamp() as finished_at, null::integer as lateness_ms, null::integer as duration_ms,
        null::integer as status_code, null as error_code, null as error_message, null::jsonb as first_attempt, null as started_by
      from json_to_recordset(${JSON.stringify(rows)}) as x (
        id uuid, job_id uuid, job_name text, scheduled_for timestamptz, missed_until timestamptz, missed_count integer)
    ), inserted as (
      insert into runs (${HISTORY_COLUMNS}) select ${HISTORY_COLUMNS} from stretches
      on conflict (id) do nothing
      returning *
    ), reported as (${insertMissedRuns('inserted')}
    ), measured as (${countMisses('inserted')}
    ), counted as (${countEnded('inserted', { missedCount: true })})
    ${updateLastRuns('inserted')}`.execute(trx);
}

/** Finds the IDs that are already in history. */
export async function findEndedIds(trx: Transaction<Database>, ids: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select a.id from unnest(${ids}::uuid[]) a (id)
    cross join lateral (select from runs where id = a.id offset 0) r`.execute(trx);
  return new Set(rows.map((row) => row.id));
}

/** A run to enqueue. */
export interface DueRun {
  id: string;
  due_at: Temporal.Instant;
  target_host: string;
}

/** Locks up to `limit` runs that are due by `horizon` and have no message: retries, and runs that a worker released. */
export async function lockUnsentRuns(
  trx: Transaction<Database>,
  horizon: Temporal.Instant,
  limit: number,
): Promise<DueRun[]> {
  const { rows } = await sql<DueRun>`
    select r.id, r.due_at, coalesce(j.target_host, '') as target_host
    from live_runs r left join jobs j on ${byKey('j.id', 'r.job_id')}
    where r.message_id is null and r.waiting_for is null and r.due_at <= ${horizon.toString()}::timestamptz
      and r.status <> 'running'
    order by r.due_at limit ${limit} for update of r skip locked`.execute(trx);
  return rows;
}

export async function assignMessages(
  trx: Transaction<Database>,
  runs: { id: string; messageId: string }[],
): Promise<void> {
  const rows = runs.map((run) => ({ id: run.id, message_id: run.messageId }));
  await sql`
    update live_runs r set message_id = x.message_id
    from json_to_recordset(${JSON.stringify(rows)}) as x (id uuid, message_id uuid)
    where ${byKey('r.id', 'x.id')}`.execute(trx);
}

/** Counts the unstarted runs that are due before `before`, up to `limit`. */
export async function countBacklog(
  db: Kysely<Database>,
  before: Temporal.Instant,
  limit: number,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select from live_runs
      where status <> 'running' and waiting_for is null and due_at < ${before.toString()}::timestamptz limit ${limit}
    ) waiting`.execute(db);
  return rows[0]!.count;
}
