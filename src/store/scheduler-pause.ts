// The scheduler pause: while it is set, no process plans or starts runs.
import { type Kysely, sql } from 'kysely';
import { newId } from './ids.ts';
import type { Database } from './schema.ts';
import { findState } from './service-state.ts';

const STATE = 'paused';

/** SQL condition of a claim: no process starts a run after the pause is committed. */
export const isSchedulerPaused = sql<boolean>`exists (select from service_state where name = ${sql.lit(STATE)})`;

/** SQL text that differs for each pause; null without a pause. */
export const schedulerPauseState = sql<
  string | null
>`(select value from service_state where name = ${sql.lit(STATE)})`;

export interface SchedulerPause {
  /** RFC 3339 */
  since: string;
  actor: string;
  reason: string | null;
}

/** Undefined while the scheduler is not paused. */
export async function findSchedulerPause(db: Kysely<Database>): Promise<SchedulerPause | undefined> {
  const value = await findState(db, STATE);
  return value === undefined ? undefined : (JSON.parse(value) as SchedulerPause);
}

/** Starts a pause. Returns false if there is one, which stays unchanged. */
export async function saveSchedulerPause(db: Kysely<Database>, pause: SchedulerPause): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await db
    .insertInto('service_state')
    .values({ name: STATE, value: JSON.stringify(pause) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
}

/** Ends the pause; returns false without one. Runs that are due get new messages, because workers have dropped the old ones. */
export async function endSchedulerPause(db: Kysely<Database>): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    with ended as (delete from service_state where name = ${STATE} returning value::jsonb as pause)
    insert into interruptions (id, kind, started_at, ended_at, actor, reason)
    select ${newId()}::uuid, 'scheduler_paused', (pause ->> 'since')::timestamptz, clock_timestamp(),
           pause ->> 'actor', pause ->> 'reason'
    from ended`.execute(db);
  await sql`
    update live_runs set message_id = null
    where due_at <= clock_timestamp() + interval '1 second' and message_id is not null and status <> 'running'`.execute(
    db,
  );
  return numAffectedRows > 0n;
}
