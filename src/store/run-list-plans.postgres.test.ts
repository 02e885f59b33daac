// Tests that filtered lists of runs read few rows of a month of history, whatever its size.
import { sql, type Transaction } from 'kysely';
import { expect, test } from 'vitest';
import { insertTestJob, useTestStore } from '../testing/store.ts';
import { createPartitions } from './history.ts';
import { databaseNow } from './open.ts';
import { countRuns, listRuns, type RunFilter } from './run-lists.ts';
import type { Database } from './schema.ts';

const store = useTestStore();
const RUNS_PER_DAY = 1_000;

test('with 39 partitions, each filter reads by an index that names it', async () => {
  const { db } = store;
  const now = await databaseNow(db);
  for (const days of [31, 23, 15, 7, 0]) await createPartitions(db, now.subtract({ hours: 24 * days }));
  const rare = await insertTestJob(store, '2099-01-01T00:00:00Z', {
    target: 'http://rare.example/',
    tags: ['rare'],
  });
  // Two of 31 000 runs match: the oldest. Whole days only: a partition with a few runs is read whole, and rightly so.
  await sql`
    insert into runs (id, job_id, job_name, trigger, status, scheduled_for, due_at, finished_at, status_code, error_code,
      status_reason)
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(i::text), 1, 3)
            || 'a' || substr(md5(i::text), 4, 15))::uuid,
           case when i <= 2 then ${rare.id}::uuid else gen_random_uuid() end, 'job', 'schedule',
           case when i <= 2 then 'failed' else 'succeeded' end, at, at, at,
           case when i <= 2 then 507 else 200 end, case when i <= 2 then 'status_507' end, null
    from (select i, date_trunc('day', clock_timestamp(), 'UTC') - interval '31 days'
                       + (i - 1) * interval '1 day' / ${RUNS_PER_DAY}::integer as at
          from generate_series(1, ${31 * RUNS_PER_DAY}) i) x`.execute(db);
  await sql`analyze runs`.execute(db);

  const filters: RunFilter[] = [
    { statusCode: '507' },
    { statusCode: '5xx' },
    { errorCode: 'status_507' },
    { status: 'failed' },
    { host: 'rare.example' },
    { tag: 'rare' },
    { tag: 'rare', status: 'failed' },
    { tag: 'rare', statusCode: '5xx' },
  ];
  await store.reading.transaction().execute(async (trx) => {
    for (const filter of filters) {
      const name = JSON.stringify(filter);
      const before = await countReads(trx);
      expect(await listRuns(trx, { ...filter, limit: 51 }), name).toHaveLength(2);
      expect((await countRuns(trx, filter, 1_000)).failed, name).toBe(2);
      expect((await countReads(trx)) - before, name).toBeLessThan(100);
    }
  });
});

/** Rows of history that the transaction has read by scans or fetched by an index. */
async function countReads(trx: Transaction<Database>): Promise<number> {
  const { rows } = await sql<{ reads: number }>`
    select sum(pg_stat_get_xact_tuples_returned(inhrelid) + pg_stat_get_xact_tuples_fetched(inhrelid))::integer as reads
    from pg_inherits where inhparent = 'runs'::regclass`.execute(trx);
  return rows[0]!.reads;
}
