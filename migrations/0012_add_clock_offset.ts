// Adds the offset of a process's clock from the database's clock.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table processes add column clock_offset_ms bigint`.execute(db);
}
