// Exports the whole content of a database as lines of JSON, and imports it into an empty database.
import { type Kysely, sql, type Transaction } from 'kysely';
import { createDays, listDays } from './history.ts';
import { findPendingMigrations, listMigrations } from './migrate.ts';
import { databaseNow } from './open.ts';
import { saveSchedulerPause } from './scheduler-pause.ts';
import type { Database } from './schema.ts';

const FORMAT = 'scheduler-service/1';
/** Rows of one statement: a row of the audit log has up to 1 MiB. */
const ROWS_AT_ONCE = 100;
const CHARACTERS_AT_ONCE = 4 * 2 ** 20;
/** What belongs to the database itself: its processes, stored responses, and migrations. */
const EXCLUDED = ['processes', 'idempotent_requests', 'kysely_migration', 'kysely_migration_lock'];
/** Counted anew after an import. */
const COUNTS = 'job_counts';

/** The file or the database does not fit. The message is one sentence with the fix. */
export class TransferError extends Error {}

interface Header {
  format: string;
  migrations: string[];
  /** The days that have a partition of history. */
  days: string[];
}

/** Lines: a header, then `[table, row]` for each row. All rows are of the same instant. */
export async function* exportAll(db: Kysely<Database>): AsyncGenerator<string> {
  const pending = await findPendingMigrations(db);
  if (pending.length > 0)
    throw new TransferError('The database lacks migrations of this version: run `npm run migrate` first.');
  const { promise, resolve } = Promise.withResolvers<void>();
  const started = Promise.withResolvers<Transaction<Database>>();
  const ended = db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      started.resolve(trx);
      await promise;
    });
  ended.catch(started.reject);
  const trx = await started.promise;
  try {
    const header: Header = { format: FORMAT, migrations: await listMigrations(), days: await listDays(trx) };
    yield JSON.stringify(header);
    for (const table of await listTables(trx)) yield* exportTable(trx, table);
  } finally {
    resolve();
    await ended;
  }
}

async function* exportTable(trx: Transaction<Database>, table: string): AsyncGenerator<string> {
  await sql`declare exported cursor for select row_to_json(t)::text as row from ${sql.table(table)} t`.execute(
    trx,
  );
  for (;;) {
    const { rows } = await sql<{ row: string }>`fetch ${sql.lit(ROWS_AT_ONCE)} from exported`.execute(trx);
    for (const { row } of rows) yield `[${JSON.stringify(table)},${row}]`;
    if (rows.length < ROWS_AT_ONCE) break;
  }
  await sql`close exported`.execute(trx);
}

/**
 * Imports all lines in one transaction. The scheduler stays paused, until a request resumes it, so that the jobs do not run
 * in two places. Returns the number of rows. Throws `TransferError`.
 */
export async function importAll(db: Kysely<Database>, lines: AsyncIterable<string>): Promise<number> {
  return await db.transaction().execute(async (trx) => {
    await checkEmpty(trx);
    const tables = new Map<string, string>();
    let lineNumber = 0;
    let count = 0;
    let batch: { table: string; rows: string[]; size: number } = { table: '', rows: [], size: 0 };
    const flush = async () => {
      if (batch.rows.length > 0) await insertRows(trx, batch.table, tables.get(batch.table)!, batch.rows);
      count += batch.rows.length;
      batch = { table: '', rows: [], size: 0 };
    };
    for await (const line of lines) {
      lineNumber += 1;
      if (line === '') continue;
      if (tables.size === 0) {
        await createDays(trx, (await readHeader(line)).days);
        for (const table of await listTables(trx)) tables.set(table, await listColumns(trx, table));
        continue;
      }
      const [, table = '', row = ''] = /^\["(\w+)",(\{.*\})\]$/s.exec(line) ?? [];
      if (!tables.has(table))
        throw new TransferError(`Line ${lineNumber} is not a row of a table of this version.`);
      const isFull = batch.rows.length === ROWS_AT_ONCE || batch.size + row.length > CHARACTERS_AT_ONCE;
      if (table !== batch.table || isFull) await flush();
      batch.table = table;
      batch.rows.push(row);
      batch.size += row.length;
    }
    if (tables.size === 0) throw new TransferError('The file is empty.');
    await flush();
    await finish(trx);
    return count;
  });
}

async function checkEmpty(trx: Transaction<Database>): Promise<void> {
  const { rows } = await sql`
    select 1 where exists (select from jobs) or exists (select from runs) or exists (select from live_runs)`.execute(
    trx,
  );
  if (rows.length > 0)
    throw new TransferError(
      'The database has jobs or runs: import into an empty one, such as of a new POSTGRES_URL.',
    );
  for (const table of await listTables(trx)) await sql`delete from ${sql.table(table)}`.execute(trx);
}

async function readHeader(line: string): Promise<Header> {
  let header: Partial<Header> = {};
  try {
    header = JSON.parse(line) as Partial<Header>;
  } catch {
    // reported below
  }
  if (header.format !== FORMAT || !Array.isArray(header.migrations) || !Array.isArray(header.days))
    throw new TransferError('The file is not an export of this service.');
  const own = await listMigrations();
  if (own.join() !== header.migrations.join())
    throw new TransferError(
      `The export is of another version, whose last migration is ${header.migrations.at(-1)}: import it with that version, and migrate afterwards. This version's last migration is ${own.at(-1)}.`,
    );
  return header as Header;
}

/** Parsed as `json`, which keeps the order of keys in columns of that type. */
async function insertRows(
  trx: Transaction<Database>,
  table: string,
  columns: string,
  rows: string[],
): Promise<void> {
  const list = sql.raw(columns);
  await sql`
    insert into ${sql.table(table)} (${list})
    select ${list} from json_populate_recordset(null::${sql.table(table)}, ${`[${rows.join()}]`}::json)
    ${table === 'service_state' ? sql`where name <> 'deployment_id'` : sql``}`.execute(trx);
}

/** Messages of live runs are in the other queue: the planner enqueues the runs again. */
async function finish(trx: Transaction<Database>): Promise<void> {
  await sql`update live_runs set message_id = null where message_id is not null`.execute(trx);
  await sql`delete from job_counts`.execute(trx);
  await sql`insert into job_counts (status, count) select status, count(*) from job_states group by status`.execute(
    trx,
  );
  const since = (await databaseNow(trx)).toString();
  await saveSchedulerPause(trx, { since, actor: 'system', reason: 'Imported from another database' });
}

/** Tables of the service, each after those that its foreign keys name. Partitions belong to their table. */
async function listTables(db: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ name: string; needs: string[] }>`
    select c.relname as name, coalesce((
      select array_agg(f.relname::text) from pg_constraint k join pg_class f on f.oid = k.confrelid
      where k.conrelid = c.oid and k.contype = 'f' and f.oid <> c.oid), '{}') as needs
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by 1`.execute(db);
  const left = new Map(rows.map(({ name, needs }) => [name, needs]));
  for (const name of [...EXCLUDED, COUNTS]) left.delete(name);
  const ordered: string[] = [];
  while (left.size > 0) {
    const ready = [...left].filter(([, needs]) => needs.every((need) => !left.has(need)));
    if (ready.length === 0) throw new TransferError('The foreign keys of the tables form a circle.');
    for (const [name] of ready) {
      ordered.push(name);
      left.delete(name);
    }
  }
  return ordered;
}

/** The columns that a row stores, without those that are computed. */
async function listColumns(db: Kysely<Database>, table: string): Promise<string> {
  const { rows } = await sql<{ list: string }>`
    select string_agg(quote_ident(attname), ', ' order by attnum) as list from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`.execute(
    db,
  );
  return rows[0]!.list;
}
