// BullMQ backends: Redis, PostgreSQL, or the embedded database.
import type { Duplex } from 'node:stream';
import {
  type BackendFactory,
  createPostgresBackend,
  createRedisBackend,
  type IQueueBackend,
  type PgPool,
  runMigrations,
  withBackend,
} from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';

/** Lifetime of a message lock. The consumer renews it twice within this time. */
export const LOCK_MS = 10_000;

/** Separate queues for runs on time and late runs, so that neither waits behind the other. */
export type QueueName = 'runs' | 'late_runs';

export interface QueueSettings {
  /** If set, the queue uses Redis. */
  redisUrl: string | undefined;
  /** If set without Redis, the queue uses PostgreSQL. */
  postgresUrl: string | undefined;
  /** The embedded database, if neither is set. */
  embedded: { connect(): Duplex } | undefined;
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
  /** Throws if the backend is unreachable. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

export async function connectBackend(settings: QueueSettings): Promise<Backend> {
  if (settings.redisUrl !== undefined) return connectRedis(settings.redisUrl);
  const { embedded, postgresUrl } = settings;
  const pool = new pg.Pool({
    max: 10,
    // Without it BullMQ would poll.
    keepAlive: true,
    ...(embedded
      ? { stream: () => embedded.connect(), ssl: false, idleTimeoutMillis: 0 }
      : {
          connectionString: postgresUrl,
          connectionTimeoutMillis: 5_000,
          options: '-c search_path=bullmq',
        }),
  });
  return await connectPostgres(pool as unknown as PgPool);
}

function bind<B extends IQueueBackend, C>(factory: BackendFactory<B, C>, connection: C) {
  const { Queue, Worker } = withBackend(factory);
  return {
    createQueue: (name: QueueName) => new Queue<MessageBody, void, string>(name, { connection }),
    // Without a processor: the consumer fetches a message when its worker has capacity.
    createWorker: (name: QueueName) =>
      new Worker<MessageBody, void, string>(name, null, {
        connection,
        lockDuration: LOCK_MS,
        // A message whose worker died is delivered again, any number of times: the claim of its runs is idempotent.
        stalledInterval: LOCK_MS,
        maxStalledCount: 1_000,
      }),
  };
}

function connectRedis(url: string): Backend {
  // For the planner and the API, which must not block while Redis is unreachable: commands fail instead of waiting.
  const commands = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: 5_000,
  });
  // For workers, which may wait for Redis.
  const blocking = new Redis(url, { maxRetriesPerRequest: null });
  for (const redis of [commands, blocking]) redis.on('error', () => {}); // reconnects automatically; `ping` reports the outage
  const commandClasses = bind(createRedisBackend, commands) as unknown as ReturnType<typeof bind>;
  const blockingClasses = bind(createRedisBackend, blocking) as unknown as ReturnType<typeof bind>;
  return {
    createQueue: commandClasses.createQueue,
    createWorker: blockingClasses.createWorker,
    isLocked: async (name, messageId) => (await commands.exists(`bull:${name}:${messageId}:lock`)) === 1,
    ping: async () => {
      await commands.ping();
    },
    close: async () => {
      commands.disconnect();
      blocking.disconnect();
    },
  };
}

async function connectPostgres(pool: PgPool): Promise<Backend> {
  // A broken connection fails its statement and is replaced. Without a listener, its error would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  return {
    ...(bind(createPostgresBackend, pool) as unknown as ReturnType<typeof bind>),
    isLocked: async (name, messageId) => {
      const { rows } = await pool.query(
        `select 1 from bullmq.job where queue = $1 and id = $2 and locked_until_ms > $3::bigint`,
        [name, messageId, Date.now()],
      );
      return rows.length === 1;
    },
    ping: async () => {
      await pool.query('select 1');
    },
    close: () => pool.end(),
  };
}
