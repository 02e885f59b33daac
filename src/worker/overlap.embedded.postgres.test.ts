// Tests the overlap policies: a run is due while another run of its job is unfinished.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { rescueWaitingRuns } from '../planner/rescue.ts';
import { renewLeases } from '../store/claims.ts';
import { newId } from '../store/ids.ts';
import { findJob, type JobDefinition } from '../store/jobs.ts';
import { insertStartedRuns } from '../store/live-runs.ts';
import { databaseNow } from '../store/open.ts';
import { recordRuns } from '../store/recording.ts';
import type { RunResult } from '../store/results.ts';
import { endRuns, isOneOf } from '../store/run-ends.ts';
import { claimAndDecide, moveJob, oldestFirst, planAt } from '../testing/claiming.ts';
import { findLiveRun } from '../testing/live-runs.ts';
import { resultOf } from '../testing/result.ts';
import { insertTestJob, useTestStore } from '../testing/store.ts';

const store = useTestStore();

const deps = () => ({ ...store, onError: (error: unknown) => expect.fail(String(error)) });
const claim = (runIds: string[], token?: string) => claimAndDecide(store, runIds, token);

/** A job with runs due at these offsets from now, in milliseconds. */
async function queueRuns(offsets: number[], fields: Partial<JobDefinition> = {}) {
  const now = (await databaseNow(store.db)).round({ smallestUnit: 'millisecond', roundingMode: 'floor' });
  const instants = offsets.map((milliseconds) => now.add({ milliseconds }));
  const { id } = await insertTestJob(store, String(instants[0]), fields);
  // The next occurrence is far away, so only these runs are planned.
  await planAt(store, id, instants, (at) => at.subtract({ milliseconds: 1 }));
  const kept = (await oldestFirst(store, id))
    .filter((run) => instants.some((at) => at.epochMilliseconds === run.scheduled_for.epochMilliseconds))
    .map((run) => run.id);
  await store.db.deleteFrom('live_runs').where('job_id', '=', id).where('id', 'not in', kept).execute();
  await moveJob(store, id);
  return { jobId: id, runIds: kept };
}

const states = async (jobId: string) =>
  (await oldestFirst(store, jobId)).map((run) => [run.status, run.status_reason].filter(Boolean).join(' '));

async function startManually(jobId: string): Promise<string> {
  const run = {
    id: newId(),
    jobId,
    jobName: 'job',
    trigger: 'manual' as const,
    sourceRunId: null,
    scheduledFor: undefined,
    payloadOverride: undefined,
    startedBy: 'test',
    messageId: newId(),
  };
  await store.db.transaction().execute((trx) => insertStartedRuns(trx, [run]));
  return run.id;
}

async function end(runId: string, leaseToken: string, status: RunResult['status'] = 'succeeded') {
  const run = (await findLiveRun(store.db, runId))!;
  const now = await databaseNow(store.db);
  const result = resultOf({ id: runId, job_id: run.job_id, attempt_number: run.attempt_count }, leaseToken, {
    status,
    nextDueAt: status === 'retrying' ? now.add({ hours: 1 }) : null,
    finishedAt: now,
    isAwaited: true,
  });
  const outcome = status === 'canceled' || status === 'succeeded' ? status : 'rejected';
  const { released } = await recordRuns(store.hot, [{ ...result, attempt: { ...result.attempt, outcome } }]);
  return released;
}

test('`allow` starts all runs', async () => {
  const { jobId, runIds } = await queueRuns([-2, -1], { overlap: 'allow' });
  expect((await claim(runIds)).claimed).toHaveLength(2);
  expect((await findJob(store.db, jobId))?.run_count).toBe(2);
});

test('`skip` starts the first run of a message and skips the others', async () => {
  const { jobId, runIds } = await queueRuns([-3, -2, -1]);
  const { claimed } = await claim(runIds.toReversed());
  expect(claimed.map((run) => run.id)).toEqual([runIds[0]]);
  expect(await states(jobId)).toEqual(['running', 'skipped overlap', 'skipped overlap']);
  expect((await findJob(store.db, jobId))?.run_count).toBe(1);
});

