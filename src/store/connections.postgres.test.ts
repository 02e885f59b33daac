// Tests of connections: lost and replaced servers, settings of the server and of POSTGRES_URL.
import { sql } from 'kysely';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { parseSettings } from '../settings.ts';
import { type PreparedBackend, prepareBackend } from '../testing/backend.ts';
import { startTcpProxy, type TcpProxy } from '../testing/tcp-proxy.ts';
import { waitFor } from '../testing/wait.ts';
import { connectPostgres } from './connections.ts';
import { isOutage } from './errors.ts';
import { openStore } from './open.ts';

let prepared: PreparedBackend;
let proxy: TcpProxy;
const pools: pg.Pool[] = [];
beforeAll(async () => {
  prepared = await prepareBackend('empty');
  proxy = await startTcpProxy(Number(url().port));
});
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.end();
});
afterAll(async () => {
  await proxy.close();
  await prepared.cleanUp();
});

function url(): URL {
  return new URL(prepared.environment['POSTGRES_URL']!);
}

function connect(through = url()) {
  const connections = connectPostgres(through.href);
  return (options: Parameters<typeof connections.openPool>[0]) => {
    const pool = connections.openPool(options);
    pools.push(pool);
    return pool;
  };
}

const backendId = 'select pg_backend_pid() as id';
const idOf = async (pool: pg.Pool) => (await pool.query<{ id: number }>(backendId)).rows[0]!.id;

test('a connection without an answer is closed, and with it the idle ones that are as old', async () => {
  const through = url();
  through.port = String(proxy.port);
  const openPool = connect(through);
  const pool = openPool({ max: 3, statementTimeoutMs: 100 });
  const other = openPool({ max: 1 });
  // Two idle connections, of which the pool lends one after the other.
  await Promise.all([pool.query('select pg_sleep(0.05)'), pool.query('select pg_sleep(0.05)')]);
  await idOf(other);
  proxy.silence();
  const error: unknown = await pool.query('select 1').catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'ETIMEDOUT' });
  expect(isOutage(error)).toBe(true);
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  expect((await other.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('a read-only answer replaces the connections of all pools, not those that are in use', async () => {
  const openPool = connect();
  const [pool, other] = [openPool({ max: 1 }), openPool({ max: 2 })];
  const client = await other.connect();
  await client.query('begin');
  const before = await Promise.all([idOf(pool), idOf(other)]);
  await pool.query('set default_transaction_read_only = on');
  await expect(pool.query('create table refused ()')).rejects.toMatchObject({ code: '25006' });
  await waitFor('new connections', async () => {
    const now = await Promise.all([idOf(pool), idOf(other)]);
    return now.every((id) => !before.includes(id));
  });
  await client.query('commit');
  client.release();
  await pool.query('create table accepted ()');
});

test('the pool of reads refuses to write', async () => {
  const { postgresUrl, dataDir, encryptionKeys } = parseSettings(prepared.environment);
  const store = await openStore({ postgresUrl, dataDir, encryptionKeys });
  try {
    const write = sql`create table refused ()`.execute(store.reading);
    await expect(write).rejects.toMatchObject({ code: '25006' });
  } finally {
    await store.close();
  }
});

test('statements are prepared again after a migration has changed their tables', async () => {
  const openPool = connect();
  const [pool, other] = [openPool({ max: 1 }), openPool({ max: 1 })];
  const read = (db: Pick<pg.Pool, 'query'>) => db.query('select * from changed where id = $1', [1]);
  await pool.query('create table changed as select 1 as id');
  for (const each of [pool, other]) expect((await read(each)).rows).toEqual([{ id: 1 }]);
  await pool.query('alter table changed add column name text');
  expect((await read(pool)).rows).toEqual([{ id: 1, name: null }]);
  // In a transaction, which has failed then, only the next attempt succeeds.
  await pool.query('alter table changed drop column name');
  const client = await pool.connect();
  await client.query('begin');
  const error: unknown = await read(client).catch((reason: unknown) => reason);
  expect(isOutage(error)).toBe(true);
  await client.query('rollback');
  await client.query('begin');
  expect((await read(client)).rows).toEqual([{ id: 1 }]);
  await client.query('commit');
  client.release();
  await other.query('begin');
  expect((await read(other)).rows).toEqual([{ id: 1 }]);
  await other.query('rollback');
});

test('settings of the database do not change values; those of the URL are kept, whatever their form', async () => {
  const name = url().pathname.slice(1);
  for (const setting of ["datestyle = 'SQL, DMY'", "timezone = 'Asia/Tokyo'", "bytea_output = 'escape'"]) {
    await connect()({ max: 1 }).query(`alter database ${name} set ${setting}`);
  }
  const through = url();
  through.search = '?options=-c%20search_path%3Dapp%20--jit=on&lock_timeout=3000&sslmode=disable';
  const openPool = connect(through);
  const { rows } = await openPool({ max: 1 }).query<Record<string, unknown>>(
    `select '2026-11-29 12:00+00'::timestamptz as at, '\\x00ff'::bytea as bytes, current_setting('search_path') as path,
       current_setting('jit') as jit, current_setting('lock_timeout') as lock_timeout`,
  );
  expect(rows).toEqual([
    {
      at: Temporal.Instant.from('2026-11-29T12:00:00Z'),
      bytes: Buffer.from([0, 255]),
      path: 'app',
      jit: 'on',
      lock_timeout: '3s',
    },
  ]);
  const queue = openPool({ max: 1, settings: { search_path: 'bullmq' } });
  expect((await queue.query('show search_path')).rows).toEqual([{ search_path: 'bullmq' }]);
});

test('the statements of one pool use up neither the memory of the server nor the names of other pools', async () => {
  const openPool = connect();
  const [reads, others] = [openPool({ max: 1, maxStatements: 10 }), openPool({ max: 1 })];
  // `values` makes a statement nameable.
  for (let limit = 1; limit <= 30; limit++) await reads.query(`select $1::int as n limit ${limit}`, [limit]);
  await others.query('select $1::int as n', [1]);
  const countPrepared = async (pool: pg.Pool) =>
    (await pool.query<{ count: number }>('select count(*)::int as count from pg_prepared_statements'))
      .rows[0]!.count;
  expect([await countPrepared(reads), await countPrepared(others)]).toEqual([10, 1]);
});
