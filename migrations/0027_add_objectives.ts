// Adds lateness objectives per tag, and the counts of runs that began in time and late.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table objectives (
      tag varchar(100) primary key,
      share double precision not null,
      within_seconds integer not null,
      window_days integer not null,
      counted_since timestamp with time zone not null,
      created_at timestamp with time zone not null,
      updated_at timestamp with time zone not null,
      constraint objectives_share_leaves_a_budget check (share > 0 and share < 1)
    )`.execute(db);
  // As with roll-ups, each statement that ends runs inserts a new row, and the planner adds the rows to their spans.
  await sql`
    create table objective_parts (
      tag varchar(100) not null,
      starts_at timestamp with time zone not null,
      good integer not null,
      bad integer not null
    )`.execute(db);
  await sql`
    create table objective_counts (
      tag varchar(100) not null,
      span_minutes smallint not null,
      starts_at timestamp with time zone not null,
      good bigint not null,
      bad bigint not null,
      primary key (tag, span_minutes, starts_at)
    ) with (fillfactor = 50)`.execute(db);
}
