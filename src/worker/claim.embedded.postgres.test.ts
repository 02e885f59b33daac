// Tests the run count of claims, and the catch-up policy for runs that were queued too long.
import { expect, test } from 'vitest';
import { releaseRuns } from '../store/claims.ts';
import { newId } from '../store/ids.ts';
import { findJob, type JobDefinition } from '../store/jobs.ts';
import { databaseNow } from '../store/open.ts';
import { recordRuns } from '../store/recording.ts';
import { requestCancel } from '../store/run-ends.ts';
import { endSchedulerPause, saveSchedulerPause } from '../store/scheduler-pause.ts';
import { claimAndDecide, moveJob, oldestFirst, planAt } from '../testing/claiming.ts';
import { findLiveRun } from '../testing/live-runs.ts';
import { resultOf } from '../testing/result.ts';
import { insertTestJob, useTestStore } from '../testing/store.ts';

const store = useTestStore();
const claim = (runIds: string[], token?: string) => claimAndDecide(store, runIds, token);

/** A job with queued runs that were due so many minutes ago. */
async function queueRuns(
  minutesAgo: number[],
  fields: Partial<JobDefinition> = {},
): Promise<{ jobId: string; runIds: string[] }> {
  const now = (await databaseNow(store.db)).round({ smallestUnit: 'millisecond', roundingMode: 'floor' });
  const instants = minutesAgo.map((minutes) => now.subtract({ minutes }));
  // Every minute, at the second of the first run.
  const { id } = await insertTestJob(store, String(instants[0]), {
    schedule_type: 'recurring',
    cron_expression: null,
    interval: 'minute',
    interval_value: 1,
    starts_at: instants[0]!,
    ...fields,
  });
  await planAt(store, id, instants);
  if (fields.schedule_type === undefined && fields.max_runs === undefined) await moveJob(store, id);
  return { jobId: id, runIds: (await oldestFirst(store, id)).map((run) => run.id) };
}

const states = async (jobId: string) =>
  (await oldestFirst(store, jobId)).map((run) => [run.status, run.status_reason]);
const jobOf = async (id: string) => (await findJob(store.db, id))!;

test('a run claimed within a minute is on time under every policy, and counted', async () => {
  const { jobId, runIds } = await queueRuns([0], { catch_up: { policy: 'none', window_seconds: 0 } });
  const { claimed } = await claim(runIds);
  expect(claimed.map((run) => run.id)).toEqual(runIds);
  expect((await jobOf(jobId)).run_count).toBe(1);
});

test('a repeated claim with the same token returns the same and counts once', async () => {
  const { jobId, runIds } = await queueRuns([0]);
  const token = newId();
  await claim(runIds, token);
  expect((await claim(runIds, token)).claimed.map((run) => run.id)).toEqual(runIds);
  expect((await claim(runIds)).claimed).toEqual([]);
  expect((await jobOf(jobId)).run_count).toBe(1);
});

test('a released run is not counted', async () => {
  const { jobId, runIds } = await queueRuns([0]);
  const token = newId();
  await claim(runIds, token);
  await releaseRuns(store.db, runIds, [token]);
  expect((await jobOf(jobId)).run_count).toBe(0);
  expect(await states(jobId)).toEqual([['queued', null]]);
  await claim(runIds);
  expect((await jobOf(jobId)).run_count).toBe(1);
});

test('a run that is released after a cancel request is not claimed again', async () => {
  const { jobId, runIds } = await queueRuns([0]);
  const token = newId();
  await claim(runIds, token);
  await store.db.transaction().execute((trx) => requestCancel(trx, [runIds[0]!]));
  await releaseRuns(store.db, runIds, [token]);
  expect(await states(jobId)).toEqual([['canceled', 'user']]);
});

test('nothing is claimed during a scheduler pause; the runs are enqueued again after it', async () => {
  const { jobId, runIds } = await queueRuns([0]);
  await saveSchedulerPause(store.db, { since: '2027-01-01T00:00:00Z', actor: 'test', reason: null });
  expect(await claim(runIds)).toMatchObject({
    claimed: [],
    early: [],
    busy: [],
    undecided: [],
    gone: runIds,
  });
  expect(await states(jobId)).toEqual([['queued', null]]);
  await endSchedulerPause(store.db);
  expect((await findLiveRun(store.db, runIds[0]!))?.message_id).toBeNull();
  expect((await claim(runIds)).claimed).toHaveLength(1);
});

test('under `one` the newest late run starts, and the older ones are missed one by one', async () => {
  const { jobId, runIds } = await queueRuns([5, 4, 3]);
  const { claimed } = await claim(runIds);
  expect(claimed.map((run) => run.id)).toEqual([runIds[2]]);
  expect(await states(jobId)).toEqual([
    ['missed', 'late'],
    ['missed', 'late'],
    ['running', null],
  ]);
  const [missed] = await oldestFirst(store, jobId);
  expect(missed).toMatchObject({ missed_count: 1, missed_until: missed?.scheduled_for });
  expect((await jobOf(jobId)).run_count).toBe(1);
});

