// The master switch: while it is off nothing is planned, and nothing starts.
import { type Kysely, sql } from 'kysely';
import type { Database } from './schema.ts';
import { findState } from './service-state.ts';

const STATE = 'paused';

/** Within a statement: no process starts a run once the pause is committed. */
export const isSchedulerPaused = sql<boolean>`exists (select from service_state where name = ${sql.lit(STATE)})`;

/** Within a statement: another text for each pause, null while there is none. */
export const schedulerPauseState = sql<
  string | null
>`(select value from service_state where name = ${sql.lit(STATE)})`;

export interface SchedulerPause {
  /** RFC 3339 */
  since: string;
  actor: string;
  reason: string | null;
}

/** Undefined while everything goes on. */
export async function findSchedulerPause(db: Kysely<Database>): Promise<SchedulerPause | undefined> {
  const value = await findState(db, STATE);
  return value === undefined ? undefined : (JSON.parse(value) as SchedulerPause);
}

/** Leaves a pause that is there as it is. */
export async function saveSchedulerPause(db: Kysely<Database>, pause: SchedulerPause): Promise<void> {
  await db
    .insertInto('service_state')
    .values({ name: STATE, value: JSON.stringify(pause) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
}

/** What has become due meanwhile, or nearly, is to be enqueued again: workers have dropped its messages. */
export async function endSchedulerPause(db: Kysely<Database>): Promise<void> {
  await db.deleteFrom('service_state').where('name', '=', STATE).execute();
  await sql`
    update live_runs set message_id = null
    where due_at <= clock_timestamp() + interval '1 second' and message_id is not null and status <> 'running'`.execute(
    db,
  );
}
