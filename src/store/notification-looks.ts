// Shares the looks at notification rules between processes.
import { type Kysely, sql } from 'kysely';
import type { Database } from './schema.ts';

/** Whether there is a rule, or an open alert of a deleted one. */
export async function hasNotificationRules(db: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`
    select exists (select from notification_rules) as has`.execute(db);
  return rows[0]!.has;
}

/** Takes the next look, unless another process has taken one within the period. */
export async function takeLook(db: Kysely<Database>, periodMs: number): Promise<boolean> {
  // A tenth less, so that the loop of a single process always succeeds.
  const { numAffectedRows = 0n } = await sql`
    insert into service_state (name, value) values ('notification_look', clock_timestamp()::text)
    on conflict (name) do update set value = excluded.value
    where service_state.value::timestamptz not between clock_timestamp() - ${periodMs * 0.9} * interval '1 millisecond'
      and clock_timestamp()`.execute(db);
  return numAffectedRows > 0n;
}
