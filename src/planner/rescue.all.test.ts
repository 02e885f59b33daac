// Tests rescue of runs after a crash of their worker or the loss of their message.
import { beforeEach, expect, test } from 'vitest';
import { claimRuns, releaseRuns, renewLeases } from '../store/claims.ts';
import { newId } from '../store/ids.ts';
import { findJob } from '../store/jobs.ts';
import { databaseNow } from '../store/open.ts';
import { recordRuns } from '../store/recording.ts';
import { cancelUnfinishedRuns } from '../store/run-ends.ts';
import { findRun } from '../store/runs.ts';
import { findLiveRun } from '../testing/live-runs.ts';
import { resultOf } from '../testing/result.ts';
import { insertTestRun } from '../testing/runs.ts';
import { insertTestJob, useTestStore } from '../testing/store.ts';
import { type PlannerDeps, planDueJobs } from './passes.ts';
import { completeFinishedJobs, rescueLostRuns, rescueOverdueRuns } from './rescue.ts';

const store = useTestStore();

let deps: PlannerDeps;
let jobId: string;
let runId: string;

beforeEach(async () => {
  deps = { db: store.planning, queue: store.queue, onError: (error) => expect.fail(String(error)) };
  const now = await databaseNow(store.db);
  const job = await insertTestJob(store, String(now), {
    schedule_type: 'specific_time',
    cron_expression: null,
    specific_time: now,
  });
  jobId = job.id;
  await planDueJobs(deps, now);
  const { id } = await store.db.selectFrom('live_runs').select('id').executeTakeFirstOrThrow();
  runId = id;
});

async function run() {
  return (await findRun(store.db, runId))!;
}

async function liveRun() {
  return await findLiveRun(store.db, runId);
}

async function claimRun(token: string) {
  return await claimRuns(store.hot, [runId], token);
}

async function claim(): Promise<string> {
  const token = newId();
  const { claimed } = await claimRun(token);
  expect(claimed.map((found) => found.id)).toEqual([runId]);
  return token;
}

const success = (leaseToken: string, number: number) =>
  resultOf({ id: runId, job_id: jobId, attempt_number: number }, leaseToken);

async function expireLease(): Promise<void> {
  await store.db.updateTable('live_runs').set({ lease_expires_at: '2020-01-01T00:00:00Z' }).execute();
}

test('only one worker claims a run and renews its lease', async () => {
  const token = await claim();
  expect((await claimRun(newId())).claimed).toEqual([]);
  expect(await renewLeases(store.hot, [runId], [token])).toEqual([
    { id: runId, cancel_requested: false, is_renewed: true },
  ]);
  expect(await renewLeases(store.hot, [runId], [newId()])).toEqual([]);
});

test('an expired lease makes the attempt lost, and its late result is refused', async () => {
  const dead = await claim();
  expect(await rescueLostRuns(deps)).toBe(0);
  await expireLease();
  expect(await rescueLostRuns(deps)).toBe(1);
  expect((await run()).run).toMatchObject({ status: 'retrying', attempt_count: 1, lost_count: 1 });
  expect(await liveRun()).toMatchObject({ message_id: null });

  const next = await claim();
  await recordRuns(store.hot, [success(dead, 1)]);
  expect((await run()).run.status).toBe('running');
  await recordRuns(store.hot, [success(next, 2)]);
  const { run: ended, attempts } = await run();
  expect(ended).toMatchObject({ status: 'succeeded', attempt_count: 2 });
  expect(attempts.map((attempt) => [attempt.number, attempt.outcome])).toEqual([
    [1, 'lost'],
    [2, 'succeeded'],
  ]);
  expect(await findJob(store.db, jobId)).toMatchObject({ status: 'inactive', status_reason: 'completed' });
});

