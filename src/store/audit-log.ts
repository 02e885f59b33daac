// Writes, lists and prunes the audit log: one entry per action of a user or of the service itself.
import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import { defineRows } from './columns.ts';
import { lowestIdAt } from './ids.ts';
import type { AuditAction, AuditLogTable, Database, JobAction } from './schema.ts';

export type AuditRow = Selectable<AuditLogTable>;
/** With the current name of the job; null without a job, or if it is deleted. */
export type ListedAuditRow = AuditRow & { job_name: string | null };

const JOB_ACTIONS: JobAction[] = ['job.created', 'job.updated', 'job.paused', 'job.resumed', 'job.deleted'];

/** The actor of what the service does by itself. */
export const bySystem = { actor: 'system', via: null } as const;

export interface AuditEntry {
  at: Temporal.Instant;
  /** The name of a key, `anonymous` without keys, `unknown` for a refused client, or `system`. */
  actor: string;
  via: 'key' | 'session' | null;
  action: AuditAction;
  jobId?: string;
  runId?: string;
  /** The changed values, or the parameters of the action, without secrets. */
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}

/** Equal actions within a minute, stored as one entry: the second write of the same ID replaces the count. */
export interface MergedEntry extends AuditEntry {
  id: string;
  route: string | null;
  statusCode: number | null;
  detail: string | null;
  address: string | null;
  count: number;
  lastAt: Temporal.Instant;
}

const entryRows = defineRows({
  created_at: 'timestamptz',
  actor: 'text',
  via: 'text',
  action: 'text',
  job_id: 'uuid',
  run_id: 'uuid',
  before: 'jsonb',
  after: 'jsonb',
});
const mergedRows = defineRows({
  id: 'uuid',
  created_at: 'timestamptz',
  actor: 'text',
  via: 'text',
  action: 'text',
  route: 'text',
  status_code: 'integer',
  detail: 'text',
  address: 'text',
  count: 'integer',
  last_at: 'timestamptz',
  before: 'jsonb',
  after: 'jsonb',
});

/** Inserts entries in one statement, in the transaction of their actions. */
export async function insertAuditEntries(db: Kysely<Database>, entries: AuditEntry[]): Promise<void> {
  if (entries.length > 0) await insertEntries(entries).execute(db);
}

/** As `idAt`: a UUID of version 7 from the milliseconds of the instant and random digits. */
const newEntryId = sql`(lpad(to_hex((extract(epoch from created_at) * 1000)::bigint), 12, '0') || '7'
  || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid`;

/** The statement, or statement part, that inserts entries. */
export function insertEntries(entries: AuditEntry[]) {
  return sql`
    insert into audit_log (id, ${entryRows.names})
    select ${newEntryId}, ${entryRows.names} from (${entryRows.select(entries.map(commonColumns))}) entries`;
}

export async function saveMergedEntries(db: Kysely<Database>, entries: MergedEntry[]): Promise<void> {
  const rows = entries.map((entry) => ({
    ...commonColumns(entry),
    id: entry.id,
    route: entry.route,
    status_code: entry.statusCode,
    detail: entry.detail,
    address: entry.address,
    count: entry.count,
    last_at: entry.lastAt,
  }));
  await sql`
    insert into audit_log (${mergedRows.names}) ${mergedRows.select(rows)}
    on conflict (id) do update set count = excluded.count, last_at = excluded.last_at`.execute(db);
}

function commonColumns({ at, actor, via, action, jobId, runId, before = {}, after = {} }: AuditEntry) {
  return {
    created_at: at,
    ...{ actor, via, action, before, after },
    job_id: jobId ?? null,
    run_id: runId ?? null,
  };
}

/** `from` is inclusive, `to` is not. */
export interface AuditFilter {
  actor?: string | undefined;
  action?: AuditAction | undefined;
  /** The ID of a job or of a run. */
  target?: string | undefined;
  from?: Temporal.Instant | undefined;
  to?: Temporal.Instant | undefined;
}

