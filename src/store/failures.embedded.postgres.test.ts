// Tests of lists of failed runs, and of what the indexes name.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { insertTestRun } from '../testing/runs.ts';
import { insertTestJob, useTestStore } from '../testing/store.ts';
import { listFailedRuns } from './failures.ts';
import { newId } from './ids.ts';
import { databaseNow } from './open.ts';
import { listRunIds, listRuns } from './run-lists.ts';
import type { RunStatus } from './schema.ts';

const store = useTestStore();

test('failed runs by the instant of their end, however old their occurrence', async () => {
  const now = await databaseNow(store.db);
  const { id } = await insertTestJob(store, '2099-01-01T00:00:00Z', { target: 'http://example.com/' });
  const gone = newId();
  const ago = (minutes: number) => now.subtract({ minutes });
  const late = await insertTestRun(store, id, ago(6_000), 'failed', ago(10));
  await insertTestRun(store, id, ago(300), 'failed', ago(90));
  const early = await insertTestRun(store, gone, ago(30), 'failed', ago(30));
  for (const status of ['succeeded', 'retrying', 'canceled', 'skipped'] as const) {
    await insertTestRun(store, newId(), ago(5), status);
  }
  const found = await listFailedRuns(store.db, ago(60), 10);
  expect(found.map((run) => [run.id, run.target_host])).toEqual([
    [late, 'example.com'],
    [early, null],
  ]);
  expect((await listFailedRuns(store.db, ago(60), 1)).map((run) => run.id)).toEqual([late]);
});

test('runs of each status are found', async () => {
  const now = await databaseNow(store.db);
  const { id: jobId } = await insertTestJob(store, '2099-01-01T00:00:00Z');
  const statuses: RunStatus[] = [
    'queued',
    'running',
    'retrying',
    'succeeded',
    'failed',
    'skipped',
    'missed',
    'canceled',
  ];
  for (const [i, status] of statuses.entries()) {
    const id = await insertTestRun(store, jobId, now.subtract({ minutes: i }), status);
    expect((await listRuns(store.db, { status, limit: 10 })).map((run) => run.id)).toEqual([id]);
    expect(await listRunIds(store.db, { status, jobId }, { afterId: undefined, limit: 10 })).toEqual([id]);
  }
});

// The columns that claims and results update: an index that contains one makes each update write to all indexes of the
// table (no HOT update).
test.each([
  [
    'live_runs',
    'due_at',
    ['status', 'attempt_count', 'attempt_started_at', 'lease_token', 'lease_expires_at'],
  ],
  [
    'job_states',
    'is_failing',
    [
      'run_count',
      'consecutive_failures',
      'last_run_id',
      'last_run_status',
      'last_run_finished_at',
      'planned_until',
    ],
  ],
])('no index of %s contains a frequently updated column', async (table, known, columns) => {
  const { rows } = await sql<{ name: string }>`
    select distinct a.attname as name
    from pg_index i
    join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = i.indexrelid
                    and d.refclassid = 'pg_class'::regclass and d.refobjid = i.indrelid
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = d.refobjsubid
    where i.indrelid = ${table}::regclass`.execute(store.db);
  const named = rows.map(({ name }) => name);
  expect(named).toContain(known);
  expect(named.filter((name) => columns.includes(name))).toEqual([]);
});
