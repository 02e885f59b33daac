// BullMQ's classes bound to a backend, and the backend in PostgreSQL or the embedded database.
import {
  assertSchemaCompatibility,
  type BackendFactory,
  createPostgresBackend,
  type IQueueBackend,
  LATEST_SCHEMA_VERSION,
  type PgPool,
  type PgPoolClient,
  runMigrations,
  SchemaMigrationRequiredError,
  withBackend,
} from 'bullmq';
import type pg from 'pg';
import type { RedisExtras } from './redis-options.ts';

/** BullMQ's own default. A name without capitals and signs, so that it needs no quotes. */
const DEFAULT_SCHEMA = 'bullmq';

/** Lifetime of a message lock. The consumer renews it twice within this time. */
export const LOCK_MS = 10_000;

/** Separate queues for runs on time and late runs, so that neither waits behind the other. */
export type QueueName = 'runs' | 'late_runs';

export interface QueueSettings {
  /** If set, the queue uses Redis. */
  redisUrl: string | undefined;
  redisExtras?: RedisExtras | undefined;
  /** The prefix of all keys in Redis, which differs between deployments. Default: `bull`. */
  redisPrefix?: () => Promise<string>;
  /** Connections to the database, which the queue uses without Redis; their search path is its schema. */
  openPool: () => pg.Pool;
  /** The schema of the queue in the database. Default: `bullmq`. */
  schema?: string | undefined;
}

export interface MessageBody {
  /** Run ids by target host. */
  runs: Record<string, string[]>;
  due_ms: number;
}

/** BullMQ's classes bound to one backend, plus operations that BullMQ lacks. */
export type Backend = ReturnType<typeof bind> & {
  /** Whether a worker holds the lock of an active message and renews it. */
  isLocked(name: QueueName, messageId: string): Promise<boolean>;
  /** Throws if the backend is unreachable or refuses writes. */
  ping(): Promise<void>;
  /** Ends the connections, so that new ones may reach a server that works. */
  replaceConnections(): void;
  close(): Promise<void>;
};

/** Connects to PostgreSQL or the embedded database. */
export async function connectDatabase({
  openPool,
  schema = DEFAULT_SCHEMA,
}: Pick<QueueSettings, 'openPool' | 'schema'>): Promise<Backend> {
  const pool = openPool() as unknown as PgPool;
  try {
    return await connectPostgres(pool, schema);
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** Whether PostgreSQL refused a statement or the role: a repetition fails again. */
export function isPermanentError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^(?:22|28|3D|42)...$/.test(code);
}

/** `prefix` is that of keys in Redis. */
export function bind<B extends IQueueBackend, C>(
  factory: BackendFactory<B, C>,
  connection: C,
  { prefix = 'bull', ...options }: { prefix?: string; drainDelay?: number } = {},
) {
  const { Queue, Worker } = withBackend(factory);
  return {
    createQueue: (name: QueueName) => new Queue<MessageBody, void, string>(name, { connection, prefix }),
    // Without a processor: the consumer fetches a message when its worker has capacity.
    createWorker: (name: QueueName) =>
      new Worker<MessageBody, void, string>(name, null, {
        connection,
        prefix,
        lockDuration: LOCK_MS,
        // A message whose worker died is delivered again: the claim of its runs is idempotent. One that is never
        // acknowledged is dropped in the end: rescue enqueues its runs again.
        stalledInterval: LOCK_MS,
        maxStalledCount: 5,
        ...options,
      }),
  };
}

/** Seconds between two fetches where no notification arrives: LISTEN does not work behind some poolers. */
const POLL_SECONDS = 0.2;

async function connectPostgres(pool: PgPool, schema: string): Promise<Backend> {
  const client = await pool.connect();
  let options = {};
  try {
    await migrateQueue(client, schema);
    await createSequences(client, schema);
    if ('isTransactionPooled' in client && client.isTransactionPooled === true)
      options = { drainDelay: POLL_SECONDS };
  } finally {
    client.release();
  }
  return {
    ...(bind(inSchema(schema), pool, options) as unknown as ReturnType<typeof bind>),
    isLocked: async (name, messageId) => {
      const { rows } = await pool.query(
        `select 1 from ${schema}.job where queue = $1 and id = $2 and locked_until_ms > $3::bigint`,
        [name, messageId, Date.now()],
      );
      return rows.length === 1;
    },
    ping: async () => {
      // Changes nothing, but fails without the right to write, on a read-only server and behind a lock.
      await pool.query(`update ${schema}.job set id = id where false`);
    },
    // The pool replaces broken connections itself.
    replaceConnections: () => {},
    close: () => pool.end(),
  };
}

/** BullMQ takes a schema only from a configuration of its own pool: beside ours, it would look for tables in `bullmq`. */
function inSchema(schema: string): typeof createPostgresBackend {
  return (...parameters) => {
    const backend = createPostgresBackend(...parameters);
    Object.assign(backend.connection, { schema });
    return Object.assign(backend, { schema });
  };
}

/** Creates or updates BullMQ's tables. Needs no rights on the schema's definition if they are up to date. */
async function migrateQueue(client: PgPoolClient, schema: string): Promise<void> {
  const version = await assertSchemaCompatibility(client, schema).catch((error: unknown) => {
    if (error instanceof SchemaMigrationRequiredError) return 0;
    throw error;
  });
  if (version >= LATEST_SCHEMA_VERSION) return;
  const { rows } = await client.query('select 1 from pg_namespace where nspname = $1', [schema]);
  // CREATE SCHEMA requires a right on the database even if the schema exists.
  const hasSchema = rows.length > 0;
  await runMigrations(
    {
      query: async (text, values) =>
        await client.query(hasSchema && text.startsWith('CREATE SCHEMA') ? 'select' : text, values),
    },
    schema,
  );
}

/** BullMQ would create the sequence of a queue with its first message, for which a role needs more than it should have. */
async function createSequences(client: PgPoolClient, schema: string): Promise<void> {
  const queues: QueueName[] = ['runs', 'late_runs'];
  const { rows } = await client.query(
    `select format('%I.%I', $1::text, ${schema}.job_id_seq_name(name)) as sequence from unnest($2::text[]) as q (name)`,
    [schema, queues],
  );
  for (const { sequence } of rows as { sequence: string }[]) {
    const missing = await client.query('select 1 where to_regclass($1) is null', [sequence]);
    if (missing.rows.length > 0) await client.query(`create sequence if not exists ${sequence}`);
  }
}
