// Creates the partitioned tables of runs and attempts.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // The ID is a UUID v7: ranges of IDs are ranges of time, so history is partitioned by ID. No foreign keys to jobs or
  // from attempts: runs outlive their job, and a partition of history is dropped as a whole.
  await sql`
    create table runs (
      id uuid not null,
      job_id uuid not null,
      job_name varchar(255) not null,
      trigger varchar(20) not null,
      source_run_id uuid,
      status varchar(20) not null,
      status_reason varchar(100),
      scheduled_for timestamp with time zone not null,
      due_at timestamp with time zone not null,
      missed_until timestamp with time zone,
      missed_count integer,
      payload_override jsonb,
      attempt_count integer not null default 0,
      lost_count integer not null default 0,
      final_attempt boolean not null default false,
      started_at timestamp with time zone,
      attempt_started_at timestamp with time zone,
      finished_at timestamp with time zone,
      lateness_ms integer,
      duration_ms integer,
      status_code integer,
      error_code varchar(100),
      error_message text,
      first_attempt jsonb,
      message_id uuid,
      lease_token uuid,
      lease_expires_at timestamp with time zone,
      constraint runs_pkey primary key (id),
      constraint runs_trigger_known check (trigger in ('schedule', 'manual')),
      constraint runs_status_known check (status in
        ('queued', 'running', 'retrying', 'succeeded', 'failed', 'skipped', 'missed', 'canceled')),
      constraint runs_finished_when_ended check
        ((finished_at is null) = (status in ('queued', 'running', 'retrying'))),
      constraint runs_leased_while_running check
        ((status = 'running') = (lease_token is not null) and (lease_token is null) = (lease_expires_at is null)),
      constraint runs_missed_is_whole check
        ((missed_until is null) = (missed_count is null) and (missed_until is null or status = 'missed'))
    ) partition by range (id)`.execute(db);
  await sql`create table runs_default partition of runs default`.execute(db);
  // Due runs, late runs and runs with an expired lease are all unfinished.
  await sql`create index runs_due_at_unfinished on runs (due_at) where finished_at is null`.execute(db);
  await sql`create index runs_job_id_unfinished on runs (job_id, id) where finished_at is null`.execute(db);
  await sql`create index runs_job_id on runs (job_id, id)`.execute(db);

  // The row of the run contains the first attempt; this table contains the others.
  await sql`
    create table attempts (
      run_id uuid not null,
      number integer not null,
      record jsonb not null,
      constraint attempts_pkey primary key (run_id, number),
      constraint attempts_are_later_ones check (number > 1)
    ) partition by range (run_id)`.execute(db);
  await sql`create table attempts_default partition of attempts default`.execute(db);
}
