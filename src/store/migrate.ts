// Applies the missing migrations to the database.
import { readdir } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Database } from './schema.ts';

const folder = new URL('../../migrations/', import.meta.url);
const LOCK_KEY = 4_127_002;

/** The database has migrations of a newer version: writes of this version could corrupt its data. */
export class NewerSchemaError extends Error {}

/**
 * Applies missing migrations in order and returns their names; concurrent processes apply each once. Throws
 * `NewerSchemaError`, or the error of a migration, which is rolled back.
 */
export async function migrate(db: Kysely<Database>): Promise<string[]> {
  return await db.connection().execute(async (session) => {
    // A session lock: Kysely's own tables, too, are created by one process only.
    await sql`select pg_advisory_lock(${LOCK_KEY})`.execute(session);
    try {
      return await migrateAlone(session);
    } finally {
      // A broken session has released the lock already.
      await sql`select pg_advisory_unlock(${LOCK_KEY})`.execute(session).catch(() => {});
    }
  });
}

async function migrateAlone(session: Kysely<Database>): Promise<string[]> {
  const migrations = await readMigrations();
  const migrator = new Migrator({ db: session, provider: { getMigrations: async () => migrations } });
  const unknown = (await findApplied(session)).filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length > 0) {
    throw new NewerSchemaError(
      `The database is newer than this version of the service: it has ${unknown.join(', ')}. Start a version that has it.`,
    );
  }
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw error as Error;
  return results.filter((result) => result.status === 'Success').map((result) => result.migrationName);
}

async function findApplied(session: Kysely<Database>): Promise<string[]> {
  const { rows: tables } =
    await sql`select 1 where to_regclass('public.kysely_migration') is not null`.execute(session);
  if (tables.length === 0) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
    session,
  );
  return rows.map((row) => row.name);
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort();
  const entries = files.map(
    async (file) => [file.slice(0, -3), (await import(new URL(file, folder).href)) as Migration] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
