// Adds the name of the set of jobs that defines a job, and its index.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table jobs add column managed_by text,
      add constraint jobs_managed_by_check check (managed_by ~ '^[A-Za-z0-9._:-]{1,255}$')`.execute(db);
  // A set is compared with its file on every deployment; most jobs belong to no set.
  await sql`create index jobs_managed_by on jobs (managed_by, id) where managed_by is not null`.execute(db);
}
