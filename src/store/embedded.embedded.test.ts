// Tests of the embedded database's connections, which share one session.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Embedded, openEmbedded } from './embedded.ts';

let embedded: Embedded;
beforeAll(async () => {
  embedded = await openEmbedded(undefined);
});
afterAll(async () => {
  await embedded.close();
});

async function connect(setUp?: string): Promise<pg.Client> {
  const client = new pg.Client({ stream: () => embedded.connect(setUp), ssl: false });
  await client.connect();
  return client;
}

test('a transaction blocks the statements of other connections', async () => {
  const [one, other] = [await connect(), await connect()];
  const order: string[] = [];
  await one.query('begin');
  await one.query('set local search_path to pg_catalog');
  const waiting = other.query<{ search_path: string }>('show search_path').then(({ rows }) => {
    order.push('other');
    return rows[0]!.search_path;
  });
  await one.query('create table public.kept (id int)');
  await expect(one.query('select nothing')).rejects.toThrow('column "nothing" does not exist');
  order.push('transaction');
  await one.query('rollback');
  expect(await waiting).toBe('public,bullmq');
  expect(order).toEqual(['transaction', 'other']);
  await one.end();
  await other.end();
});

test('closing a connection rolls its transaction back', async () => {
  const [one, other] = [await connect(), await connect()];
  await one.query('begin');
  await one.query('create table lost (id int)');
  await one.end();
  const { rows } = await other.query<{ found: string | null }>(`select to_regclass('lost') as found`);
  expect(rows).toEqual([{ found: null }]);
  await other.end();
});

test('each connection has its own settings', async () => {
  const [pinned, other] = [
    await connect('set enable_seqscan = off'),
    await connect('set enable_seqscan = on'),
  ];
  for (const [client, value] of [
    [pinned, 'off'],
    [other, 'on'],
    [pinned, 'off'],
  ] as const) {
    expect((await client.query('show enable_seqscan')).rows).toEqual([{ enable_seqscan: value }]);
  }
  await pinned.end();
  await other.end();
});

test('a connection receives the notifications of another one', async () => {
  const [listening, other] = [await connect(), await connect()];
  const heard = new Promise((resolve) => {
    listening.on('notification', ({ channel, payload }) => resolve({ channel, payload }));
  });
  await listening.query('listen news');
  await other.query(`select pg_notify('news', 'a job')`);
  expect(await heard).toEqual({ channel: 'news', payload: 'a job' });
  await listening.end();
  await other.end();
});
