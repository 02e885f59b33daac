// Lists, counts and prunes alerts and notices.
import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import { lowestIdAt } from './ids.ts';
import type { AlertsTable, DeliveryStatus, NoticesTable } from './notification-tables.ts';
import type { Database } from './schema.ts';

export type AlertRow = Selectable<AlertsTable>;
export type NoticeRow = Selectable<NoticesTable>;

interface Page {
  afterId: string | undefined;
  limit: number;
}

type Conditions = (RawBuilder<unknown> | undefined)[];

async function listNewest<Row>(
  db: Kysely<Database>,
  table: 'alerts' | 'notices',
  conditions: Conditions,
  { afterId, limit }: Page,
): Promise<Row[]> {
  const all = conditions.filter((condition) => condition !== undefined);
  if (afterId !== undefined) all.push(sql`id < ${afterId}::uuid`);
  const where = all.length === 0 ? sql`` : sql`where ${sql.join(all, sql` and `)}`;
  const { rows } = await sql<Row>`
    select * from ${sql.table(table)} ${where} order by id desc limit ${sql.lit(limit)}`.execute(db);
  return rows;
}

export interface AlertFilter {
  state?: AlertRow['state'] | undefined;
  jobId?: string | undefined;
  ruleId?: string | undefined;
}

/** Lists alerts after `afterId`, newest first. */
export async function listAlerts(
  db: Kysely<Database>,
  { state, jobId, ruleId }: AlertFilter,
  page: Page,
): Promise<AlertRow[]> {
  const conditions = [
    state && sql`state = ${sql.lit(state)}`,
    jobId === undefined ? undefined : sql`job_id = ${jobId}::uuid`,
    ruleId === undefined ? undefined : sql`rule_id = ${ruleId}::uuid`,
  ];
  return await listNewest<AlertRow>(db, 'alerts', conditions, page);
}

export interface NoticeFilter {
  status?: DeliveryStatus | undefined;
  jobId?: string | undefined;
  channelId?: string | undefined;
  ruleId?: string | undefined;
}

/** Lists notices after `afterId`, newest first. */
export async function listNotices(
  db: Kysely<Database>,
  { status, jobId, channelId, ruleId }: NoticeFilter,
  page: Page,
): Promise<NoticeRow[]> {
  const conditions = [
    status && sql`status = ${status}`,
    jobId === undefined ? undefined : sql`job_id = ${jobId}::uuid`,
    channelId === undefined ? undefined : sql`channel_id = ${channelId}::uuid`,
    ruleId === undefined ? undefined : sql`rule_id = ${ruleId}::uuid`,
  ];
  return await listNewest<NoticeRow>(db, 'notices', conditions, page);
}

const COUNTED_AT_MOST = 20_000;

export interface NotificationCounts {
  openAlerts: number;
  /** By status, without sent ones. */
  notices: Record<'queued' | 'failed', number>;
  callbacks: Record<'queued' | 'failed', number>;
}

/** Counts open alerts, and messages that are not sent, up to 20 000 each. */
export async function countNotifications(db: Kysely<Database>): Promise<NotificationCounts> {
  const count = (table: string, condition: RawBuilder<unknown>) => sql`
    (select count(*)::int from (select from ${sql.table(table)} where ${condition} limit ${COUNTED_AT_MOST}) x)`;
  const { rows } = await sql<Record<string, number>>`
    select ${count('alerts', sql`state = 'open'`)} as open,
      ${count('notices', sql`status = 'queued'`)} as notices_queued,
      ${count('notices', sql`status = 'failed'`)} as notices_failed,
      ${count('callbacks', sql`status = 'queued'`)} as callbacks_queued,
      ${count('callbacks', sql`status = 'failed'`)} as callbacks_failed`.execute(db);
  const [row = {}] = rows;
  const of = (name: string) => row[name] ?? 0;
  return {
    openAlerts: of('open'),
    notices: { queued: of('notices_queued'), failed: of('notices_failed') },
    callbacks: { queued: of('callbacks_queued'), failed: of('callbacks_failed') },
  };
}

const ROWS_AT_ONCE = 5_000;

/** Deletes closed alerts, notices and callbacks from before an instant. */
export async function pruneNotifications(db: Kysely<Database>, before: Temporal.Instant): Promise<void> {
  const ended = {
    alerts: sql`state = 'closed'`,
    notices: sql`status <> 'queued'`,
    callbacks: sql`status <> 'queued'`,
  };
  await sql`delete from missed_runs where missed_at < clock_timestamp() - interval '1 hour'`.execute(db);
  for (const [table, condition] of Object.entries(ended)) {
    for (;;) {
      const { numAffectedRows = 0n } = await sql`
        delete from ${sql.table(table)} where id = any(array(
          select id from ${sql.table(table)} where id < ${lowestIdAt(before)}::uuid and ${condition}
          order by id limit ${sql.lit(ROWS_AT_ONCE)}))`.execute(db);
      if (numAffectedRows < ROWS_AT_ONCE) break;
    }
  }
}