test('`skip` skips behind a retrying run, not behind an ended one', async () => {
  const { jobId, runIds } = await queueRuns([-3, -2, -1]);
  const token = newId();
  await claim([runIds[0]!], token);
  await end(runIds[0]!, token, 'retrying');
  await claim([runIds[1]!]);
  expect(await states(jobId)).toEqual(['retrying', 'skipped overlap', 'queued']);
  await store.db
    .updateTable('live_runs')
    .set({ due_at: '2020-01-01T00:00:00Z' })
    .where('id', '=', runIds[0]!)
    .execute();
  const again = newId();
  expect((await claim([runIds[0]!], again)).claimed).toHaveLength(1);
  await end(runIds[0]!, again);
  await claim([runIds[2]!]);
  expect(await states(jobId)).toEqual(['succeeded', 'skipped overlap', 'running']);
});

test('overlap is not decided before a run is due', async () => {
  for (;;) {
    const { jobId, runIds } = await queueRuns([-1_000, 60_000]);
    const token = newId();
    await claim([runIds[0]!], token);
    // By the database's clock, right before the claim: close enough to be claimed, and not due.
    const { rows } = await sql<{ due_at: Temporal.Instant }>`
      update live_runs set due_at = clock_timestamp() + interval '450 milliseconds'
      where id = ${runIds[1]!} returning due_at`.execute(store.db);
    const early = await claim([runIds[1]!]);
    // On a busy machine the run was due after all.
    if (early.databaseNowMs >= rows[0]!.due_at.epochMilliseconds) continue;
    expect(early.claimed).toEqual([]);
    const [waiting] = early.early;
    expect(waiting?.id).toBe(runIds[1]);
    expect(waiting!.claimInMs).toBeGreaterThan(0);
    expect(await states(jobId)).toEqual(['running', 'queued']);
    await end(runIds[0]!, token);
    expect((await claim([runIds[1]!])).claimed).toHaveLength(1);
    return;
  }
});

test('a manual run blocks a scheduled run and never waits', async () => {
  const { jobId, runIds } = await queueRuns([-2, -1]);
  const manual = await startManually(jobId);
  expect((await claim([manual])).claimed).toHaveLength(1);
  await claim([runIds[0]!]);
  expect((await oldestFirst(store, jobId)).find((run) => run.id === runIds[0])?.status).toBe('skipped');
  expect((await claim([await startManually(jobId)])).claimed).toHaveLength(1);
});

test('`queue` keeps one run waiting, skips the others, and releases it when the previous run ends', async () => {
  const { jobId, runIds } = await queueRuns([-4, -3, -2, -1], { overlap: 'queue' });
  const token = newId();
  await claim(runIds.slice(0, 1), token);
  expect((await claim(runIds.slice(1, 3))).released).toEqual([]);
  await claim(runIds.slice(3));
  expect(await states(jobId)).toEqual(['running', 'queued overlap', 'skipped overlap', 'skipped overlap']);
  // A duplicate of the message does not start the waiting run.
  expect((await claim([runIds[1]!])).claimed).toEqual([]);

  const released = await end(runIds[0]!, token);
  expect(released.map((run) => run.id)).toEqual([runIds[1]]);
  const next = newId();
  expect((await claim([runIds[1]!], next)).claimed[0]?.is_awaited).toBe(true);
  await end(runIds[1]!, next);
  expect((await states(jobId)).slice(0, 2)).toEqual(['succeeded', 'succeeded']);
});

test('a released run that has not started still blocks the next run', async () => {
  const { jobId, runIds } = await queueRuns([-3, -2, -1], { overlap: 'queue' });
  const token = newId();
  await claim(runIds.slice(0, 1), token);
  await claim(runIds.slice(1, 2));
  await end(runIds[0]!, token);
  await claim(runIds.slice(2));
  expect(await states(jobId)).toEqual(['succeeded', 'queued overlap', 'skipped overlap']);
});

test('rescue releases a waiting run that was not released', async () => {
  const { runIds } = await queueRuns([-2, -1], { overlap: 'queue' });
  await claim(runIds.slice(0, 1));
  await claim(runIds.slice(1));
  const messageOf = async () => (await findLiveRun(store.db, runIds[1]!))?.message_id;
  await rescueWaitingRuns(deps());
  expect(await messageOf()).toBeNull();
  await store.db
    .updateTable('live_runs')
    .set({ status: 'queued', lease_token: null, lease_expires_at: null })
    .where('id', '=', runIds[0]!)
    .execute();
  await store.db
    .transaction()
    .execute((trx) => endRuns(trx, isOneOf([runIds[0]!]), { status: 'canceled', reason: 'user' }));
  await rescueWaitingRuns(deps());
  expect(await messageOf()).not.toBeNull();
});

