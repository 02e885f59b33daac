// Adds the names of headers that a job marks as secret.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table jobs add column secret_headers jsonb not null default '[]',
      add constraint jobs_secret_headers_check check (jsonb_typeof(secret_headers) = 'array'
        and not jsonb_path_exists(secret_headers, 'strict $[*] ? (@.type() != "string")'))`.execute(db);
}
