// Opens the database: PostgreSQL where POSTGRES_URL says so, else the embedded one.
import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type pg from 'pg';
import {
  type Connector,
  connectEmbedded,
  connectPostgres,
  createDatabase,
  FRESH_PLANS,
  PINNED_PLANS,
  type PoolOptions,
  type PoolState,
  stateOf,
} from './connections.ts';
import { openEmbedded } from './embedded.ts';
import { createKeyring, KEY_BYTES, type Keyring } from './encryption.ts';
import { findKeyFile, getKeyFile } from './key-file.ts';
import type { Database } from './schema.ts';

/** Tables with frequent updates and deletes, the queue's included. */
const FREQUENTLY_UPDATED =
  'live_runs, job_states, roll_up_parts, job_counts, callbacks, bullmq.job, bullmq.event';

/** PostgreSQL ends a read of the API after this time. */
export const READ_TIMEOUT_MS = 5_000;

/** Filters and page sizes make thousands of statements, whose plans would fill the memory of the server. */
const READ_STATEMENTS = 100;

export interface Store {
  /** For writes of API requests. */
  db: Kysely<Database>;
  /** For reads of API requests: however many there are and however long they take, nothing else waits for them. */
  reading: Kysely<Database>;
  /** For the planner's passes, with pinned plans: no request takes their connections. */
  planning: Kysely<Database>;
  /** For the planner's sweeps over many rows. */
  sweeping: Kysely<Database>;
  /** For claims and results, with pinned plans. */
  hot: Kysely<Database>;
  /** For migrations, which may take any time. */
  migrating: Kysely<Database>;
  /** The states of all pools. */
  listPools: () => PoolState[];
  /** Opens a pool for a queue in this database. */
  openQueuePool: () => pg.Pool;
  /** Of the tables, if it is set: a migration creates it. */
  schema?: string | undefined;
  /** This process is the only one that can use the database. */
  isEmbedded: boolean;
  /** Removes dead rows where no autovacuum does. */
  vacuum: (() => Promise<void>) | undefined;
  /** The folder of the embedded database is open to other users. */
  folderWarning?: string | undefined;
  /** Encrypts and decrypts secrets; cannot encrypt on PostgreSQL without ENCRYPTION_KEY. */
  keyring: Keyring;
  /** Releases connections, and the embedded database's folder. */
  close(): Promise<void>;
}

/**
 * Opens what the settings name; `dataDir` undefined is an embedded database in memory, for tests. Throws
 * `FolderInUseError` or `KeyFileError` if the embedded database's folder cannot be used.
 */
export async function openStore(settings: {
  postgresUrl: string | undefined;
  postgresSchema?: string | undefined;
  dataDir: string | undefined;
  encryptionKeys: readonly Uint8Array[];
}): Promise<Store> {
  const { postgresUrl } = settings;
  if (postgresUrl === undefined) return await openEmbeddedStore(settings);
  const keyring = createKeyring(settings.encryptionKeys);
  const pools = openPools(connectPostgres(postgresUrl, settings.postgresSchema), {
    db: { max: 10 },
    // Five for requests of clients, and two for /system, /metrics and change notifications.
    reading: {
      max: 7,
      statementTimeoutMs: READ_TIMEOUT_MS,
      settings: { default_transaction_read_only: 'on' },
      maxStatements: READ_STATEMENTS,
    },
    planning: { max: 3, settings: PINNED_PLANS },
    sweeping: { max: 2, settings: FRESH_PLANS, statementTimeoutMs: 120_000 },
    hot: { max: 6, settings: PINNED_PLANS },
    migrating: { max: 1, statementTimeoutMs: 0 },
    // The statements of BullMQ do not name the schema of its tables.
    queue: { max: 10, settings: { search_path: queueSchema(settings.postgresSchema) }, hasDriverTypes: true },
  });
  return { ...pools, schema: settings.postgresSchema, isEmbedded: false, vacuum: undefined, keyring };
}

