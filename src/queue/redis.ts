// Connects the queue to Redis, and replaces connections that are silent or lead to the wrong server.
import { createRedisBackend } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import { type Backend, bind } from './backend.ts';
import { checkRedis } from './redis-check.ts';
import { refuseWrongDatabase, WRONG_SERVER } from './redis-faults.ts';
import { type RedisExtras, toRedisOptions } from './redis-options.ts';

export interface RedisQueueSettings {
  redisUrl: string;
  redisExtras?: RedisExtras | undefined;
  /** The prefix of all keys, which differs between deployments. */
  redisPrefix: () => Promise<string>;
  /** Receives a sentence about a setting of Redis that endangers the queue. */
  onWarning: (warning: string) => void;
}

/** A command without a response for so long ends its connection, which is replaced. */
const SILENT_MS = 5_000;
/** The same for workers: longer than they wait for a message. */
const WORKER_SILENT_MS = 8_000;

/** Commands fail at once while there is no connection: their callers retry, and report the outage. */
const OPTIONS = {
  lazyConnect: true,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  connectTimeout: 5_000,
  commandTimeout: SILENT_MS,
  socketTimeout: SILENT_MS,
  disconnectTimeout: 1_000,
  reconnectOnError: (error: Error) => WRONG_SERVER.test(error.message),
} satisfies Partial<RedisOptions>;

/** Shows that Redis accepts scripts and writes. */
const PROBE = `return redis.call('set', KEYS[1], '1', 'PX', 60000)`;

/** Throws unless the server can hold the queue. */
export async function connectRedis(settings: RedisQueueSettings): Promise<Backend> {
  const { redisUrl, redisExtras, redisPrefix, onWarning } = settings;
  const connection = toRedisOptions(redisUrl, redisExtras);
  const prefix = await redisPrefix();
  const probeKey = `${prefix}:probe`;
  // Not the key of the probe, which other processes set meanwhile.
  const { warning } = await checkRedis(connection, `${prefix}:check`);
  if (warning !== undefined) onWarning(warning);

  const commands = new Redis({ ...connection, ...OPTIONS });
  const blocking = new Redis({
    ...connection,
    ...OPTIONS,
    commandTimeout: WORKER_SILENT_MS,
    socketTimeout: WORKER_SILENT_MS,
  });
  // Both reconnect by themselves. Without a listener, an error would end the process.
  for (const redis of [commands, blocking]) {
    redis.on('error', () => {});
    refuseWrongDatabase(redis);
  }
  /** Why there is no connection: a command would fail only because there is none. */
  let refusal: Error | undefined;
  commands.on('error', (error) => (refusal = error));
  commands.on('ready', () => (refusal = undefined));
  const close = async () => {
    commands.disconnect();
    blocking.disconnect();
  };
  try {
    await Promise.all([commands.connect(), blocking.connect()]);
  } catch (error) {
    await close();
    throw error;
  }
  const forCommands = bind(createRedisBackend, commands, { prefix }) as unknown as ReturnType<typeof bind>;
  const forWorkers = bind(createRedisBackend, blocking, { prefix }) as unknown as ReturnType<typeof bind>;
  return {
    createQueue: forCommands.createQueue,
    createWorker: forWorkers.createWorker,
    isLocked: async (name, messageId) => (await commands.exists(`${prefix}:${name}:${messageId}:lock`)) === 1,
    ping: async () => {
      try {
        await commands.eval(PROBE, 1, probeKey);
      } catch (error) {
        throw refusal ?? error;
      }
    },
    replaceConnections: () => {
      for (const redis of [commands, blocking]) if (redis.status === 'ready') redis.disconnect(true);
    },
    close,
  };
}
