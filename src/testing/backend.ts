// The backend of the running Vitest project, and fresh databases on it for tests.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { inject } from 'vitest';
import type { Backend } from './backends.ts';
import { dataFolder } from './temporary.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Undefined in the project `unit`. */
    backend: Backend | undefined;
    postgresUrl: string | undefined;
    redisUrl: string | undefined;
    /** Folders or names of databases to copy: creating or migrating one takes seconds, copying it does not. */
    template: { empty: string; migrated: string };
    /** A folder that the build of the interface creates; it holds `built` once the build is complete. */
    pageFlag: string;
  }
}

export interface PreparedBackend {
  /** Settings of every process that uses this data. */
  environment: Record<string, string>;
  cleanUp(): Promise<void>;
}

export const backend: Backend | undefined = inject('backend');

let preparedCount = 0;

/**
 * Creates fresh data: a folder, a database, or a database and an empty Redis database.
 * @param content `migrated` has every table; `empty` is a database without tables; `none` is an empty folder, as on a
 *   new installation, where there is one
 */
export async function prepareBackend(
  content: 'migrated' | 'empty' | 'none' = 'migrated',
): Promise<PreparedBackend> {
  if (backend === undefined) {
    throw new Error('A file named x.test.ts has no backend: name it x.embedded.test.ts or x.all.test.ts.');
  }
  const template = inject('template')[content === 'migrated' ? 'migrated' : 'empty'];
  if (backend === 'embedded') {
    const folder = await mkdtemp(path.join(dataFolder, 'scheduler-test-'));
    if (content !== 'none') await cp(template, path.join(folder, 'pg'), { recursive: true });
    return { environment: { DATA_DIR: folder }, cleanUp: () => rm(folder, { recursive: true, force: true }) };
  }
  const server = inject('postgresUrl')!;
  const pool = process.env['VITEST_POOL_ID'] ?? '0';
  const name = `scheduler_test_${process.pid}_${pool}_${++preparedCount}`;
  await withClient(server, (client) => client.query(`create database ${name} template ${template}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  const environment: Record<string, string> = { POSTGRES_URL: url.href };
  if (backend === 'redis')
    environment['REDIS_URL'] = await emptyRedis(
      inject('redisUrl')!,
      (4 * Number(pool) + (preparedCount % 4)) % 16,
    );
  return {
    environment,
    cleanUp: () =>
      withClient(server, (client) => client.query(`drop database if exists ${name} with (force)`)),
  };
}

/** Empties a Redis database. Each Vitest worker uses four in turn: one for each of the concurrent tests of a file. */
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
