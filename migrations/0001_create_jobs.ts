// Creates the table of jobs: their definitions and the planner's progress.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table jobs (
      id uuid primary key,
      name varchar(255) not null,
      description text,
      type varchar(50) not null,
      target text not null,
      method varchar(10) not null,
      headers jsonb not null,
      payload jsonb,
      cron_expression varchar(100),
      schedule_type varchar(50) not null,
      specific_time timestamp with time zone,
      interval varchar(50),
      interval_value integer,
      timezone varchar(100) not null,
      starts_at timestamp with time zone,
      ends_at timestamp with time zone,
      timeout_seconds integer not null,
      retry jsonb not null,
      next_run timestamp with time zone,
      next_due_at timestamp with time zone,
      status varchar(50) not null default 'active',
      status_reason varchar(100),
      version integer not null default 1,
      created_at timestamp with time zone default current_timestamp not null,
      updated_at timestamp with time zone default current_timestamp not null,
      constraint jobs_type_known check (type in ('http')),
      constraint jobs_status_known check (status in ('active', 'inactive', 'failed')),
      constraint jobs_status_has_reason check ((status = 'active') = (status_reason is null)),
      constraint jobs_schedule_has_its_fields check (case schedule_type
        when 'cron' then cron_expression is not null and specific_time is null and interval is null and interval_value is null
        when 'specific_time' then specific_time is not null and cron_expression is null and interval is null and interval_value is null
        when 'recurring' then interval is not null and interval_value is not null and cron_expression is null and specific_time is null
        else false end),
      constraint jobs_interval_known check (interval in ('minute', 'hour', 'day', 'week', 'month', 'year')),
      constraint jobs_interval_value_positive check (interval_value > 0),
      constraint jobs_window_ordered check (ends_at > starts_at),
      constraint jobs_next_is_whole check ((next_run is null) = (next_due_at is null)),
      constraint jobs_only_active_are_planned check (status = 'active' or next_run is null)
    )`.execute(db);
  // The planner selects the jobs with the earliest due time.
  await sql`create index jobs_next_due_at on jobs (next_due_at) where next_due_at is not null`.execute(db);
  // Lists by status, newest first: UUID v7 sorts by creation time.
  await sql`create index jobs_status_id on jobs (status, id)`.execute(db);
}
