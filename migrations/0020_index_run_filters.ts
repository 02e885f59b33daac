// Indexes history by status, error and HTTP status code, and jobs by host, for the filters of runs.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // A run that succeeded with 200, as most do, is in none of these indexes: its insert costs nothing more.
  await sql`create index runs_by_status on runs (status, id) where status <> 'succeeded'`.execute(db);
  await sql`create index runs_by_error on runs (error_code, id) where error_code is not null`.execute(db);
  await sql`create index runs_by_status_code on runs (status_code, id) where status_code <> 200`.execute(db);
  // Replaced by the first.
  await sql`drop index runs_unsuccessful`.execute(db);
  await sql`create index jobs_by_target_host on jobs (target_host)`.execute(db);
}
