// Checks that a Redis server can hold the queue: version, commands, scripts, keys, eviction policy.
import { Redis } from 'ioredis';
import { deniedCommand, explainRedis, QueueError, refuseWrongDatabase } from './redis-faults.ts';
import type { ConnectionOptions } from './redis-options.ts';

const CHECK_MS = 5_000;
/** A key that a check writes lives so long. */
const KEY_MS = 10_000;
const OLDEST = [6, 2] as const;

/** Calls the commands of BullMQ's scripts. Returns the first that the user may not run, with the error. */
const TRY_COMMANDS = `
  local key = KEYS[1]
  local calls = {
    {'set', key, '1', 'PX', ARGV[1]}, {'get', key}, {'exists', key}, {'incr', key}, {'pexpire', key, ARGV[1]},
    {'del', key}, {'hset', key, 'a', '1'}, {'hmset', key, 'a', '1'}, {'hget', key, 'a'}, {'hmget', key, 'a'},
    {'hgetall', key}, {'hincrby', key, 'a', '1'}, {'hexists', key, 'a'}, {'hdel', key, 'a'}, {'del', key},
    {'lpush', key, 'a'}, {'rpush', key, 'a'}, {'lrange', key, '0', '1'}, {'llen', key}, {'lpos', key, 'a'},
    {'lrem', key, '0', 'a'}, {'rpoplpush', key, key}, {'del', key}, {'zadd', key, '1', 'a'},
    {'zrange', key, '0', '1'}, {'zrangebyscore', key, '0', '1'}, {'zscore', key, 'a'}, {'zcard', key},
    {'zcount', key, '0', '1'}, {'zpopmin', key}, {'zrem', key, 'a'}, {'del', key}, {'sadd', key, 'a'},
    {'smembers', key}, {'srem', key, 'a'}, {'del', key}, {'xadd', key, '*', 'a', '1'},
    {'xtrim', key, 'MAXLEN', '0'}, {'del', key}
  }
  for _, call in ipairs(calls) do
    local answer = redis.pcall(unpack(call))
    if type(answer) == 'table' and answer.err then return {call[1], answer.err} end
  end
  return {}`;

export interface RedisCheck {
  /** A sentence about a setting that endangers the queue. */
  warning: string | undefined;
}

/** Throws a `QueueError` that names the fix, or the error of the connection. */
export async function checkRedis(connection: ConnectionOptions, key: string): Promise<RedisCheck> {
  const redis = new Redis({
    ...connection,
    lazyConnect: true,
    // The ready check prints to the console if INFO is not allowed.
    enableReadyCheck: false,
    retryStrategy: () => null,
    sentinelRetryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: CHECK_MS,
    commandTimeout: CHECK_MS,
    socketTimeout: CHECK_MS,
    disconnectTimeout: CHECK_MS,
  });
  let connectionError: unknown;
  redis.on('error', (error) => {
    connectionError = error;
  });
  refuseWrongDatabase(redis);
  try {
    await redis.connect();
    const info = parseInfo(await redis.info());
    checkVersion(info);
    await tryCommands(redis, key);
    return { warning: findPolicyFault(info) };
  } catch (error) {
    throw explainRedis(connectionError ?? error);
  } finally {
    redis.disconnect();
  }
}

async function tryCommands(redis: Redis, key: string): Promise<void> {
  const [command, message] = (await redis.eval(TRY_COMMANDS, 1, key, KEY_MS)) as [string?, string?];
  if (command !== undefined) {
    const error = new Error(message);
    // Here the command is known, unlike in an error of BullMQ's scripts.
    const explained = /script can't run/.test(error.message) ? undefined : explainRedis(error);
    throw explained instanceof QueueError ? explained : deniedCommand(command, error);
  }
  const sha = (await redis.script('LOAD', 'return 1')) as string;
  await redis.evalsha(sha, 0);
  await redis.bzpopmin(key, 0.001);
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(/\r?\n/).map((line): [string, string] => {
      const at = line.indexOf(':');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

function checkVersion(info: ReadonlyMap<string, string>): void {
  const version = info.get('redis_version') ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (version === '' || major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new QueueError(`Redis ${version} is too old: use version ${OLDEST.join('.')} or later.`, undefined);
}

/** Eviction deletes messages without a trace. */
function findPolicyFault(info: ReadonlyMap<string, string>): string | undefined {
  const policy = info.get('maxmemory_policy') ?? 'noeviction';
  return policy === 'noeviction'
    ? undefined
    : `Redis may delete messages when its memory is full: set maxmemory-policy to noeviction instead of ${policy}.`;
}
