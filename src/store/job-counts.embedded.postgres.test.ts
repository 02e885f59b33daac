// Tests of the counts of jobs and unfinished runs by status.
import { sql, type Transaction } from 'kysely';
import { expect, test } from 'vitest';
import { inactive } from '../planner/job-states.ts';
import { testDefinition } from '../testing/definition.ts';
import { insertTestJob, insertTestJobs, useTestStore } from '../testing/store.ts';
import { countJobs, deleteJobs, failJobs, updateJobStates } from './job-states.ts';
import { updateJobDefinitions } from './jobs.ts';
import { foldRollUps } from './roll-ups.ts';
import type { Database } from './schema.ts';

const FAR = '2099-01-01T00:00:00Z';
const store = useTestStore();

const inTransaction = async <T>(work: (trx: Transaction<Database>) => Promise<T>) =>
  await store.db.transaction().execute(work);

test('jobs are counted through creation, changes and deletion', async () => {
  const expectSame = async () => {
    const { rows } = await sql<{ status: string; count: number }>`
      select status, count(*) from job_states group by status`.execute(store.db);
    const counts = {
      active: 0,
      inactive: 0,
      failed: 0,
      ...Object.fromEntries(rows.map((row) => [row.status, row.count])),
    };
    expect(await countJobs(store.db)).toEqual(counts);
    return counts;
  };
  await insertTestJob(store, FAR);
  const ids = await insertTestJobs(store, 30, FAR);
  expect(await expectSame()).toEqual({ active: 31, inactive: 0, failed: 0 });
  const inactiveOnes = ids.slice(0, 10).map((id) => ({ ...inactive('paused'), jobId: id }));
  await inTransaction((trx) => updateJobStates(trx, inactiveOnes));
  await inTransaction((trx) => failJobs(trx, ids.slice(0, 3), 'invalid'));
  await inTransaction((trx) => updateJobStates(trx, inactiveOnes.slice(3)));
  const definition = { ...testDefinition, name: 'other' };
  for (const id of ids) await inTransaction((trx) => updateJobDefinitions(trx, [{ id, definition }]));
  await inTransaction((trx) => deleteJobs(trx, ids.slice(2, 5)));
  expect(await expectSame()).toEqual({ active: 21, inactive: 5, failed: 2 });
  // So many changes are summed up.
  for (let i = 0; i < 110; i++) await insertTestJob(store, FAR);
  await foldRollUps(store.db);
  const { rows } = await sql`select from job_counts`.execute(store.db);
  expect(rows.length).toBeLessThanOrEqual(3);
  expect((await expectSame())['active']).toBe(131);
  const left = await store.db.selectFrom('job_states').select('job_id').execute();
  await inTransaction((trx) =>
    deleteJobs(
      trx,
      left.map((job) => job.job_id),
    ),
  );
  expect(await expectSame()).toEqual({ active: 0, inactive: 0, failed: 0 });
});
