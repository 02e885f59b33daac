// Moves unfinished runs and job state into separate narrow tables; `runs` becomes append-only history.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Processes of an earlier version may still run: their writes between these statements would be lost.
  await sql`lock table jobs, runs, attempts, job_counts in access exclusive mode`.execute(db);
  await createJobStates(db);
  await createLiveRuns(db);
  await fillJobStates(db);
  await moveLiveRuns(db);
  await dropMovedColumns(db);
}

/** Written at every plan, claim and result. The table `jobs` is written only by API requests. */
async function createJobStates(db: Kysely<unknown>): Promise<void> {
  // No foreign key: its check would lock the row of `jobs` at every insert. The job and its state are inserted and
  // deleted by the same statements.
  await sql`
    create table job_states (
      job_id uuid primary key,
      status varchar(50) not null default 'active',
      status_reason varchar(100),
      pause_reason text,
      paused_until timestamp with time zone,
      next_run timestamp with time zone,
      next_due_at timestamp with time zone,
      planned_until timestamp with time zone,
      run_count integer not null default 0,
      consecutive_failures integer not null default 0,
      is_failing boolean not null generated always as (consecutive_failures > 0) stored,
      delete_pending boolean not null default false,
      last_run_id uuid,
      last_run_status varchar(20),
      last_run_scheduled_for timestamp with time zone,
      last_run_finished_at timestamp with time zone,
      last_run_status_code integer,
      changed_at timestamp with time zone not null default clock_timestamp(),
      constraint job_states_status_known check (status in ('active', 'inactive', 'failed')),
      constraint job_states_status_has_reason check ((status = 'active') = (status_reason is null)),
      constraint job_states_due_has_its_occurrence check (next_due_at is null or next_run is not null),
      constraint job_states_only_active_are_planned check (status = 'active' or next_run is null)
    ) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0)`.execute(
    db,
  );
}

