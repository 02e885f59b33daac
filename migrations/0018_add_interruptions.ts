// Creates the table of interruptions: times in which no run could start.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table interruptions (
      id uuid primary key,
      kind varchar(30) not null,
      started_at timestamp with time zone not null,
      ended_at timestamp with time zone,
      actor varchar(100),
      reason varchar(500),
      constraint interruptions_kind_known check
        (kind in ('scheduler_paused', 'no_worker', 'database_unreachable', 'queue_unreachable'))
    )`.execute(db);
  await sql`create index interruptions_ended_at on interruptions ((coalesce(ended_at, 'infinity'::timestamptz)))`.execute(
    db,
  );
  // Open while no worker runs.
  await sql`create unique index interruptions_open on interruptions (kind) where ended_at is null`.execute(
    db,
  );
}
