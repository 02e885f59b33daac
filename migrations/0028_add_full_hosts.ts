// Adds the hosts at their limit of requests in flight to the rows of processes.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table processes add column full_hosts jsonb`.execute(db);
}
