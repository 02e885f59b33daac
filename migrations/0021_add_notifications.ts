// Creates the tables of notifications: channels, rules, alerts, notices, and missed runs to report.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table channels (
      id uuid primary key,
      name varchar(100) not null,
      type varchar(20) not null,
      url text,
      recipients jsonb not null default '[]',
      signing_secret text,
      created_at timestamp with time zone not null,
      updated_at timestamp with time zone not null,
      constraint channels_type_known check (type in ('webhook', 'slack', 'email'))
    )`.execute(db);
  await sql`
    create table notification_rules (
      id uuid primary key,
      name varchar(100) not null,
      enabled boolean not null,
      job_id uuid,
      tag varchar(100),
      event varchar(30) not null,
      failures integer,
      late_seconds integer,
      silent_hours integer,
      notify_recovery boolean not null,
      repeat_after_seconds integer,
      channel_ids jsonb not null,
      created_at timestamp with time zone not null,
      updated_at timestamp with time zone not null,
      constraint notification_rules_event_known check
        (event in ('failing', 'missed', 'late', 'paused_by_failures', 'no_success')),
      constraint notification_rules_one_scope check (job_id is null or tag is null)
    )`.execute(db);
  await createAlerts(db);
  await createNotices(db);
  // Written by the statements that miss runs, only while a rule asks for them; read and deleted by the next pass.
  await sql`
    create table missed_runs (
      run_id uuid primary key,
      job_id uuid not null,
      scheduled_for timestamp with time zone not null,
      missed_count integer not null,
      missed_at timestamp with time zone not null default clock_timestamp()
    )`.execute(db);
}

/** No foreign key to jobs or rules: alerts outlive both. */
async function createAlerts(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table alerts (
      id uuid primary key,
      rule_id uuid not null,
      rule_name varchar(100) not null,
      event varchar(30) not null,
      job_id uuid not null,
      job_name varchar(255) not null,
      run_id uuid,
      message text not null,
      state varchar(10) not null,
      opened_at timestamp with time zone not null,
      closed_at timestamp with time zone,
      close_reason varchar(30),
      changed_at timestamp with time zone not null,
      changes integer not null default 1,
      is_flapping boolean not null default false,
      pending varchar(20),
      notified_at timestamp with time zone,
      constraint alerts_state_known check (state in ('open', 'closed')),
      constraint alerts_closed_has_reason check ((state = 'closed') = (closed_at is not null)
        and (closed_at is null) = (close_reason is null)),
      constraint alerts_pending_known check (pending in ('opened', 'repeated', 'recovered', 'flapping'))
    )`.execute(db);
  await sql`create unique index alerts_open on alerts (rule_id, job_id) where state = 'open'`.execute(db);
  await sql`create index alerts_rule_id on alerts (rule_id, job_id, id)`.execute(db);
  await sql`create index alerts_job_id on alerts (job_id, id)`.execute(db);
  await sql`create index alerts_pending on alerts (rule_id, pending, id) where pending is not null`.execute(
    db,
  );
  await sql`create index alerts_flapping on alerts (changed_at) where is_flapping`.execute(db);
}

async function createNotices(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table notices (
      id uuid primary key,
      created_at timestamp with time zone not null,
      kind varchar(20) not null,
      channel_id uuid not null,
      channel_name varchar(100) not null,
      channel_type varchar(20) not null,
      rule_id uuid,
      rule_name varchar(100),
      job_id uuid,
      job_name varchar(255),
      alert_count integer not null,
      subject varchar(500) not null,
      text text not null,
      why varchar(500) not null,
      data jsonb not null,
      status varchar(10) not null,
      attempts integer not null default 0,
      error varchar(1000),
      next_attempt_at timestamp with time zone,
      sent_at timestamp with time zone,
      constraint notices_kind_known check (kind in ('opened', 'repeated', 'recovered', 'flapping', 'test')),
      constraint notices_status_known check (status in ('queued', 'sent', 'failed')),
      constraint notices_queued_has_next check ((status = 'queued') = (next_attempt_at is not null))
    )`.execute(db);
  await sql`create index notices_queued on notices (next_attempt_at) where status = 'queued'`.execute(db);
  await sql`create index notices_rule_id on notices (rule_id, id) where rule_id is not null`.execute(db);
}
