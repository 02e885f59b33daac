// Reads and writes the channels of notifications.
import { type Kysely, type Selectable, sql } from 'kysely';
import type { ChannelsTable } from './notification-tables.ts';
import type { Database } from './schema.ts';

export type ChannelRow = Selectable<ChannelsTable>;

export async function listChannels(db: Kysely<Database>): Promise<ChannelRow[]> {
  return await db.selectFrom('channels').selectAll().orderBy('id').execute();
}

export async function findChannels(db: Kysely<Database>, ids: readonly string[]): Promise<ChannelRow[]> {
  const { rows } = await sql<ChannelRow>`select * from channels where id = any(${ids}::uuid[])`.execute(db);
  return rows;
}

/** Locks a channel; undefined if there is none. */
export async function lockChannel(db: Kysely<Database>, id: string): Promise<ChannelRow | undefined> {
  return await db.selectFrom('channels').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
}

/** Locks channels against deletion, and returns their IDs. */
export async function keepChannels(db: Kysely<Database>, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from channels where id = any(${ids}::uuid[]) order by id for key share`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

export async function saveChannel(db: Kysely<Database>, channel: ChannelRow): Promise<void> {
  const row = {
    ...channel,
    recipients: JSON.stringify(channel.recipients),
    created_at: channel.created_at.toString(),
    updated_at: channel.updated_at.toString(),
  };
  await db
    .insertInto('channels')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

export async function deleteChannel(db: Kysely<Database>, id: string): Promise<void> {
  await db.deleteFrom('channels').where('id', '=', id).execute();
}

/** The names of the rules that notify the channel. */
export async function findRulesOfChannel(db: Kysely<Database>, id: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from notification_rules where channel_ids @> ${JSON.stringify([id])}::jsonb order by id`.execute(
    db,
  );
  return rows.map(({ name }) => name);
}
