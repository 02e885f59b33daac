// Adds `on_finish` of jobs, and the callbacks that report the ends of their runs.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table jobs add column on_finish jsonb,
      add constraint jobs_on_finish_check check (
        on_finish is null or jsonb_typeof(on_finish) = 'object' and jsonb_typeof(on_finish -> 'url') = 'string'
          and coalesce(on_finish ->> 'when', '') in ('failed', 'succeeded', 'always'))`.execute(db);
  // The URL and the secrets are copies: a job can be deleted with its last run, or be edited before a retry.
  await sql`
    create table callbacks (
      id uuid primary key,
      job_id uuid not null,
      url text not null,
      signing_secret text,
      previous_signing_secret text,
      status varchar(10) not null default 'queued',
      attempts integer not null default 0,
      error varchar(1000),
      next_attempt_at timestamp with time zone default clock_timestamp(),
      sent_at timestamp with time zone,
      constraint callbacks_status_known check (status in ('queued', 'sent', 'failed')),
      constraint callbacks_queued_has_next check ((status = 'queued') = (next_attempt_at is not null))
    ) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0)`.execute(db);
  await sql`create index callbacks_queued on callbacks (next_attempt_at) where status = 'queued'`.execute(db);
}
