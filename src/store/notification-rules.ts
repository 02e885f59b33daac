// Reads and writes the rules of notifications.
import { type Kysely, type Selectable, sql } from 'kysely';
import type { NotificationRulesTable } from './notification-tables.ts';
import type { Database } from './schema.ts';

export type RuleRow = Selectable<NotificationRulesTable>;

export async function listRules(db: Kysely<Database>): Promise<RuleRow[]> {
  return await db.selectFrom('notification_rules').selectAll().orderBy('id').execute();
}

export async function findRule(db: Kysely<Database>, id: string): Promise<RuleRow | undefined> {
  return await db.selectFrom('notification_rules').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Locks a rule; undefined if there is none. */
export async function lockRule(db: Kysely<Database>, id: string): Promise<RuleRow | undefined> {
  return await db
    .selectFrom('notification_rules')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function countRules(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::int as count from notification_rules`.execute(db);
  return rows[0]!.count;
}

export async function saveRule(db: Kysely<Database>, rule: RuleRow): Promise<void> {
  const row = {
    ...rule,
    channel_ids: JSON.stringify(rule.channel_ids),
    created_at: rule.created_at.toString(),
    updated_at: rule.updated_at.toString(),
  };
  await db
    .insertInto('notification_rules')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

export async function deleteRule(db: Kysely<Database>, id: string): Promise<void> {
  await db.deleteFrom('notification_rules').where('id', '=', id).execute();
}

/** Closes the open alerts of a rule that was changed or deleted, without a notice. */
export async function closeAlertsOfRule(db: Kysely<Database>, ruleId: string): Promise<void> {
  await sql`
    update alerts set state = 'closed', closed_at = clock_timestamp(), close_reason = 'rule_changed',
      changed_at = clock_timestamp(), changes = changes + 1, is_flapping = false, pending = null
    where rule_id = ${ruleId}::uuid and state = 'open'`.execute(db);
  await sql`
    update alerts set is_flapping = false, pending = null
    where rule_id = ${ruleId}::uuid and (is_flapping or pending is not null)`.execute(db);
}
