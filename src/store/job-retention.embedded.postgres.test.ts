// Tests that a job keeps its ended runs by age and by number, and that other jobs keep theirs.
import { expect, test } from 'vitest';
import { insertTestJob, useTestStore } from '../testing/store.ts';
import { newId, scheduledRunId } from './ids.ts';
import { pruneRunsOfJobs } from './job-retention.ts';

const store = useTestStore();
const now = Temporal.Instant.from('2030-05-20T12:00:00Z');

/** A job with a run on each of the ten days before now. */
async function addJob(fields: { retention_days?: number; retention_runs?: number }): Promise<string> {
  const { id: job_id } = await insertTestJob(store, '2031-01-01T00:00:00Z', fields);
  const days = Array.from({ length: 10 }, (_, index) => now.subtract({ hours: 24 * index + 1 }));
  for (const at of days) {
    const [due_at, id] = [at.toString(), scheduledRunId(job_id, at)];
    const run = { id, job_id, job_name: 'job', trigger: 'schedule' as const, scheduled_for: due_at, due_at };
    await store.db
      .insertInto('runs')
      .values({ ...run, status: 'succeeded', finished_at: due_at })
      .execute();
    await store.db.insertInto('attempts').values({ run_id: id, number: 2, record: '{}' }).execute();
  }
  return job_id;
}

async function countRuns(jobId: string): Promise<number> {
  const runs = await store.db.selectFrom('runs').select('id').where('job_id', '=', jobId).execute();
  const ids = runs.map(({ id }) => id);
  const attempts = await store.db
    .selectFrom('attempts')
    .select('run_id')
    .where('run_id', 'in', [...ids, newId()])
    .execute();
  expect(attempts, 'attempts are deleted with their runs').toHaveLength(ids.length);
  return ids.length;
}

test('ended runs are kept by age, by number, or by both, whichever is less', async () => {
  const [all, days, runs, both] = await Promise.all([
    addJob({}),
    addJob({ retention_days: 7 }),
    addJob({ retention_runs: 1 }),
    addJob({ retention_days: 3, retention_runs: 5 }),
  ]);
  expect(await pruneRunsOfJobs(store.db, now)).toBe(3 + 9 + 7);
  expect(await Promise.all([all, days, runs, both].map(countRuns))).toEqual([10, 7, 1, 3]);
  expect(await pruneRunsOfJobs(store.db, now)).toBe(0);
  const { length } = await store.db.selectFrom('attempts').select('run_id').execute();
  expect(length).toBe(21);
});
