// Adds functions that create and drop the partitions of a day; the service needs no owner's rights.
import { type Kysely, sql } from 'kysely';

/** They run with the rights of the owner of the tables; `npm run migrate` creates them as that role. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(db);
  const path = sql`${sql.id(rows[0]!.schema)}, pg_temp`;
  await sql`
    create function create_history_day(day date, from_id uuid, to_id uuid) returns void
    language plpgsql security definer set search_path = ${path} as $$
    declare
      parent text;
    begin
      foreach parent in array '{runs,attempts}'::text[] loop
        execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
          parent || to_char(day, '_YYYYMMDD'), parent, from_id, to_id);
      end loop;
    end
    $$`.execute(db);
  await sql`
    create function drop_history_day(day date) returns void
    language plpgsql security definer set search_path = ${path} as $$
    declare
      parent text;
    begin
      foreach parent in array '{runs,attempts}'::text[] loop
        execute format('drop table if exists %I', parent || to_char(day, '_YYYYMMDD'));
      end loop;
    end
    $$`.execute(db);
  await sql`revoke all on function create_history_day(date, uuid, uuid), drop_history_day(date) from public`.execute(
    db,
  );
}
