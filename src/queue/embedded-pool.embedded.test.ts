// The one session of the embedded database, shared with BullMQ.
import { expect, test } from 'vitest';
import { openEmbedded } from '../store/embedded.ts';
import { createEmbeddedPool } from './embedded-pool.ts';

test('a transaction of one user holds the others back, and what it sets for itself is not theirs', async () => {
  const embedded = await openEmbedded(undefined);
  const client = await createEmbeddedPool(embedded).connect();
  const order: string[] = [];
  await client.query('BEGIN');
  await client.query('set local search_path to pg_catalog');
  const other = embedded.query<{ search_path: string }>('show search_path').then(({ rows }) => {
    order.push('the other');
    return rows[0]!.search_path;
  });
  await client.query('create table public.kept (id int)');
  order.push('the transaction');
  await client.query('COMMIT');
  expect(await other).toBe('public, bullmq');
  expect(order).toEqual(['the transaction', 'the other']);

  await client.query('BEGIN');
  await client.query('insert into kept values (1)');
  await client.query('ROLLBACK');
  await client.query('BEGIN');
  await client.query('insert into kept values (2)');
  client.release();
  const { rows } = await embedded.query('select * from kept');
  expect(rows).toEqual([]);
  await embedded.close();
});
