// Tests of history partitions: created ahead by the day, and dropped by the day.
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { useTestStore } from '../testing/store.ts';
import { createPartitions, dropHistory, findOldestRunAt } from './history.ts';
import { scheduledRunId } from './ids.ts';

const store = useTestStore();

const jobId = '01930000-0000-7000-8000-000000000001';
const instant = (text: string) => Temporal.Instant.from(text);

// The tables are empty, so that every partition is dropped.
beforeEach(async () => {
  await dropHistory(store.db, instant('2100-01-01T00:00:00Z'));
});

async function addRun(at: string, isFinished = true): Promise<string> {
  const id = scheduledRunId(jobId, instant(at));
  const run = {
    id,
    job_id: jobId,
    job_name: 'job',
    trigger: 'schedule' as const,
    scheduled_for: at,
    due_at: at,
  };
  if (isFinished) {
    await store.db
      .insertInto('runs')
      .values({ ...run, status: 'succeeded', finished_at: at })
      .execute();
  } else {
    await store.db
      .insertInto('live_runs')
      .values({ ...run, status: 'retrying' })
      .execute();
  }
  await store.db.insertInto('attempts').values({ run_id: id, number: 2, record: '{}' }).execute();
  return id;
}

async function partitionOf(id: string): Promise<string | undefined> {
  const { rows } = await sql<{
    name: string;
  }>`select tableoid::regclass::text as name from runs where id = ${id}`.execute(store.db);
  return rows[0]?.name;
}

async function partitionOfAttempts(id: string): Promise<string | undefined> {
  const { rows } = await sql<{
    name: string;
  }>`select tableoid::regclass::text as name from attempts where run_id = ${id}`.execute(store.db);
  return rows[0]?.name;
}

async function countAttempts(): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from attempts`.execute(store.db);
  return rows[0]!.count;
}

test('a run is stored in the partition of its day, or without one in the default partition', async () => {
  await createPartitions(store.db, instant('2030-05-10T13:00:00Z'));
  await createPartitions(store.db, instant('2030-05-10T13:00:00Z'));
  expect(await partitionOf(await addRun('2030-05-10T00:00:00Z'))).toBe('runs_20300510');
  expect(await partitionOf(await addRun('2030-05-10T23:59:59.999Z'))).toBe('runs_20300510');
  expect(await partitionOf(await addRun('2030-05-17T12:00:00Z'))).toBe('runs_20300517');
  expect(await partitionOf(await addRun('2030-05-09T23:59:59.999Z'))).toBe('runs_default');
  expect(await partitionOf(await addRun('2030-05-18T00:00:00Z'))).toBe('runs_default');
});

test('a day that has rows in the default partition stays there', async () => {
  await addRun('2030-05-11T12:00:00Z');
  await createPartitions(store.db, instant('2030-05-10T13:00:00Z'));
  expect(await partitionOf(await addRun('2030-05-11T13:00:00Z'))).toBe('runs_default');
  expect(await partitionOf(await addRun('2030-05-12T13:00:00Z'))).toBe('runs_20300512');
});

test('old days are dropped with their attempts, but not while one of their runs is unfinished', async () => {
  await createPartitions(store.db, instant('2030-05-10T00:00:00Z'));
  const old = await addRun('2030-05-10T12:00:00Z');
  const open = await addRun('2030-05-11T12:00:00Z', false);
  const young = await addRun('2030-05-12T12:00:00Z');
  const stray = await addRun('2030-05-01T12:00:00Z');
  const openStray = await addRun('2030-05-02T12:00:00Z', false);

  expect(await dropHistory(store.db, instant('2030-05-12T12:00:00Z'))).toEqual(['runs_20300510']);
  expect(await partitionOf(old)).toBeUndefined();
  expect(await partitionOfAttempts(open)).toBe('attempts_20300511');
  expect(await partitionOf(young)).toBe('runs_20300512');
  expect(await partitionOf(stray)).toBeUndefined();
  expect(await partitionOfAttempts(openStray)).toBe('attempts_default');
  expect(await countAttempts()).toBe(3);
});

test('the oldest run is found in any partition', async () => {
  expect(await findOldestRunAt(store.db)).toBeUndefined();
  await createPartitions(store.db, instant('2030-05-10T13:00:00Z'));
  await addRun('2030-05-12T09:00:00Z');
  await addRun('2030-05-11T09:00:00.250Z');
  expect(String(await findOldestRunAt(store.db))).toBe('2030-05-11T09:00:00.25Z');
  await addRun('2029-01-01T00:00:00Z');
  expect(String(await findOldestRunAt(store.db))).toBe('2029-01-01T00:00:00Z');
});
