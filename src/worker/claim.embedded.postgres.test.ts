// The claim: what is counted at it, and what becomes of runs that lay in the queue for too long.
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

/** A job with runs that were planned in time for so many minutes ago, and are in the queue still. */
async function queueRuns(
  minutesAgo: number[],
  fields: Partial<JobDefinition> = {},
): Promise<{ jobId: string; runIds: string[] }> {
  const now = (await databaseNow(store.db)).round({ smallestUnit: 'millisecond', roundingMode: 'floor' });
  const instants = minutesAgo.map((minutes) => now.subtract({ minutes }));
  // Every minute, at the second of the first of them.
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

test('what is claimed within a minute is on time, under every policy, and counted', async () => {
  const { jobId, runIds } = await queueRuns([0], { catch_up: { policy: 'none', window_seconds: 0 } });
  const { claimed } = await claim(runIds);
  expect(claimed.map((run) => run.id)).toEqual(runIds);
  expect((await jobOf(jobId)).run_count).toBe(1);
});

test('asked again with the same token, the claim answers the same and counts once', async () => {
  const { jobId, runIds } = await queueRuns([0]);
  const token = newId();
  await claim(runIds, token);
  expect((await claim(runIds, token)).claimed.map((run) => run.id)).toEqual(runIds);
  expect((await claim(runIds)).claimed).toEqual([]);
  expect((await jobOf(jobId)).run_count).toBe(1);
});

test('what is given back unsent is not counted', async () => {
  const { jobId, runIds } = await queueRuns([0]);
  const token = newId();
  await claim(runIds, token);
  await releaseRuns(store.db, runIds, [token]);
  expect((await jobOf(jobId)).run_count).toBe(0);
  expect(await states(jobId)).toEqual([['queued', null]]);
  await claim(runIds);
  expect((await jobOf(jobId)).run_count).toBe(1);
});

test('what is given back unsent after a request to cancel it does not come again', async () => {
  const { jobId, runIds } = await queueRuns([0]);
  const token = newId();
  await claim(runIds, token);
  await store.db.transaction().execute((trx) => requestCancel(trx, [runIds[0]!]));
  await releaseRuns(store.db, runIds, [token]);
  expect(await states(jobId)).toEqual([['canceled', 'user']]);
});

test('while the master switch is off nothing is claimed, and what was passed over is enqueued anew after', async () => {
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

test('under `one` the newest that lay in the queue runs, and the older are missed one by one', async () => {
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

test('under `one` an older one is missed after the newest has run, too', async () => {
  const { jobId, runIds } = await queueRuns([5, 3]);
  await claim([runIds[1]!]);
  expect((await claim([runIds[0]!])).claimed).toEqual([]);
  expect(await states(jobId)).toEqual([
    ['missed', 'late'],
    ['running', null],
  ]);
});

test('under `one` it is missed where a newer late occurrence has yet to be planned', async () => {
  const { jobId, runIds } = await queueRuns([5]);
  const overdue = (await databaseNow(store.db)).subtract({ minutes: 2 }).toString();
  await moveJob(store, jobId, overdue);
  expect((await claim(runIds)).claimed).toEqual([]);
  expect(await states(jobId)).toEqual([['missed', 'late']]);
});

test('beyond the window, and under `none`, what is late is missed', async () => {
  const beyond = await queueRuns([5], { catch_up: { policy: 'all', window_seconds: 200 } });
  const none = await queueRuns([5], { catch_up: { policy: 'none', window_seconds: 86_400 } });
  expect((await claim([...beyond.runIds, ...none.runIds])).claimed).toEqual([]);
  expect(await states(beyond.jobId)).toEqual([['missed', 'late']]);
  expect(await states(none.jobId)).toEqual([['missed', 'late']]);
});

test('under `all` the late are held and go one after the other, oldest first', async () => {
  const { jobId, runIds } = await queueRuns([5, 4, 3], {
    catch_up: { policy: 'all', window_seconds: 86_400 },
  });
  const first = await claim(runIds.toReversed());
  expect(first.claimed).toEqual([]);
  expect(first.released.map((run) => run.id)).toEqual([runIds[0]]);

  // A message of before the judgement comes again: nothing overtakes.
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

test('a specific time that lay in the queue too long is missed, and its job failed', async () => {
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

test('with its number of runs reached, a job ends when the last of them has ended', async () => {
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

test('a miss does not count, and frees its place', async () => {
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