async function createLiveRuns(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table live_runs (
      id uuid primary key,
      job_id uuid not null,
      job_name varchar(255) not null,
      trigger varchar(20) not null,
      source_run_id uuid,
      status varchar(20) not null,
      status_reason varchar(100),
      waiting_for varchar(20),
      decided_by varchar(20),
      scheduled_for timestamp with time zone not null,
      due_at timestamp with time zone not null,
      payload_override jsonb,
      attempt_count integer not null default 0,
      lost_count integer not null default 0,
      final_attempt boolean not null default false,
      cancel_requested boolean not null default false,
      started_at timestamp with time zone,
      attempt_started_at timestamp with time zone,
      lateness_ms integer,
      duration_ms integer,
      status_code integer,
      error_code varchar(100),
      error_message text,
      first_attempt jsonb,
      message_id uuid,
      lease_token uuid,
      lease_expires_at timestamp with time zone,
      constraint live_runs_status_known check (status in ('queued', 'running', 'retrying')),
      constraint live_runs_waiting_known check (waiting_for in ('overlap', 'catch_up', 'backfill')),
      constraint live_runs_only_queued_wait check (waiting_for is null or status = 'queued' and message_id is null),
      constraint live_runs_leased_while_running check
        ((status = 'running') = (lease_token is not null) and (lease_token is null) = (lease_expires_at is null))
    ) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
            autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 1000000,
            autovacuum_vacuum_cost_delay = 0)`.execute(db);
}

async function fillJobStates(db: Kysely<unknown>): Promise<void> {
  // A highest id per job in one pass over history: to look each job's up would search every partition for each.
  // Occurrences were planned a few seconds ahead at most; those up to `planned_until` are looked up before planning.
  await sql`
    insert into job_states (job_id, status, status_reason, pause_reason, paused_until, next_run, next_due_at,
      planned_until, run_count, consecutive_failures, delete_pending, last_run_id, last_run_status,
      last_run_scheduled_for, last_run_finished_at, last_run_status_code, changed_at)
    select j.id, j.status, j.status_reason, j.pause_reason, j.paused_until, j.next_run, j.next_due_at,
      clock_timestamp() + interval '1 minute', j.run_count, j.consecutive_failures,
      j.delete_when_finished and j.status = 'inactive' and j.status_reason in ('completed', 'ended', 'max_runs'),
      r.id, r.status, r.scheduled_for, r.finished_at, r.status_code, j.updated_at
    from jobs j
    left join (select job_id, max(id::text)::uuid as id from runs where finished_at is not null group by job_id) last
      on last.job_id = j.id
    left join runs r on r.id = last.id`.execute(db);
  // The planner's pass and the list by next run: what is not planned sorts last.
  await sql`
    create index job_states_due on job_states ((coalesce(next_due_at, 'infinity'::timestamptz)), job_id)`.execute(
    db,
  );
  await sql`create index job_states_status on job_states (status, job_id)`.execute(db);
  await sql`create index job_states_failing on job_states (job_id) where is_failing`.execute(db);
  await sql`create index job_states_paused_until on job_states (paused_until) where paused_until is not null`.execute(
    db,
  );
  await sql`create index job_states_to_delete on job_states (job_id) where delete_pending`.execute(db);
  // Active jobs that the pass does not look at: sweeps end or continue them.
  await sql`
    create index job_states_outside_pass on job_states (job_id) where status = 'active' and next_due_at is null`.execute(
    db,
  );
}

async function moveLiveRuns(db: Kysely<unknown>): Promise<void> {
  await sql`
    insert into live_runs (id, job_id, job_name, trigger, source_run_id, status, status_reason, waiting_for, decided_by,
      scheduled_for, due_at, payload_override, attempt_count, lost_count, final_attempt, cancel_requested, started_at,
      attempt_started_at, lateness_ms, duration_ms, status_code, error_code, error_message, first_attempt, message_id,
      lease_token, lease_expires_at)
    select id, job_id, job_name, trigger, source_run_id, status, status_reason,
      case when status = 'queued' and message_id is null and status_reason in ('overlap', 'catch_up', 'backfill')
           then status_reason end,
      case when status_reason = 'catch_up' or status = 'queued' and status_reason = 'overlap' then status_reason end,
      scheduled_for, due_at, payload_override, attempt_count, lost_count, final_attempt, cancel_requested, started_at,
      attempt_started_at, lateness_ms, duration_ms, status_code, error_code, error_message, first_attempt, message_id,
      lease_token, lease_expires_at
    from runs where finished_at is null`.execute(db);
  await sql`delete from runs where finished_at is null`.execute(db);
  // By hash: an ordered index would be read whole, with a filter, by plans made while the table is empty.
  await sql`create index live_runs_job_id on live_runs using hash (job_id)`.execute(db);
  // Retries and runs given back, until they have a message. A claim changes neither column, so that its update stays
  // on the page (HOT) and writes to no index.
  await sql`
    create index live_runs_unsent on live_runs (due_at) where message_id is null and waiting_for is null`.execute(
    db,
  );
}

async function dropMovedColumns(db: Kysely<unknown>): Promise<void> {
  await sql`drop index runs_due_at_unfinished, runs_job_id_unfinished`.execute(db);
  await sql`
    alter table runs
      drop constraint runs_finished_when_ended,
      drop constraint runs_leased_while_running,
      drop constraint runs_status_known,
      drop column final_attempt, drop column cancel_requested, drop column attempt_started_at,
      drop column message_id, drop column lease_token, drop column lease_expires_at`.execute(db);
  // Every row is finished by now; not to look at each again keeps the lock short.
  await sql`
    alter table runs add constraint runs_are_finished check (
      finished_at is not null and status in ('succeeded', 'failed', 'skipped', 'missed', 'canceled')) not valid`.execute(
    db,
  );
  await sql`
    drop trigger jobs_counted_when_created on jobs`.execute(db);
  await sql`drop trigger jobs_counted_when_deleted on jobs`.execute(db);
  await sql`drop trigger jobs_counted_when_moved on jobs`.execute(db);
  await sql`drop trigger jobs_counted_when_emptied on jobs`.execute(db);
  await sql`drop function count_jobs()`.execute(db);
  await sql`
    alter table jobs
      drop column status, drop column status_reason, drop column pause_reason, drop column paused_until,
      drop column next_run, drop column next_due_at, drop column run_count, drop column is_failing`.execute(
    db,
  );
  await sql`alter table jobs drop column consecutive_failures`.execute(db);
}