test('a run whose attempts are lost five times ends failed', async () => {
  for (let i = 1; i <= 5; i++) {
    await claim();
    await expireLease();
    expect(await rescueLostRuns(deps)).toBe(1);
  }
  const { run: ended, attempts } = await run();
  expect(ended).toMatchObject({ status: 'failed', status_reason: 'worker_lost', error_code: 'worker_lost' });
  expect(attempts.map((attempt) => attempt.number)).toEqual([1, 2, 3, 4, 5]);
  expect(await findJob(store.db, jobId)).toMatchObject({ status: 'failed', status_reason: 'run_failed' });
});

test('a run interrupted by five shutdowns ends failed', async () => {
  for (let number = 1; number <= 5; number++) {
    const result = success(await claim(), number);
    const attempt = { ...result.attempt, outcome: 'lost' as const };
    const nextDueAt = Temporal.Instant.from('2027-01-01T00:00:00Z');
    await store.db.updateTable('live_runs').set({ due_at: '2020-01-01T00:00:00Z' }).execute();
    await recordRuns(store.hot, [{ ...result, attempt, status: 'retrying', nextDueAt }]);
    await store.db.updateTable('live_runs').set({ due_at: '2020-01-01T00:00:00Z' }).execute();
  }
  expect((await run()).run).toMatchObject({
    status: 'failed',
    status_reason: 'worker_lost',
    attempt_count: 5,
  });
});

test('a finished run never changes again', async () => {
  const token = await claim();
  await recordRuns(store.hot, [success(token, 1)]);
  const before = await run();
  await recordRuns(store.hot, [{ ...success(token, 1), status: 'failed' }]);
  await expect(releaseRuns(store.hot, [runId], [token])).resolves.toBeUndefined();
  await rescueLostRuns(deps);
  expect(await run()).toEqual(before);
});

test('a released run is as it was before the claim', async () => {
  const token = await claim();
  await releaseRuns(store.hot, [runId], [token]);
  expect((await run()).run).toMatchObject({ status: 'queued', attempt_count: 0 });
  expect(await liveRun()).toMatchObject({ lease_token: null, message_id: null });
});

test('an attempt in progress when its run is canceled is not retried', async () => {
  const token = await claim();
  await store.db.transaction().execute((trx) => cancelUnfinishedRuns(trx, [jobId], 'paused'));
  expect((await run()).run.status).toBe('running');
  const failed = {
    ...success(token, 1),
    status: 'retrying' as const,
    nextDueAt: Temporal.Instant.from('2027-01-01T00:00:10Z'),
  };
  await recordRuns(store.hot, [failed]);
  expect((await run()).run).toMatchObject({ status: 'failed', status_reason: 'paused' });
});

test('a run released after its job was paused is canceled, not queued again', async () => {
  const token = await claim();
  await store.db.transaction().execute((trx) => cancelUnfinishedRuns(trx, [jobId], 'paused'));
  await releaseRuns(store.hot, [runId], [token]);
  expect((await run()).run).toMatchObject({ status: 'canceled', status_reason: 'paused', attempt_count: 0 });
  expect((await run()).run.finished_at).not.toBeNull();
});

test('a run whose message is missing is enqueued with a new message', async () => {
  await store.db
    .updateTable('live_runs')
    .set({ due_at: '2020-01-01T00:00:00Z', message_id: newId() })
    .execute();
  expect(await rescueOverdueRuns(deps)).toBe(1);
  expect((await liveRun())?.message_id).toBeNull();
});

test('a message that is still in the queue is unchanged', async () => {
  await store.db.updateTable('live_runs').set({ due_at: '2020-01-01T00:00:00Z' }).execute();
  const before = (await liveRun())?.message_id;
  expect(await rescueOverdueRuns(deps)).toBe(0);
  expect((await liveRun())?.message_id).toBe(before);
});

test('the sweep completes a job that was not completed with its last run', async () => {
  const { scheduled_for } = (await run()).run;
  await store.db.deleteFrom('live_runs').execute();
  expect(await insertTestRun(store, jobId, scheduled_for, 'succeeded')).toBe(runId);
  await completeFinishedJobs(deps);
  expect(await findJob(store.db, jobId)).toMatchObject({ status: 'inactive', status_reason: 'completed' });
});
