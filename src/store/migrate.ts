// Applies the missing migrations to the database.
import { readdir } from 'node:fs/promises';
import { type Kysely, sql, type Transaction } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { checkDatabase, checkForeignTables, DatabaseRefusedError } from './database-checks.ts';
import type { Database } from './schema.ts';

const folder = new URL('../../migrations/', import.meta.url);
const LOCK_KEY = 4_127_002;
/** The name of the first migration tells the tables of this service from those of other programs. */
const FIRST = '0001_create_jobs';

/**
 * Applies missing migrations in order and returns their names; concurrent processes apply each once. Where none is
 * missing, the right to read and write the tables is enough. Throws `DatabaseRefusedError`, or the error of a
 * migration; then none is applied. `name` is a schema that is created if it is missing.
 */
export async function migrate(db: Kysely<Database>, name?: string): Promise<string[]> {
  const migrations = await readMigrations();
  if (name !== undefined) await createSchema(db, name);
  const { schema } = await checkDatabase(db);
  if (isComplete(migrations, await findApplied(db, schema))) return [];
  return await db.transaction().execute(async (trx) => {
    // A lock of the transaction: behind a pooler, the session may change after it.
    await sql`select pg_advisory_xact_lock(${LOCK_KEY})`.execute(trx);
    const applied = await findApplied(trx, schema);
    if (isComplete(migrations, applied)) return [];
    // Not before the lock: the tables may be those that another process of the service is creating.
    if (applied.length === 0) await checkForeignTables(trx, schema);
    await checkMayCreate(trx, schema);
    return await migrateAlone(trx, schema, migrations);
  });
}

/** The names of this version's migrations. */
export async function listMigrations(): Promise<string[]> {
  return Object.keys(await readMigrations());
}

/** The migrations that a start would apply. Throws `DatabaseRefusedError` if it could not. */
export async function findPendingMigrations(db: Kysely<Database>): Promise<string[]> {
  const migrations = await readMigrations();
  const { schema } = await checkDatabase(db);
  const applied = await findApplied(db, schema);
  if (isComplete(migrations, applied)) return [];
  if (applied.length === 0) await checkForeignTables(db, schema);
  await checkMayCreate(db, schema);
  return Object.keys(migrations).filter((name) => !applied.includes(name));
}

/** CREATE SCHEMA requires a right on the database even if the schema exists. */
async function createSchema(db: Kysely<Database>, name: string): Promise<void> {
  const { rows } = await sql`select 1 from pg_namespace where nspname = ${name}`.execute(db);
  if (rows.length === 0) await sql`create schema if not exists ${sql.id(name)}`.execute(db);
}

/** Checked here, because the migrator would report only that its transaction has failed. */
async function checkMayCreate(db: Kysely<Database>, schema: string): Promise<void> {
  const { rows } = await sql<{ role: string; may_create: boolean }>`
    select current_user as role, has_schema_privilege(${schema}::text, 'CREATE') as may_create`.execute(db);
  const [{ role, may_create: mayCreate } = { role: '', may_create: false }] = rows;
  if (mayCreate) return;
  throw new DatabaseRefusedError(
    `POSTGRES_URL: the role ${role} lacks a right (CREATE on the schema ${schema}); run \`npm run migrate\` with the URL of the owner and grant the rights, see “Rights” in docs/deployment.md.`,
  );
}

async function migrateAlone(
  trx: Transaction<Database>,
  schema: string,
  migrations: Record<string, Migration>,
): Promise<string[]> {
  const migrator = new Migrator({
    db: trx,
    provider: { getMigrations: async () => migrations },
    // Another program may use tables of the same names in another schema.
    migrationTableSchema: schema,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw error as Error;
  return results.filter((result) => result.status === 'Success').map((result) => result.migrationName);
}

/** Whether all are applied. Throws `DatabaseRefusedError` if others are. */
function isComplete(migrations: Record<string, Migration>, applied: string[]): boolean {
  const unknown = applied.filter((name) => !Object.hasOwn(migrations, name));
  if (applied.length > 0 && !applied.includes(FIRST)) {
    throw new DatabaseRefusedError(
      `The database belongs to another program, whose migrations it has (${unknown.slice(0, 3).join(', ')}). Set POSTGRES_URL to a database of its own.`,
    );
  }
  if (unknown.length > 0) {
    throw new DatabaseRefusedError(
      `The database is newer than this version of the service: it has ${unknown.join(', ')}. Start a version that has it.`,
    );
  }
  return applied.length === Object.keys(migrations).length;
}

/**
 * The names of the applied migrations. The table is read from `pg_class`, because `to_regclass` responds from a cache
 * that a transaction does not renew: after the wait for the lock, it would not find a table created meanwhile.
 */
async function findApplied(db: Kysely<Database>, schema: string): Promise<string[]> {
  const { rows: tables } = await sql`
    select 1 from pg_class
    where relname = 'kysely_migration' and relnamespace = quote_ident(${schema})::regnamespace`.execute(db);
  if (tables.length === 0) return [];
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.id(schema, 'kysely_migration')} order by name`.execute(db);
  return rows.map((row) => row.name);
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort();
  const entries = files.map(
    async (file) => [file.slice(0, -3), (await import(new URL(file, folder).href)) as Migration] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
