// Adds tags, search, timed pauses, the audit log and idempotent requests.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table jobs
      add column tags jsonb not null default '[]',
      add column delete_when_finished boolean not null default false,
      add column pause_reason text,
      add column paused_until timestamp with time zone`.execute(db);
  await sql`create index jobs_tags on jobs using gin (tags jsonb_path_ops)`.execute(db);
  await sql`create index jobs_name_id on jobs (name, id)`.execute(db);
  await sql`create index jobs_next_run_id on jobs ((coalesce(next_run, 'infinity'::timestamptz)), id)`.execute(
    db,
  );
  await sql`create index jobs_updated_at on jobs (updated_at)`.execute(db);
  await sql`create index jobs_to_delete on jobs (id) where delete_when_finished and status = 'inactive'`.execute(
    db,
  );
  await sql`create index jobs_paused_until on jobs (paused_until) where paused_until is not null`.execute(db);
  // Substring search with pg_trgm, if the extension is available.
  await sql`
    do $$ begin
      create extension if not exists pg_trgm;
      create index jobs_search on jobs using gin (
        lower(name || e'\n' || coalesce(description, '') || e'\n' || target || e'\n' || coalesce(key, '')) gin_trgm_ops);
    exception when others then
      raise notice 'Search goes without an index: pg_trgm is not to be had (%).', sqlerrm;
    end $$`.execute(db);

  // The audit log outlives the job: it records who deleted the job.
  await sql`
    create table job_changes (
      id uuid primary key,
      job_id uuid not null,
      changed_at timestamp with time zone not null,
      actor varchar(100) not null,
      action varchar(20) not null,
      before jsonb not null,
      after jsonb not null
    )`.execute(db);
  await sql`create index job_changes_job_id on job_changes (job_id, id)`.execute(db);

  // Responses to requests with an Idempotency-Key, kept for 24 hours.
  await sql`
    create table idempotent_requests (
      scope varchar(500) not null,
      key varchar(255) not null,
      body_hash varchar(64) not null,
      headers jsonb not null,
      body text not null,
      created_at timestamp with time zone not null default clock_timestamp(),
      primary key (scope, key)
    )`.execute(db);
  await sql`create index idempotent_requests_created_at on idempotent_requests (created_at)`.execute(db);
}
