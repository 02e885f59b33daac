// Reads the version and the size of the database.
import { type Kysely, sql } from 'kysely';
import type { Database } from './schema.ts';

export interface DatabaseFacts {
  /** As PostgreSQL writes it, such as `18.1 (Debian 18.1-1)`. */
  version: string;
  /** On disk, with indexes. */
  sizeBytes: number;
}

export async function readDatabaseFacts(db: Kysely<Database>): Promise<DatabaseFacts> {
  const { rows } = await sql<{ version: string; size_bytes: number }>`
    select current_setting('server_version') as version,
      pg_database_size(current_database()) as size_bytes`.execute(db);
  const { version, size_bytes: sizeBytes } = rows[0]!;
  return { version, sizeBytes };
}