test('`cancel_previous` requests the cancel of the running run and starts when it has ended', async () => {
  const { jobId, runIds } = await queueRuns([-4, -3, -2], { overlap: 'cancel_previous' });
  const token = newId();
  await claim(runIds.slice(0, 1), token);
  expect((await claim(runIds.slice(1, 2))).released).toEqual([]);
  expect(await states(jobId)).toEqual(['running overlap', 'queued overlap', 'queued']);
  expect(await renewLeases(store.db, runIds, [token])).toMatchObject([
    { id: runIds[0], cancel_requested: true },
  ]);

  // A newer run replaces the waiting one.
  await claim(runIds.slice(2));
  expect(await states(jobId)).toEqual(['running overlap', 'canceled overlap', 'queued overlap']);
  const released = await end(runIds[0]!, token, 'canceled');
  expect(released.map((run) => run.id)).toEqual([runIds[2]]);
  expect(await states(jobId)).toEqual(['canceled overlap', 'canceled overlap', 'queued overlap']);
  expect((await claim(runIds.slice(2))).claimed).toHaveLength(1);
});

test('`cancel_previous` cancels a retrying run at once, and starts at once', async () => {
  const { jobId, runIds } = await queueRuns([-3, -2], { overlap: 'cancel_previous' });
  const token = newId();
  await claim(runIds.slice(0, 1), token);
  await end(runIds[0]!, token, 'retrying');
  const { released } = await claim(runIds.slice(1));
  expect(released.map((run) => run.id)).toEqual([runIds[1]]);
  expect(await states(jobId)).toEqual(['canceled overlap', 'queued overlap']);
});

test('`cancel_previous` starts the first and then the newest run of a message', async () => {
  const { jobId, runIds } = await queueRuns([-3, -2, -1], { overlap: 'cancel_previous' });
  await claim(runIds);
  expect(await states(jobId)).toEqual(['running overlap', 'canceled overlap', 'queued overlap']);
});

test('an attempt that fails after a cancel request is not retried', async () => {
  const { jobId, runIds } = await queueRuns([-3, -2], { overlap: 'cancel_previous' });
  const token = newId();
  await claim(runIds.slice(0, 1), token);
  await claim(runIds.slice(1));
  await end(runIds[0]!, token, 'retrying');
  expect((await states(jobId))[0]).toBe('canceled overlap');
});

test('concurrent claims never start two runs of a job', async () => {
  const { jobId, runIds } = await queueRuns([-9, -8, -7, -6, -5, -4, -3, -2, -1]);
  const answers = await Promise.all(runIds.map((id) => claim([id])));
  expect(answers.flatMap((answer) => answer.claimed)).toHaveLength(1);
  expect((await states(jobId)).filter((state) => state === 'running')).toHaveLength(1);
});

test('a run on time goes before a late run of its job, in either order and from different messages', async () => {
  for (const separate of [false, true]) {
    const { jobId, runIds } = await queueRuns([-70_000, -2_000]);
    const [late, fresh] = runIds as [string, string];
    // The message of the late run arrives first.
    const first = await claim(separate ? [late] : [late, fresh]);
    if (separate) {
      expect([first.claimed, first.early.map((run) => run.id)]).toEqual([[], [late]]);
      expect((await claim([fresh])).claimed.map((run) => run.id)).toEqual([fresh]);
      await claim([late]);
    } else expect(first.claimed.map((run) => run.id)).toEqual([fresh]);
    expect(await states(jobId)).toEqual(['skipped overlap', 'running']);
  }
});

test('under `cancel_previous` a late run does not cancel a newer one', async () => {
  const { jobId, runIds } = await queueRuns([-70_000, -2_000], { overlap: 'cancel_previous' });
  expect((await claim(runIds)).claimed.map((run) => run.id)).toEqual([runIds[1]]);
  expect(await states(jobId)).toEqual(['canceled overlap', 'running']);
});

test('under `catch_up: none` only the newest due run starts', async () => {
  const { jobId, runIds } = await queueRuns([-3_000, -2_000, -1_000], {
    overlap: 'allow',
    catch_up: { policy: 'none', window_seconds: 86_400 },
  });
  expect((await claim(runIds)).claimed.map((run) => run.id)).toEqual([runIds[2]]);
  expect(await states(jobId)).toEqual(['missed late', 'missed late', 'running']);
});
