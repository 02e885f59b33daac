// Adds how long, and how many, ended runs of a job are kept.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table jobs add column retention_days integer, add column retention_runs integer,
      add constraint jobs_retention_check check (
        retention_days between 1 and 3650 and retention_runs between 1 and 1000000)`.execute(db);
  await sql`
    create index jobs_with_retention on jobs (id) where retention_days is not null or retention_runs is not null`.execute(
    db,
  );
}
