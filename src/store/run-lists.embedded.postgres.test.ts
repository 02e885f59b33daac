// Tests the filters of runs by status code, error, host and tag, in lists and counts.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { insertTestRun } from '../testing/runs.ts';
import { insertTestJob, useTestStore } from '../testing/store.ts';
import { databaseNow } from './open.ts';
import { countRuns, listRunIds, listRuns, type RunFilter } from './run-lists.ts';

const store = useTestStore();

test('runs of each status code, error, host and tag are found, newest first, and counted', async () => {
  const { db } = store;
  const now = await databaseNow(db);
  const job = async (target: string, tags: string[]) =>
    (await insertTestJob(store, '2099-01-01T00:00:00Z', { target, tags })).id;
  const a = await job('http://a.example/x', ['billing', 'eu']);
  const b = await job('http://b.example/x', ['billing']);
  const ids: Record<string, string> = {};
  const runs = [
    ['a 503', a, 'failed', 503, 'status_503'],
    ['b 503', b, 'failed', 503, 'status_503'],
    ['b 500 retrying', b, 'retrying', 500, 'status_500'],
    ['a timeout', a, 'failed', null, 'timeout'],
    ['a 200', a, 'succeeded', 200, null],
    ['b 204', b, 'succeeded', 204, null],
    ['b 200, body', b, 'failed', 200, 'body_mismatch'],
  ] as const;
  for (const [i, [name, jobId, status, code, error]] of runs.entries()) {
    // Days apart, so that several partitions are read.
    const id = await insertTestRun(store, jobId, now.subtract({ hours: 24 * (runs.length - i) }), status);
    const table = status === 'retrying' ? 'live_runs' : 'runs';
    await sql`update ${sql.table(table)} set status_code = ${code}, error_code = ${error} where id = ${id}`.execute(
      db,
    );
    ids[name] = id;
  }
  const namesOf = (found: string[]) =>
    found.map((id) => Object.entries(ids).find(([, other]) => other === id)?.[0]);
  async function find(filter: RunFilter): Promise<unknown[]> {
    const names = namesOf((await listRuns(db, { ...filter, limit: 10 })).map(({ id }) => id));
    const oldestFirst = await listRunIds(db, filter, { afterId: undefined, limit: 10 });
    expect(namesOf(oldestFirst).toReversed()).toEqual(names);
    // The second run, from a page of one.
    if (names.length > 1) {
      const [next] = await listRuns(db, { ...filter, afterId: ids[names[0]!], limit: 1 });
      expect(namesOf([next!.id])).toEqual([names[1]]);
    }
    return names;
  }

  expect(await find({ statusCode: '503' })).toEqual(['b 503', 'a 503']);
  expect(await find({ statusCode: '5xx' })).toEqual(['b 500 retrying', 'b 503', 'a 503']);
  expect(await find({ statusCode: '2xx' })).toEqual(['b 200, body', 'b 204', 'a 200']);
  expect(await find({ statusCode: '204' })).toEqual(['b 204']);
  expect(await find({ statusCode: '200', status: 'failed' })).toEqual(['b 200, body']);
  expect(await find({ errorCode: 'timeout' })).toEqual(['a timeout']);
  expect(await find({ host: 'a.example' })).toEqual(['a 200', 'a timeout', 'a 503']);
  expect(await find({ host: 'a.example', statusCode: '5xx' })).toEqual(['a 503']);
  expect(await find({ tag: 'billing', status: 'failed' })).toEqual([
    'b 200, body',
    'a timeout',
    'b 503',
    'a 503',
  ]);
  expect(await find({ tag: 'eu', errorCode: 'status_503', jobId: b })).toEqual([]);
  expect(await find({ tag: 'unknown' })).toEqual([]);

  const counts = async (filter: RunFilter) => {
    const { failed, retrying, queued } = await countRuns(db, filter, 3);
    return { failed, retrying, queued };
  };
  expect(await counts({})).toEqual({ failed: 3, retrying: 1, queued: 0 });
  expect(await counts({ tag: 'eu' })).toEqual({ failed: 2, retrying: 0, queued: 0 });
  expect(await counts({ statusCode: '5xx', host: 'b.example' })).toEqual({
    failed: 1,
    retrying: 1,
    queued: 0,
  });
});
