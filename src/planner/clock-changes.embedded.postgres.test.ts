// Tests the plan after the database's clock was set forward by most of a year, and set back.
import { expect, test } from 'vitest';
import { findClockChange } from '../store/clock-changes.ts';
import { findJob } from '../store/jobs.ts';
import { databaseNow } from '../store/open.ts';
import { listRuns } from '../store/run-lists.ts';
import { insertTestJob, useTestStore } from '../testing/store.ts';
import { applyClockChange } from './clock-changes.ts';
import { planDueJobs, planOverdueJobs } from './passes.ts';
import { resumePausedJobs } from './pauses.ts';

const store = useTestStore();
const DAYS_300 = 300 * 86_400_000;
const right = Temporal.Instant.from('2099-01-05T12:00:00Z');
const ahead = right.add({ milliseconds: DAYS_300 });

const deps = () => ({
  db: store.planning,
  queue: store.queue,
  onError: (error: unknown) => expect.fail(String(error)),
});

const planAll = async (now: Temporal.Instant) => {
  await planDueJobs(deps(), now);
  await planOverdueJobs(deps(), now);
};

async function insertJobs() {
  const daily = await insertTestJob(store, '2099-01-06T03:00:00Z', { cron_expression: '0 3 * * *' });
  const specific_time = Temporal.Instant.from('2099-03-01T09:00:00Z');
  const once = await insertTestJob(store, String(specific_time), {
    schedule_type: 'specific_time',
    cron_expression: null,
    specific_time,
  });
  return [daily.id, once.id] as const;
}

const read = async (id: string) => {
  const job = (await findJob(store.db, id))!;
  return [job.status, job.next_run && String(job.next_run)];
};

test('a clock that stays ahead leaves no missed runs and fails no job', async () => {
  const [daily, once] = await insertJobs();
  await applyClockChange(deps(), { kind: 'accepted', byMs: DAYS_300 }, ahead);
  await planAll(ahead);
  expect(await read(daily)).toEqual(['active', '2099-11-02T03:00:00Z']);
  expect(await read(once)).toEqual(['inactive', null]);
  expect(await listRuns(store.db, { limit: 10 })).toEqual([]);
  expect(await findClockChange(store.db, ahead)).toMatchObject({ by_ms: DAYS_300, is_held: false });

  await applyClockChange(deps(), { kind: 'back', byMs: -DAYS_300 }, right);
  await resumePausedJobs(store.planning, right);
  expect(await read(once)).toEqual(['active', '2099-03-01T09:00:00Z']);
});

test('jobs that were planned while the clock was ahead are planned from now', async () => {
  const [daily] = await insertJobs();
  // As a process does that starts while the clock is ahead.
  await planAll(ahead);
  expect((await read(daily))[1]).toBe('2099-11-02T03:00:00Z');
  await applyClockChange(deps(), { kind: 'back', byMs: -DAYS_300 }, right);
  expect(await read(daily)).toEqual(['active', '2099-01-06T03:00:00Z']);
});

test('runs that were started while the clock was ahead become due', async () => {
  const [daily] = await insertJobs();
  await planAll(Temporal.Instant.from('2099-01-06T03:00:00Z'));
  await store.db.updateTable('live_runs').set({ trigger: 'manual' }).where('job_id', '=', daily).execute();
  await applyClockChange(deps(), { kind: 'back', byMs: -600_000 }, await databaseNow(store.db));
  const run = await store.db
    .selectFrom('live_runs')
    .select(['due_at', 'message_id'])
    .executeTakeFirstOrThrow();
  expect(run.message_id).toBeNull();
  expect(run.due_at.epochMilliseconds).toBeLessThanOrEqual((await databaseNow(store.db)).epochMilliseconds);
});