export interface AuditPage {
  afterId: string | undefined;
  limit: number;
  /** The page ends before its changes exceed this size; it has at least one entry. */
  maxBytes: number;
}

/** `isCut`: more entries follow, because of `maxBytes`. */
export interface AuditEntries<Row = AuditRow> {
  rows: Row[];
  isCut: boolean;
}

/** Lists entries after `afterId`, newest first. */
export async function listAuditEntries(
  db: Kysely<Database>,
  { actor, action, target, from, to }: AuditFilter,
  { afterId, limit, maxBytes }: AuditPage,
): Promise<AuditEntries<ListedAuditRow>> {
  const conditions: RawBuilder<unknown>[] = [];
  if (actor !== undefined) conditions.push(sql`actor = ${actor}`);
  if (action !== undefined) conditions.push(sql`action = ${action}`);
  if (from !== undefined) conditions.push(sql`id >= ${lowestIdAt(from)}::uuid`);
  if (to !== undefined) conditions.push(sql`id < ${lowestIdAt(to)}::uuid`);
  if (afterId !== undefined) conditions.push(sql`id < ${afterId}::uuid`);
  const select = (more: RawBuilder<unknown>[]) => {
    const all = [...conditions, ...more];
    const where = all.length === 0 ? sql`true` : sql.join(all, sql` and `);
    return sql`(select * from audit_log where ${where} order by id desc limit ${sql.lit(limit)})`;
  };
  // Two lookups by index: with OR, PostgreSQL would read the whole log from its end.
  const found =
    target === undefined
      ? select([])
      : sql`${select([sql`job_id = ${target}::uuid`])} union ${select([sql`run_id = ${target}::uuid`])}`;
  return await cutAt(
    db,
    sql`select entry.*, (select name from jobs where id = entry.job_id) as job_name
        from (${found}) entry order by id desc limit ${sql.lit(limit)}`,
    maxBytes,
  );
}

/** Lists the changes of a job after `afterId`, newest first. */
export async function listJobChanges(
  db: Kysely<Database>,
  jobId: string,
  { afterId, limit, maxBytes }: AuditPage,
): Promise<AuditEntries> {
  const after = afterId === undefined ? sql`` : sql`and id < ${afterId}::uuid`;
  const found = sql`
    select * from audit_log where job_id = ${jobId}::uuid and action in (${sql.join(JOB_ACTIONS)}) ${after}
    order by id desc limit ${sql.lit(limit)}`;
  return await cutAt(db, found, maxBytes);
}

/** Selects the first entries of `found`, up to `maxBytes` of changed values. */
async function cutAt<Row extends AuditRow>(
  db: Kysely<Database>,
  found: RawBuilder<unknown>,
  maxBytes: number,
): Promise<AuditEntries<Row>> {
  const { rows } = await sql<Row & { found: number }>`
    select * from (
      select e.*, (count(*) over ())::int as found, row_number() over newest as place,
        sum(octet_length(before::text) + octet_length(after::text)) over newest as bytes
      from (${found}) e window newest as (order by id desc)
    ) e where place = 1 or bytes <= ${maxBytes} order by id desc`.execute(db);
  return { rows, isCut: rows.length < (rows[0]?.found ?? 0) };
}

const ROWS_AT_ONCE = 5_000;

/** Deletes the entries from before an instant. */
export async function pruneAuditLog(db: Kysely<Database>, before: Temporal.Instant): Promise<void> {
  for (;;) {
    const { numAffectedRows = 0n } = await sql`
      delete from audit_log where id = any(array(
        select id from audit_log where id < ${lowestIdAt(before)}::uuid order by id limit ${sql.lit(ROWS_AT_ONCE)}))`.execute(
      db,
    );
    if (numAffectedRows < ROWS_AT_ONCE) return;
  }
}
