// Tests of the migration that moves unfinished runs and job state into tables of their own.
import { readdir } from 'node:fs/promises';
import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseSettings } from '../settings.ts';
import { type PreparedBackend, prepareBackend } from '../testing/backend.ts';
import { findLiveRun } from '../testing/live-runs.ts';
import { attempt, finishedRuns, insert, jobs, run, unfinishedRuns } from '../testing/unsplit-rows.ts';
import { countJobs } from './job-states.ts';
import { findJob } from './jobs.ts';
import { migrate } from './migrate.ts';
import { databaseNow, openStore, type Store } from './open.ts';
import { listRuns } from './run-lists.ts';
import { findRun } from './runs.ts';
import { countUnfinishedRuns } from './stats.ts';

const folder = new URL('../../migrations/', import.meta.url);

let prepared: PreparedBackend;
let store: Store;
beforeEach(async () => {
  prepared = await prepareBackend('empty');
  store = await openStore(parseSettings(prepared.environment));
});
afterEach(async () => {
  await store.close();
  await prepared.cleanUp();
});

async function migrateTo(name: string): Promise<void> {
  const migrations: Record<string, Migration> = {};
  for (const file of (await readdir(folder)).sort()) {
    migrations[file.slice(0, -3)] = (await import(new URL(file, folder).href)) as Migration;
  }
  const migrator = new Migrator({ db: store.db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateTo(name);
  if (error !== undefined) throw error as Error;
}

/** Rows as JSON values. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value ?? null)) as Record<string, unknown>;

test('jobs and runs of every state read the same after the migration, and are counted the same', async () => {
  await migrateTo('0008_add_failure_index');
  const [unfinished, finished] = [unfinishedRuns(), finishedRuns()];
  for (const row of jobs) await insert(store, 'jobs', row);
  for (const row of [...unfinished.map(([row]) => row), ...finished]) await insert(store, 'runs', row);
  const retried = unfinished.find(([row]) => row['status'] === 'retrying')![0];
  for (const id of [retried.id, finished[0]!.id]) {
    const record = JSON.stringify(attempt(2, 'succeeded'));
    await store.db.insertInto('attempts').values({ run_id: id, number: 2, record }).execute();
  }
  const before = await countJobs(store.db);
  const definitions = await sql<Record<string, unknown>>`select * from jobs`.execute(store.db);

  expect(await migrate(store.db)).toContain('0009_split_live_runs');

  expect(await countJobs(store.db)).toEqual(before);
  expect(before).toEqual({ active: 2, inactive: 2, failed: 1 });
  const count = (status: string) => unfinished.filter(([row]) => row['status'] === status).length;
  expect(await countUnfinishedRuns(store.db)).toEqual({
    queued: count('queued'),
    running: count('running'),
    retrying: count('retrying'),
  });

  for (const [row, waitingFor, decidedBy] of unfinished) {
    const found = plain(await findLiveRun(store.db, row.id));
    expect(found).toMatchObject(plainRow({ ...row, waiting_for: waitingFor, decided_by: decidedBy }));
    // The API returns the start of a running first attempt.
    const { run: shown } = (await findRun(store.db, row.id))!;
    const startedAt = row['started_at'] ?? row['attempt_started_at'] ?? null;
    expect(plain(shown)).toMatchObject(
      plainRow({ ...shownRow(row), started_at: startedAt, finished_at: null }),
    );
  }
  for (const row of finished) {
    expect(plain((await findRun(store.db, row.id))!.run)).toMatchObject(plainRow(shownRow(row)));
    expect(await findLiveRun(store.db, row.id)).toBeUndefined();
  }
  for (const id of [retried.id, finished[0]!.id]) {
    expect((await findRun(store.db, id))!.attempts.map((record) => [record.number, record.outcome])).toEqual([
      [1, 'rejected'],
      [2, 'succeeded'],
    ]);
  }
  const all = await listRuns(store.db, { limit: 1_000 });
  expect(all.map((run) => run.id)).toEqual(
    [...unfinished.map(([row]) => row), ...finished]
      .map((row) => row.id)
      .toSorted()
      .toReversed(),
  );

  for (const definition of definitions.rows) {
    const { is_failing: _, ...fields } = plain(definition);
    // The last run of a job is computed from its runs, as before the migration.
    expect(plain(await findJob(store.db, definition['id'] as string))).toMatchObject(fields);
  }
  const now = await databaseNow(store.db);
  const { rows: states } = await sql<Record<string, unknown>>`
    select s.*, s.planned_until > ${now.toString()}::timestamptz as looks_up from job_states s order by job_id`.execute(
    store.db,
  );
  expect(states).toHaveLength(jobs.length);
  expect(states.map((state) => state['looks_up'])).toEqual(jobs.map(() => true));
  expect(states.map((state) => state['delete_pending'])).toEqual([false, false, false, false, true]);
  expect(states.map((state) => state['is_failing'])).toEqual([false, false, true, true, false]);
  const lastOf = (id: string) =>
    finished.filter((row) => row['job_id'] === id).toSorted((a, b) => (a.id < b.id ? 1 : -1))[0];
  for (const state of states) {
    const last = lastOf(state['job_id'] as string);
    expect([state['last_run_id'], state['last_run_status'], state['last_run_status_code']]).toEqual([
      last?.id ?? null,
      last?.['status'] ?? null,
      last?.['status_code'] ?? null,
    ]);
  }
});

test('after the migration history refuses unfinished runs, and a repeated start changes nothing', async () => {
  await migrateTo('0008_add_failure_index');
  await insert(store, 'jobs', jobs[0]!);
  await migrate(store.db);
  expect(await migrate(store.db)).toEqual([]);
  const queued = insert(store, 'runs', shownRow(run({ status: 'queued', finished_at: null })));
  await expect(queued).rejects.toThrow('runs_are_finished');
});

/** Instants in the form that the driver returns. */
function plainRow(row: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(row).map(([name, value]) => {
    const isInstant = typeof value === 'string' && /_at$|scheduled_for|_until$|next_run/.test(name);
    return [name, isInstant ? Temporal.Instant.from(value).toString() : value];
  });
  return plain(Object.fromEntries(entries));
}

/** Removes the columns that only live runs have. */
function shownRow(row: Record<string, unknown>): Record<string, unknown> {
  const {
    final_attempt: _1,
    cancel_requested: _2,
    attempt_started_at: _3,
    message_id: _4,
    lease_token: _5,
    lease_expires_at: _6,
    ...shown
  } = row;
  return shown;
}
