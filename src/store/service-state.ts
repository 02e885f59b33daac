// Reads and writes the named values of the service.
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

type Name = 'paused' | 'time_zone_data';

export async function findState(db: Kysely<Database>, name: Name): Promise<string | undefined> {
  const state = await db
    .selectFrom('service_state')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst();
  return state?.value;
}

export async function saveState(db: Kysely<Database>, name: Name, value: string): Promise<void> {
  await db
    .insertInto('service_state')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
