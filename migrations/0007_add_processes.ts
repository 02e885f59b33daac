// Creates the table of processes and their heartbeats.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table processes (
      id uuid primary key,
      roles text[] not null,
      host text not null,
      pid integer not null,
      version text not null,
      started_at timestamp with time zone not null,
      seen_at timestamp with time zone not null,
      concurrency integer,
      in_flight integer
    ) with (fillfactor = 50)`.execute(db);
}
