// Tests that a job whose plan the database refuses is failed alone, and reported once.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { findJob } from '../store/jobs.ts';
import { insertTestJob, useTestStore } from '../testing/store.ts';
import { planDueJobs } from './passes.ts';

const store = useTestStore();

test('a refused plan fails only its job, and is reported once', async () => {
  const now = Temporal.Instant.from('2099-01-01T00:01:00Z');
  const jobs = [];
  for (let i = 0; i < 3; i++) jobs.push(await insertTestJob(store, String(now)));
  const broken = jobs[1]!.id;
  // Stands for damage of any kind: the database refuses what the planner writes.
  await sql`
    alter table job_states add constraint refuse_plan check (job_id <> ${sql.lit(broken)} or status = 'failed') not valid`.execute(
    store.db,
  );
  const errors: string[] = [];
  const deps = { ...store, db: store.planning, onError: (error: unknown) => errors.push(String(error)) };
  expect(await planDueJobs(deps, now)).toBe(2);
  await planDueJobs(deps, now);
  expect(await findJob(store.db, broken)).toMatchObject({ status: 'failed', status_reason: 'invalid' });
  for (const { id } of [jobs[0]!, jobs[2]!]) {
    expect(await findJob(store.db, id)).toMatchObject({ status: 'active', planned_run: now });
  }
  expect(errors).toEqual([`Error: Job ${broken} cannot be planned, so its status is now failed`]);
  await sql`alter table job_states drop constraint refuse_plan`.execute(store.db);
});
