// Adds days off, max_runs, spread, the catch-up policy, waiting runs and the service state.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table jobs
      add column exclude jsonb not null default '[]',
      add column max_runs integer,
      add column spread_seconds integer not null default 0,
      add column catch_up jsonb not null default '{"policy": "one", "window_seconds": 86400}',
      add column run_count integer not null default 0,
      add constraint jobs_max_runs_positive check (max_runs > 0),
      add constraint jobs_spread_in_a_day check (spread_seconds between 0 and 86400),
      drop constraint jobs_next_is_whole,
      -- A job whose number of runs is taken by those queued waits outside the pass, its next occurrence known.
      add constraint jobs_due_has_its_occurrence check (next_due_at is null or next_run is not null)`.execute(
    db,
  );
  // Rescue selects active jobs that the planner's pass does not select. There are few of them.
  await sql`create index jobs_outside_the_pass on jobs (id) where status = 'active' and next_due_at is null`.execute(
    db,
  );
  await sql`
    alter table runs
      drop constraint runs_trigger_known,
      add constraint runs_trigger_known check (trigger in ('schedule', 'manual', 'backfill'))`.execute(db);
  await sql`create table service_state (name varchar(100) primary key, value text not null)`.execute(db);
}