test('under `one` an older run is also missed after the newest has run', async () => {
  const { jobId, runIds } = await queueRuns([5, 3]);
  await claim([runIds[1]!]);
  expect((await claim([runIds[0]!])).claimed).toEqual([]);
  expect(await states(jobId)).toEqual([
    ['missed', 'late'],
    ['running', null],
  ]);
});

test('under `one` a run is missed if a newer late occurrence is not planned yet', async () => {
  const { jobId, runIds } = await queueRuns([5]);
  const overdue = (await databaseNow(store.db)).subtract({ minutes: 2 }).toString();
  await moveJob(store, jobId, overdue);
  expect((await claim(runIds)).claimed).toEqual([]);
  expect(await states(jobId)).toEqual([['missed', 'late']]);
});

test('late runs are missed outside the window, and under `none`', async () => {
  const beyond = await queueRuns([5], { catch_up: { policy: 'all', window_seconds: 200 } });
  const none = await queueRuns([5], { catch_up: { policy: 'none', window_seconds: 86_400 } });
  expect((await claim([...beyond.runIds, ...none.runIds])).claimed).toEqual([]);
  expect(await states(beyond.jobId)).toEqual([['missed', 'late']]);
  expect(await states(none.jobId)).toEqual([['missed', 'late']]);
});

test('under `all` late runs wait and start one after the other, oldest first', async () => {
  const { jobId, runIds } = await queueRuns([5, 4, 3], {
    catch_up: { policy: 'all', window_seconds: 86_400 },
  });
  const first = await claim(runIds.toReversed());
  expect(first.claimed).toEqual([]);
  expect(first.released.map((run) => run.id)).toEqual([runIds[0]]);

  // A duplicate of an earlier message does not change the order.
  const token = newId();
  const second = await claim(runIds, token);
  expect(second.claimed.map((run) => run.id)).toEqual([runIds[0]]);
  expect(second.released).toEqual([]);
  expect(await states(jobId)).toEqual([
    ['running', 'catch_up'],
    ['queued', 'catch_up'],
    ['queued', 'catch_up'],
  ]);

  const [running] = second.claimed;
  expect(running?.is_awaited).toBe(true);
  const { released } = await recordRuns(store.hot, [resultOf(running!, token, { isAwaited: true })]);
  expect(released.map((run) => run.id)).toEqual([runIds[1]]);
  expect((await states(jobId))[0]).toEqual(['succeeded', 'catch_up']);
});

test('a specific time that was queued too long is missed, and its job fails', async () => {
  const specificTime = (await databaseNow(store.db)).subtract({ minutes: 5 });
  const { jobId, runIds } = await queueRuns([5], {
    schedule_type: 'specific_time',
    interval: null,
    interval_value: null,
    starts_at: null,
    specific_time: specificTime,
    catch_up: { policy: 'none', window_seconds: 86_400 },
  });
  await store.db
    .updateTable('jobs')
    .set({ specific_time: String((await oldestFirst(store, jobId))[0]!.scheduled_for) })
    .execute();
  await store.db.updateTable('job_states').set({ next_run: null, next_due_at: null }).execute();
  await claim(runIds);
  expect(await jobOf(jobId)).toMatchObject({ status: 'failed', status_reason: 'missed' });
});

test('a job that has reached `max_runs` ends with its last run', async () => {
  const { jobId, runIds } = await queueRuns([1, 0], { max_runs: 2, overlap: 'allow' });
  const token = newId();
  const { claimed } = await claim(runIds, token);
  expect(await jobOf(jobId)).toMatchObject({ status: 'active', run_count: 2, next_due_at: null });
  await recordRuns(store.hot, [resultOf(claimed[0]!, token)]);
  expect((await jobOf(jobId)).status).toBe('active');
  await recordRuns(store.hot, [resultOf(claimed[1]!, token)]);
  expect(await jobOf(jobId)).toMatchObject({
    status: 'inactive',
    status_reason: 'max_runs',
    next_run: null,
    next_due_at: null,
  });
});

test('a missed run does not count toward `max_runs`', async () => {
  const { jobId, runIds } = await queueRuns([5, 4], { max_runs: 2 });
  expect((await jobOf(jobId)).next_due_at).toBeNull();
  await claim(runIds);
  expect(await states(jobId)).toEqual([
    ['missed', 'late'],
    ['running', null],
  ]);
  const job = await jobOf(jobId);
  expect(job.run_count).toBe(1);
  expect(job.next_due_at).toEqual(job.next_run);
  expect(job.next_due_at).not.toBeNull();
});
