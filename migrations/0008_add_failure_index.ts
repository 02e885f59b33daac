// What fails: the jobs that do, and the runs that did, found however many there are.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // An index whose predicate names `consecutive_failures` would have every further failure written to all of the
  // table's indexes. This column changes only when a job begins to fail or ceases to.
  await sql`
    alter table jobs
      add column is_failing boolean not null generated always as (consecutive_failures > 0) stored`.execute(
    db,
  );
  await sql`create index jobs_failing on jobs (id) where is_failing and status = 'active'`.execute(db);

  // Runs that did not succeed: who failed has an error, who was skipped, missed or canceled has a reason. (So have the
  // few that were caught up and succeeded.) The status is in no predicate: every claim and every result changes it, and
  // would have to write to all of the table's indexes. These columns change with others that are indexed anyway.
  await sql`
    create index runs_unsuccessful on runs (id)
      where finished_at is not null and (error_code is not null or status_reason is not null)`.execute(db);
  await sql`
    create index runs_failed_finished_at on runs (finished_at)
      where finished_at is not null and error_code is not null`.execute(db);
}
