// Indexes the names of jobs by prefix, for searches of one or two characters.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // The trigram index finds texts of three characters or more; shorter ones would read every job.
  await sql`create index jobs_by_name_prefix on jobs (lower(name) text_pattern_ops)`.execute(db);
}
