// The footing that the tests of this file run on, and what a service needs to stand on it.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { inject } from 'vitest';
import type { Footing } from './footings.ts';

declare module 'vitest' {
  interface ProvidedContext {
    footing: Footing;
    postgresUrl: string | undefined;
    redisUrl: string | undefined;
    /** A folder with an empty embedded database: to make one takes seconds, to copy it does not. */
    emptyDatabase: string | undefined;
    /** A folder that is made by whoever builds the page, and holds `built` when that is done. */
    pageFlag: string;
  }
}

export interface Ground {
  /** What to put into the environment of every process that shares it. */
  environment: Record<string, string>;
  cleanUp(): Promise<void>;
}

export const footing: Footing = inject('footing');

let groundsMade = 0;

/**
 * Fresh data of its own: a folder, or a database, or a database and an empty Redis. `isFirstStart`: the folder has
 * nothing in it, as a newcomer's.
 */
export async function makeGround(isFirstStart = false): Promise<Ground> {
  if (footing === 'embedded') {
    const folder = await mkdtemp(path.join(tmpdir(), 'scheduler-test-'));
    if (!isFirstStart) await cp(inject('emptyDatabase')!, path.join(folder, 'pg'), { recursive: true });
    return { environment: { DATA_DIR: folder }, cleanUp: () => rm(folder, { recursive: true, force: true }) };
  }
  const server = inject('postgresUrl')!;
  const pool = process.env['VITEST_POOL_ID'] ?? '0';
  const name = `scheduler_test_${process.pid}_${pool}_${++groundsMade}`;
  await withClient(server, (client) => client.query(`create database ${name}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  const environment: Record<string, string> = { POSTGRES_URL: url.href };
  if (footing === 'redis')
    environment['REDIS_URL'] = await emptyRedis(inject('redisUrl')!, Number(pool) % 16);
  return {
    environment,
    cleanUp: () =>
      withClient(server, (client) => client.query(`drop database if exists ${name} with (force)`)),
  };
}

/** Each of the workers that run test files has a Redis database to itself. */
async function emptyRedis(server: string, index: number): Promise<string> {
  const url = `${server}/${index}`;
  const redis = new Redis(url);
  await redis.flushdb();
  redis.disconnect();
  return url;
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
