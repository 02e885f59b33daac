// Opens the database: PostgreSQL where POSTGRES_URL says so, else the embedded one.
import { randomBytes } from 'node:crypto';
import { Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { type Embedded, openEmbedded } from './embedded.ts';
import { findKeyFile, getKeyFile } from './key-file.ts';
import type { Database } from './schema.ts';
import { createKeyring, KEY_BYTES, type Keyring } from './sealing.ts';
import { columnParsers } from './types.ts';

// What the server does when it stops hearing from us: locks of a process that stands still do not hold up the others.
const SESSION_OPTIONS = [
  // Whoever waits for a lock longer than this is told so, and tries again or says so.
  'lock_timeout=10000',
  'idle_in_transaction_session_timeout=30000',
  'tcp_keepalives_idle=5',
  'tcp_keepalives_interval=2',
  'tcp_keepalives_count=3',
  'tcp_user_timeout=15000',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

export interface Store {
  db: Kysely<Database>;
  /** Set on the embedded footing; the queue shares it. */
  embedded: Embedded | undefined;
  /** Seals and opens secrets; cannot seal on PostgreSQL without ENCRYPTION_KEY. */
  keyring: Keyring;
  /** Releases connections, and the embedded database's folder. */
  close(): Promise<void>;
}

/**
 * Opens what the settings name; `dataDir` undefined is an embedded database in memory, for tests. Throws
 * `FolderInUseError` or `KeyFileError` where the embedded database's folder is not to be had.
 */
export async function openStore(settings: {
  postgresUrl: string | undefined;
  dataDir: string | undefined;
  encryptionKeys: readonly Uint8Array[];
}): Promise<Store> {
  if (settings.postgresUrl === undefined) return await openEmbeddedStore(settings);
  const pool = new pg.Pool({
    connectionString: settings.postgresUrl,
    max: 10,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    options: `-c timezone=UTC ${SESSION_OPTIONS}`,
    types: {
      getTypeParser: (oid, format) =>
        columnParsers[oid] ?? (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
    },
  });
  // A connection that breaks fails its statement, or is replaced at its next use; unheard, it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const keyring = createKeyring(settings.encryptionKeys);
  return { db, embedded: undefined, keyring, close: () => db.destroy() };
}

async function openEmbeddedStore(settings: {
  dataDir: string | undefined;
  encryptionKeys: readonly Uint8Array[];
}): Promise<Store> {
  const embedded = await openEmbedded(settings.dataDir);
  try {
    // Only now: whoever has the folder may make its key.
    const keyring = createKeyring(keysOf(settings));
    const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite: embedded }) });
    return { db, embedded, keyring, close: () => embedded.close() };
  } catch (error) {
    await embedded.close();
    throw error;
  }
}

/** A key file that was made once goes on opening what it sealed, also behind keys that were given later. */
function keysOf(settings: {
  dataDir: string | undefined;
  encryptionKeys: readonly Uint8Array[];
}): readonly Uint8Array[] {
  const { dataDir, encryptionKeys: given } = settings;
  if (dataDir === undefined) return given.length > 0 ? given : [randomBytes(KEY_BYTES)];
  const own = given.length > 0 ? findKeyFile(dataDir) : getKeyFile(dataDir);
  return own === undefined ? given : [...given, own];
}

/** The one clock that decides what is due: the database’s, cut to the millisecond. */
export async function databaseNow(db: Kysely<Database>): Promise<Temporal.Instant> {
  const { rows } = await sql<{
    now: Temporal.Instant;
  }>`select date_trunc('milliseconds', clock_timestamp()) as now`.execute(db);
  return rows[0]!.now;
}