/** BullMQ's schema beside that of the tables: two deployments in one database do not share a queue. */
export function queueSchema(schema: string | undefined): string {
  return schema === undefined ? 'bullmq' : `${schema}_bullmq`;
}

type PoolName = 'db' | 'reading' | 'planning' | 'sweeping' | 'hot' | 'migrating' | 'queue';

function openPools(connector: Connector, options: Record<PoolName, PoolOptions>) {
  const opened = new Map<PoolName, pg.Pool>();
  const openPool = (name: PoolName) => {
    const pool = connector.openPool(options[name]);
    opened.set(name, pool);
    return pool;
  };
  const open = (name: Exclude<PoolName, 'queue'>) => createDatabase(openPool(name));
  const pools = {
    db: open('db'),
    reading: open('reading'),
    planning: open('planning'),
    sweeping: open('sweeping'),
    hot: open('hot'),
    migrating: open('migrating'),
  };
  return {
    ...pools,
    listPools: () => Array.from(opened, ([name, pool]) => stateOf(name, pool)),
    openQueuePool: () => openPool('queue'),
    close: async () => void (await Promise.all(Object.values(pools).map((pool) => pool.destroy()))),
  };
}

async function openEmbeddedStore(settings: {
  dataDir: string | undefined;
  encryptionKeys: readonly Uint8Array[];
}): Promise<Store> {
  const embedded = await openEmbedded(settings.dataDir);
  try {
    // Only now: the process that holds the folder may create its key.
    const keyring = createKeyring(keysOf(settings));
    // More connections would only wait for each other; those of the hot pool keep the next statement ready.
    const pools = openPools(connectEmbedded(embedded), {
      db: { max: 2 },
      // One read at a time: the statements of the planner and the worker wait for one at most.
      reading: { max: 1, maxStatements: READ_STATEMENTS },
      planning: { max: 1, settings: PINNED_PLANS },
      sweeping: { max: 1, settings: FRESH_PLANS },
      hot: { max: 3, settings: PINNED_PLANS },
      migrating: { max: 1 },
      queue: { max: 10, hasDriverTypes: true },
    });
    return {
      ...pools,
      isEmbedded: true,
      folderWarning: embedded.folderWarning,
      vacuum: async () => void (await sql.raw(`vacuum ${FREQUENTLY_UPDATED}`).execute(pools.sweeping)),
      keyring,
      close: async () => {
        await pools.close();
        await embedded.close();
      },
    };
  } catch (error) {
    await embedded.close();
    throw error;
  }
}

/** The keys of the settings first, then the key file: it decrypts the secrets that it encrypted. */
function keysOf(settings: {
  dataDir: string | undefined;
  encryptionKeys: readonly Uint8Array[];
}): readonly Uint8Array[] {
  const { dataDir, encryptionKeys: given } = settings;
  if (dataDir === undefined) return given.length > 0 ? given : [randomBytes(KEY_BYTES)];
  const own = given.length > 0 ? findKeyFile(dataDir) : getKeyFile(dataDir);
  return own === undefined ? given : [...given, own];
}

/** The time of the database's clock, which alone decides what is due, cut to the millisecond. */
export async function databaseNow(db: Kysely<Database>): Promise<Temporal.Instant> {
  const { rows } = await sql<{
    now: Temporal.Instant;
  }>`select date_trunc('milliseconds', clock_timestamp()) as now`.execute(db);
  return rows[0]!.now;
}

/**
 * The same time, from a statement that changes nothing, but fails on a read-only database and waits for locked tables
 * as the renewal of a lease does.
 */
export async function writableNow(db: Kysely<Database>): Promise<Temporal.Instant> {
  const { rows } = await sql<{ now: Temporal.Instant }>`
    with leases as (update live_runs set lease_token = lease_token where false),
         states as (update job_states set run_count = run_count where false)
    select date_trunc('milliseconds', clock_timestamp()) as now`.execute(db);
  return rows[0]!.now;
}
