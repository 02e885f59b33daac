// Tests that sweeps read each row a few times at most, also when their statements were prepared for empty tables.
import { type Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { explain } from '../testing/plans.ts';
import { captureStatements } from '../testing/statements.ts';
import { insertTestJobs, useTestStore } from '../testing/store.ts';
import { findJobsToComplete, findJobsToDelete } from './job-completion.ts';
import { findJobsToFail } from './job-states.ts';
import { findOverdueMessages } from './rescue.ts';
import { findJobsToReopen } from './run-limits.ts';
import type { Database } from './schema.ts';
import { findUnblockedJobs } from './waiting-runs.ts';

const store = useTestStore();
const JOBS = 3_000;
/** PostgreSQL chooses between a plan per execution and a kept one from the sixth on. */
const UNTIL_KEPT = 8;

async function sweep(db: Kysely<Database> = store.sweeping): Promise<void> {
  await findJobsToComplete(db, 1_000);
  await findJobsToFail(db, 1_000);
  await findJobsToDelete(db, 1_000);
  await findUnblockedJobs(db, 1_000);
  await findJobsToReopen(db, 1_000);
  await findOverdueMessages(db, 10, 1_000);
}

/** Rows of live runs, states and jobs that the sweeping session has read, by scans and by indexes. */
async function countRead(): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(store.sweeping);
  const { rows } = await sql<{ read: number }>`
    select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::integer as read from pg_stat_user_tables
    where relname in ('live_runs', 'job_states', 'jobs')`.execute(store.db);
  return rows[0]!.read;
}

test('a burst of planned one-time jobs is read once per sweep, not once per job', async () => {
  for (const table of ['live_runs', 'job_states', 'jobs'])
    await sql`alter table ${sql.table(table)} set (autovacuum_enabled = false)`.execute(store.db);
  await sql`vacuum analyze live_runs, job_states, jobs`.execute(store.db);
  for (let i = 0; i < UNTIL_KEPT; i++) await sweep();

  await insertTestJobs(store, JOBS, '2026-11-28T12:00:00Z');
  await sql`
    insert into live_runs (id, job_id, job_name, trigger, status, scheduled_for, due_at, message_id)
    select gen_random_uuid(), job_id, 'job', 'schedule', 'queued', next_run, clock_timestamp(), gen_random_uuid()
    from job_states`.execute(store.db);
  await sql`update job_states set next_run = null, next_due_at = null`.execute(store.db);
  const before = await countRead();
  await sweep();
  expect((await countRead()) - before).toBeLessThan(20 * JOBS);
});

test('a sweep never joins by comparing each pair of rows while the statistics say that no run is unfinished', async () => {
  await sql`delete from live_runs`.execute(store.db);
  // As autovacuum does after a burst: the table has pages, but no rows.
  await sql`analyze live_runs, job_states, jobs`.execute(store.db);
  const nodes = [];
  for (const statement of await captureStatements(sweep))
    nodes.push(...(await explain(store.sweeping, statement)));
  expect(nodes.flatMap((node) => node['Join Filter'] ?? [])).toEqual([]);
});
