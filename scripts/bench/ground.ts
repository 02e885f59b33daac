// PostgreSQL, Redis and the target for one benchmark: private, on free ports, thrown away at its end.
import pg from 'pg';
import { type Server, startPostgres, startRedis } from '../../src/testing/servers.ts';
import { withCleanup } from './cleanup.ts';
import { readCpuSeconds } from './cpu.ts';
import { seedMonth } from './month.ts';
import { type Child, startChild } from './rpc.ts';
import type { TargetHandlers } from './target-process.ts';

/** Durable as by default; the memory and the checkpoints of a machine that is for this. */
const POSTGRES_PARAMETERS = [
  'fsync=on',
  'synchronous_commit=on',
  'shared_buffers=2GB',
  'max_wal_size=8GB',
  'track_io_timing=off',
];

export interface GroundOptions {
  historyRowsPerDay: number;
  /** Counts statements with pg_stat_statements; costs a few percent. */
  countStatements?: boolean;
}

export interface Ground {
  target: Child<TargetHandlers>;
  targetUrl: string;
  postgres: Server;
  redis: Server;
  historyRowsPerDay: number;
  /** What was set, to be printed. */
  settings: string;
  /** A pool for the benchmark's own questions. */
  pool: (url: string) => pg.Pool;
  /** An empty database. Answers its URL. */
  makeDatabase: (name: string) => Promise<string>;
  /** A database of the service with a month of history, copied from one that is seeded once. */
  makeMonth: (name: string) => Promise<string>;
  /** A Redis database that nothing else uses. */
  nextRedisUrl: () => string;
  /** Vacuums every database but this one, so that autovacuum does not clean up after one contender in another's burst. */
  cleanUpBeside: (url: string) => Promise<void>;
  /** CPU seconds so far of what every contender shares. */
  cpu: () => { postgres: number; redis: number; target: number };
  /** Ended in reverse order when the benchmark ends, however it ends. */
  stack: AsyncDisposableStack;
}

/** Starts the servers and lends them to `use`. */
export async function withGround<T>(options: GroundOptions, use: (ground: Ground) => Promise<T>): Promise<T> {
  return await withCleanup(async (stack) => await use(await startGround(stack, options)));
}

async function startGround(stack: AsyncDisposableStack, options: GroundOptions): Promise<Ground> {
  const parameters = options.countStatements
    ? [...POSTGRES_PARAMETERS, 'shared_preload_libraries=pg_stat_statements', 'pg_stat_statements.max=10000']
    : POSTGRES_PARAMETERS;
  const postgres = await startPostgres(parameters);
  stack.defer(async () => await postgres.throwAway());
  const redis = await startRedis();
  stack.defer(async () => await redis.throwAway());
  const target = await startChild<TargetHandlers>(new URL('target-process.ts', import.meta.url));
  stack.defer(async () => await target.end());

  const pools = new Map<string, pg.Pool>();
  const pool = (url: string) => {
    const existing = pools.get(url);
    if (existing) return existing;
    const made = new pg.Pool({ connectionString: url, max: 3 });
    made.on('error', () => {});
    pools.set(url, made);
    return made;
  };
  stack.defer(async () => {
    await Promise.all([...pools.values()].map((each) => each.end()));
  });

  const urls = new Set<string>();
  const makeDatabase = async (name: string, template?: string) => {
    const copy = template === undefined ? '' : ` template "${template}"`;
    await pool(postgres.url).query(`create database "${name}"${copy}`);
    const url = new URL(postgres.url);
    url.pathname = `/${name}`;
    urls.add(url.href);
    if (options.countStatements)
      await pool(url.href).query('create extension if not exists pg_stat_statements');
    return url.href;
  };
  let month: Promise<string> | undefined;
  let lastRedis = 0;
  return {
    stack,
    target,
    targetUrl: await target.call('url'),
    postgres,
    redis,
    historyRowsPerDay: options.historyRowsPerDay,
    settings: `PostgreSQL: ${parameters.join(', ')}. Redis: no persistence.`,
    pool,
    makeDatabase,
    makeMonth: async (name) => {
      month ??= makeDatabase('month').then(async (url) => {
        await seedMonth(url, options.historyRowsPerDay);
        await pools.get(url)?.end();
        pools.delete(url);
        urls.delete(url);
        return 'month';
      });
      return await makeDatabase(name, await month);
    },
    cleanUpBeside: async (own) => {
      for (const url of urls) if (url !== own) await pool(url).query('vacuum (analyze)');
      await pool(postgres.url).query('checkpoint');
    },
    nextRedisUrl: () => `${redis.url}/${lastRedis++}`,
    cpu: () => ({
      postgres: readCpuSeconds(postgres.pid()),
      redis: readCpuSeconds(redis.pid()),
      target: readCpuSeconds(target.pid),
    }),
  };
}
