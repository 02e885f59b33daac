// BullMQ's backends: Redis, or the PostgreSQL that holds the jobs.
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

/** How long BullMQ takes a message for a living worker's; the consumer renews it twice within. */
export const LOCK_MS = 10_000;

/** One queue for runs that are on time and one for late runs, so that neither waits behind the other. */
export type QueueName = 'runs' | 'late_runs';

export interface QueueSettings {
  /** Set: messages in Redis. */
  redisUrl: string | undefined;
  /** Set: messages in this PostgreSQL. */
  postgresUrl: string | undefined;
  /** The embedded database, where neither is set. */
  embedded: { connect(): Duplex } | undefined;
}

export interface MessageBody {
  /** Run ids by target host. */
  runs: Record<string, string[]>;
  due_ms: number;
}

/** BullMQ's classes bound to one place, and what they cannot tell of it. */
export type Backend = ReturnType<typeof bind> & {
  /** Whether an active message is held by a worker that renews its lock. */
  isLocked(name: QueueName, messageId: string): Promise<boolean>;
  /** Throws when the place does not answer. */
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
    // Without a processor: the consumer takes a message when its worker wants one.
    createWorker: (name: QueueName) =>
      new Worker<MessageBody, void, string>(name, null, {
        connection,
        lockDuration: LOCK_MS,
        // A message whose worker died comes back; its runs decide what is still to do, however often.
        stalledInterval: LOCK_MS,
        maxStalledCount: 1_000,
      }),
  };
}

function connectRedis(url: string): Backend {
  // Asked by the planner and the API, which must not stand still while Redis does: a command fails instead of waiting.
  const asking = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: 5_000,
  });
  // A worker has nothing else to do than to wait.
  const waiting = new Redis(url, { maxRetriesPerRequest: null });
  for (const redis of [asking, waiting]) redis.on('error', () => {}); // it reconnects by itself; `ping` tells who asks
  const asks = bind(createRedisBackend, asking) as unknown as ReturnType<typeof bind>;
  const waits = bind(createRedisBackend, waiting) as unknown as ReturnType<typeof bind>;
  return {
    createQueue: asks.createQueue,
    createWorker: waits.createWorker,
    isLocked: async (name, messageId) => (await asking.exists(`bull:${name}:${messageId}:lock`)) === 1,
    ping: async () => {
      await asking.ping();
    },
    close: async () => {
      asking.disconnect();
      waiting.disconnect();
    },
  };
}

async function connectPostgres(pool: PgPool): Promise<Backend> {
  // A connection that breaks fails its statement, or is replaced at its next use; unheard, it would end the process.
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
