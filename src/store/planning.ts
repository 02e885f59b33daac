// Planning: the jobs that are due next, the runs made of them, and the runs that need a message.
import { type Kysely, sql, type Transaction } from 'kysely';
import { byKey } from './by-key.ts';
import { type JobRow, type ScheduledJob, scheduleColumns } from './jobs.ts';
import { insertPlanned, type PlannedLiveRun, plannedRows } from './live-runs.ts';
import { countEnded } from './roll-ups.ts';
import { HISTORY_COLUMNS, noteLastRuns } from './run-ends.ts';
import { runStatusAfter } from './run-transitions.ts';
import type { Database } from './schema.ts';

/** A stretch of consecutive missed occurrences: one row of history. */
export interface MissedStretch {
  /** The first occurrence's. */
  id: string;
  jobId: string;
  jobName: string;
  from: Temporal.Instant;
  until: Temporal.Instant;
  count: number;
}

/** Where planning a job has come to: null when no occurrence is left. */
export interface JobProgress {
  jobId: string;
  nextRun: Temporal.Instant | null;
  nextDueAt: Temporal.Instant | null;
  /** The latest occurrence accounted for; null when none is new. */
  plannedUntil: Temporal.Instant | null;
}

/** What the planner needs of a job. */
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

/** As in the index. */
const dueAt = sql`coalesce(s.next_due_at, 'infinity'::timestamptz)`;

/**
 * Up to `limit` jobs that are due after `from` and by `to`, earliest first, with their states locked; those that
 * another transaction holds are passed over. Without `from`, dead index entries of all earlier plans are walked
 * through where a long transaction keeps them: that is not for every pass.
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
    -- A job edited between the snapshot and the lock has another schedule than this statement sees: the next pass has it.
    where s.version = (select v.xmin from job_states v where v.job_id = s.job_id)`.execute(trx);
  return rows;
}

/**
 * Writes planned runs and missed stretches and advances their jobs, in one statement. An id that exists is an occurrence
 * accounted for: it stays as it is. The jobs' states are locked by the caller.
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
        null::integer as status_code, null as error_code, null as error_message, null::jsonb as first_attempt
      from json_to_recordset(${JSON.stringify(rows)}) as x (
        id uuid, job_id uuid, job_name text, scheduled_for timestamptz, missed_until timestamptz, missed_count integer)
    ), inserted as (
      insert into runs (${HISTORY_COLUMNS}) select ${HISTORY_COLUMNS} from stretches
      on conflict (id) do nothing
      returning *
    ), counted as (${countEnded('inserted', { missedCount: true })})
    ${noteLastRuns('inserted')}`.execute(trx);
}

/** Those of the ids that history has: occurrences accounted for. */
export async function findEndedIds(trx: Transaction<Database>, ids: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select a.id from unnest(${ids}::uuid[]) a (id)
    cross join lateral (select from runs where id = a.id offset 0) r`.execute(trx);
  return new Set(rows.map((row) => row.id));
}

/** A run that is to be enqueued. */
export interface DueRun {
  id: string;
  due_at: Temporal.Instant;
  target_host: string;
}

/** Up to `limit` runs that are due by `horizon` and have no message: retries, and those that a worker gave back. */
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

/** How many runs are due by `before` and have not started, counted up to `limit`. */
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
