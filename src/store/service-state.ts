// Reads and writes the named values of the service.
import { type Kysely, sql } from 'kysely';
import { newId } from './ids.ts';
import type { Database } from './schema.ts';

type Name = 'paused' | 'notification_look' | 'time_zone_data' | 'deployment_id' | 'clock_change';

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

/**
 * The name of this deployment, created once and kept in the database. It contains a digest of the database's name: a copy
 * of the database on the same server is another deployment.
 */
export async function getDeploymentName(db: Kysely<Database>): Promise<string> {
  await db
    .insertInto('service_state')
    .values({ name: 'deployment_id', value: newId() })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const { rows } = await sql<{ name: string }>`
    select left(md5(value || current_database()), 16) as name from service_state where name = 'deployment_id'`.execute(
    db,
  );
  return rows[0]!.name;
}
