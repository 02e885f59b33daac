// Extends the audit log of jobs to all actions; adds who started a run, and the consent to payload overrides.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table jobs add column allow_payload_override boolean not null default false`.execute(db);
  await sql`alter table live_runs add column started_by varchar(100)`.execute(db);
  await sql`alter table runs add column started_by varchar(100)`.execute(db);

  await sql`alter table job_changes rename to audit_log`.execute(db);
  await sql`alter table audit_log rename column changed_at to created_at`.execute(db);
  await sql`alter index job_changes_pkey rename to audit_log_pkey`.execute(db);
  await sql`alter index job_changes_job_id rename to audit_log_job_id`.execute(db);
  // One pass over the table; an UPDATE would leave a dead copy of each entry.
  await sql`
    alter table audit_log
      alter column action type varchar(30) using 'job.' || action,
      alter column job_id drop not null,
      add column via varchar(10),
      add column run_id uuid,
      add column route varchar(100),
      add column status_code integer,
      add column detail varchar(500),
      add column address varchar(100),
      add column count integer not null default 1,
      add column last_at timestamp with time zone,
      add constraint audit_log_via_known check (via in ('key', 'session')),
      add constraint audit_log_count_positive check (count > 0)`.execute(db);
  await sql`create index audit_log_run_id on audit_log (run_id, id) where run_id is not null`.execute(db);
  await sql`create index audit_log_actor on audit_log (actor, id)`.execute(db);
  await sql`create index audit_log_action on audit_log (action, id)`.execute(db);
}
