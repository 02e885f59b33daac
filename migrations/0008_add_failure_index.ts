// Adds indexes of failing jobs and of runs that did not succeed.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // An index predicate on `consecutive_failures` would make every failure update all indexes of the table. This column
  // changes only when a job starts or stops failing.
  await sql`
    alter table jobs
      add column is_failing boolean not null generated always as (consecutive_failures > 0) stored`.execute(
    db,
  );
  await sql`create index jobs_failing on jobs (id) where is_failing and status = 'active'`.execute(db);

  // Runs that did not succeed: failed runs have an error; skipped, missed and canceled runs have a reason, as have the
  // few successful runs that caught up. The predicate does not use the status, because every claim and result changes it
  // and would update all indexes of the table. These columns change together with other indexed columns.
  await sql`
    create index runs_unsuccessful on runs (id)
      where finished_at is not null and (error_code is not null or status_reason is not null)`.execute(db);
  await sql`
    create index runs_failed_finished_at on runs (finished_at)
      where finished_at is not null and error_code is not null`.execute(db);
}
