// Locks, inserts and discards unfinished runs, and defines conditions on them.
import { type Selectable, sql, type Transaction } from 'kysely';
import { runStatusAfter } from './run-transitions.ts';
import type { Database, LiveRunsTable, RunTrigger } from './schema.ts';

export type LiveRun = Selectable<LiveRunsTable>;

/** Whether a run is scheduled, unclaimed, and no policy has decided about it. */
export const isUndecided = (run: string) =>
  sql.raw(`(${run}.status = 'queued' and ${run}.trigger = 'schedule' and ${run}.decided_by is null)`);

/** Whether a run counts as unfinished for the overlap policy; backfilled and caught-up runs do not. */
export const isUnfinished = (run: string) =>
  sql.raw(`(${run}.status in ('running', 'retrying')
    and ${run}.trigger <> 'backfill' and ${run}.decided_by is distinct from 'catch_up')`);

/** Whether the overlap policy made the run wait, and the run has not started since. */
export const isOverlapQueued = (run: string) =>
  sql.raw(`(${run}.status = 'queued' and ${run}.decided_by = 'overlap')`);

/** Locks the unfinished runs among the IDs. The caller has locked the states of their jobs, if the jobs exist. */
export async function lockLiveRuns(trx: Transaction<Database>, ids: string[]): Promise<LiveRun[]> {
  const { rows } = await sql<LiveRun>`
    select * from live_runs where id = any(${ids}::uuid[]) order by id for update`.execute(trx);
  return rows;
}

/** A scheduled run to insert. */
export interface PlannedLiveRun {
  id: string;
  jobId: string;
  jobName: string;
  scheduledFor: Temporal.Instant;
  dueAt: Temporal.Instant;
  /** The run is caught up, and waits for the previous one. */
  isWaiting: boolean;
  messageId: string | null;
}

/** The columns of planned runs as a JSON recordset, for `insertPlanned`. */
export function plannedRows(runs: PlannedLiveRun[]): string {
  return JSON.stringify(
    runs.map((run) => ({
      id: run.id,
      job_id: run.jobId,
      job_name: run.jobName,
      scheduled_for: run.scheduledFor,
      due_at: run.dueAt,
      waiting_for: run.isWaiting ? 'catch_up' : null,
      message_id: run.messageId,
    })),
  );
}

/** The statement part that inserts planned runs. A run that exists is unchanged. */
export function insertPlanned(rows: string) {
  return sql`
    insert into live_runs (id, job_id, job_name, trigger, status, status_reason, waiting_for, decided_by, scheduled_for,
                           due_at, message_id)
    select id, job_id, job_name, 'schedule', ${runStatusAfter('plan')}, waiting_for, waiting_for, waiting_for, scheduled_for, due_at,
           message_id
    from json_to_recordset(${rows}) as x (
      id uuid, job_id uuid, job_name text, scheduled_for timestamptz, due_at timestamptz, waiting_for text,
      message_id uuid)
    on conflict (id) do nothing`;
}

/** A manual run or a rerun, due at once. The caller enqueues its message after the commit. */
export interface StartedRun {
  id: string;
  jobId: string;
  jobName: string;
  trigger: Extract<RunTrigger, 'manual' | 'retry'>;
  sourceRunId: string | null;
  /** Undefined: now. */
  scheduledFor: Temporal.Instant | undefined;
  payloadOverride: unknown;
  startedBy: string;
  messageId: string;
}

/** Inserts runs in the given order. The caller has locked the jobs' states. */
export async function insertStartedRuns(trx: Transaction<Database>, runs: StartedRun[]): Promise<LiveRun[]> {
  const rows = runs.map((run, place) => ({
    place,
    id: run.id,
    job_id: run.jobId,
    job_name: run.jobName,
    trigger: run.trigger,
    source_run_id: run.sourceRunId,
    scheduled_for: run.scheduledFor ?? null,
    // As text, because a JSON null is a payload, and not SQL's null.
    payload_override: run.payloadOverride === undefined ? null : JSON.stringify(run.payloadOverride),
    started_by: run.startedBy,
    message_id: run.messageId,
  }));
  const inserted = await sql<LiveRun>`
    with clock as materialized (select date_trunc('milliseconds', clock_timestamp()) as now)
    insert into live_runs (id, job_id, job_name, trigger, source_run_id, status, scheduled_for, due_at,
                           payload_override, started_by, message_id)
    select id, job_id, job_name, trigger, source_run_id, ${runStatusAfter('start')}, coalesce(scheduled_for, now), now,
           payload_override::jsonb, started_by, message_id
    from json_to_recordset(${JSON.stringify(rows)}) as x (
      place integer, id uuid, job_id uuid, job_name text, trigger text, source_run_id uuid, scheduled_for timestamptz,
      payload_override text, started_by text, message_id uuid), clock
    order by place
    returning *`.execute(trx);
  const byId = new Map(inserted.rows.map((run) => [run.id, run]));
  return runs.map((run) => byId.get(run.id)!);
}

/** Inserts waiting runs for past occurrences. The caller has locked the job's state, and releases the first run. */
export async function insertBackfillRuns(
  trx: Transaction<Database>,
  job: { id: string; name: string },
  startedBy: string,
  runs: { id: string; scheduledFor: Temporal.Instant }[],
): Promise<void> {
  const rows = runs.map((run) => ({ id: run.id, scheduled_for: run.scheduledFor }));
  await sql`
    insert into live_runs (id, job_id, job_name, trigger, status, status_reason, waiting_for, scheduled_for, due_at,
                           started_by)
    select id, ${job.id}::uuid, ${job.name}, 'backfill', ${runStatusAfter('backfill')}, 'backfill', 'backfill', scheduled_for,
           date_trunc('milliseconds', clock_timestamp()), ${startedBy}
    from json_to_recordset(${JSON.stringify(rows)}) as x (id uuid, scheduled_for timestamptz)`.execute(trx);
}

/** Deletes planned runs that are not due yet, without a record. The caller has locked the jobs' states. */
export async function deletePlannedRuns(trx: Transaction<Database>, jobIds: string[]): Promise<void> {
  await sql`
    delete from live_runs
    where job_id = any(${jobIds}::uuid[]) and status = 'queued' and trigger = 'schedule'
      and due_at > clock_timestamp()`.execute(trx);
}
