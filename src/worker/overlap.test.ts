// Overlap: what becomes of a run that comes due while another of its job has not ended.
import { expect, test } from 'vitest';
import { planDueJobs } from '../planner/passes.ts';
import { rescueHeldRuns } from '../planner/rescue.ts';
import { renewLeases } from '../store/claims.ts';
import { newId } from '../store/ids.ts';
import { findJob, type JobDefinition } from '../store/jobs.ts';
import { databaseNow } from '../store/open.ts';
import { type RunResult, recordResults } from '../store/results.ts';
import { insertStartedRun, listRuns, type RunRow } from '../store/runs.ts';
import { resultOf } from '../testing/result.ts';
import { insertTestJob, useTestStore } from '../testing/store.ts';
import { claim } from './claim.ts';

const store = useTestStore();

const deps = () => ({ ...store, onError: (error: unknown) => expect.fail(String(error)) });
const claimRuns = async (runIds: string[], token = newId()) =>
  await claim(store.db, runIds, token, { perHost: 100, taken: {} });

/** A job every second, with the runs of the last `seconds` and, where it is negative, of those to come. */
async function queueRuns(offsets: number[], fields: Partial<JobDefinition> = {}) {
  const now = (await databaseNow(store.db)).round({ smallestUnit: 'millisecond', roundingMode: 'floor' });
  const instants = offsets.map((milliseconds) => now.add({ milliseconds }));
  const { id } = await insertTestJob(store, String(instants[0]), fields);
  for (const at of instants) {
    // The rest of a minutely schedule is out of reach: just these runs are planned.
    const next = { next_run: String(at), next_due_at: String(at) };
    await store.db.updateTable('jobs').set(next).where('id', '=', id).execute();
    await planDueJobs(deps(), at.subtract({ milliseconds: 1 }));
  }
  const runs = (await listRuns(store.db, { jobId: id, limit: 100 }))
    .filter((run) => instants.some((at) => at.epochMilliseconds === run.scheduled_for.epochMilliseconds))
    .toReversed();
  const kept = runs.map((run) => run.id);
  await store.db.deleteFrom('runs').where('job_id', '=', id).where('id', 'not in', kept).execute();
  const future = { next_run: '2099-01-01T00:00:00Z', next_due_at: '2099-01-01T00:00:00Z' };
  await store.db.updateTable('jobs').set(future).where('id', '=', id).execute();
  return { jobId: id, runIds: kept };
}

async function runsOf(jobId: string): Promise<RunRow[]> {
  return (await listRuns(store.db, { jobId, limit: 100 })).toReversed();
}
const states = async (jobId: string) =>
  (await runsOf(jobId)).map((run) => [run.status, run.status_reason].filter(Boolean).join(' '));

async function startByHand(jobId: string): Promise<string> {
  const run = await store.db.transaction().execute((trx) =>
    insertStartedRun(trx, {
      id: newId(),
      jobId,
      jobName: 'job',
      trigger: 'manual',
      sourceRunId: null,
      scheduledFor: undefined,
      payloadOverride: undefined,
      messageId: newId(),
    }),
  );
  return run.id;
}

async function end(runId: string, leaseToken: string, status: RunResult['status'] = 'succeeded') {
  const run = (await store.db.selectFrom('runs').selectAll().where('id', '=', runId).executeTakeFirst())!;
  const now = await databaseNow(store.db);
  const result = resultOf({ id: runId, job_id: run.job_id, attempt_number: run.attempt_count }, leaseToken, {
    status,
    nextDueAt: status === 'retrying' ? now.add({ hours: 1 }) : null,
    finishedAt: now,
    isAwaited: true,
  });
  const outcome = status === 'canceled' || status === 'succeeded' ? status : 'rejected';
  return await recordResults(store.db, [{ ...result, attempt: { ...result.attempt, outcome } }]);
}

test('`allow` starts them all', async () => {
  const { jobId, runIds } = await queueRuns([-2, -1], { overlap: 'allow' });
  expect((await claimRuns(runIds)).claimed).toHaveLength(2);
  expect((await findJob(store.db, jobId))?.run_count).toBe(2);
});

test('`skip` starts the first of a message, and skips those behind it', async () => {
  const { jobId, runIds } = await queueRuns([-3, -2, -1]);
  const { claimed } = await claimRuns(runIds.toReversed());
  expect(claimed.map((run) => run.id)).toEqual([runIds[0]]);
  expect(await states(jobId)).toEqual(['running', 'skipped overlap', 'skipped overlap']);
  expect((await findJob(store.db, jobId))?.run_count).toBe(1);
});

test('`skip` waits for nobody: a retrying run is unfinished, an ended one is not', async () => {
  const { jobId, runIds } = await queueRuns([-3, -2, -1]);
  const token = newId();
  await claimRuns([runIds[0]!], token);
  await end(runIds[0]!, token, 'retrying');
  await claimRuns([runIds[1]!]);
  expect(await states(jobId)).toEqual(['retrying', 'skipped overlap', 'queued']);
  await store.db
    .updateTable('runs')
    .set({ due_at: '2020-01-01T00:00:00Z' })
    .where('id', '=', runIds[0]!)
    .execute();
  const again = newId();
  expect((await claimRuns([runIds[0]!], again)).claimed).toHaveLength(1);
  await end(runIds[0]!, again);
  await claimRuns([runIds[2]!]);
  expect(await states(jobId)).toEqual(['succeeded', 'skipped overlap', 'running']);
});

test('overlap is not decided before a run is due', async () => {
  const { jobId, runIds } = await queueRuns([-1_000, 300]);
  const token = newId();
  await claimRuns([runIds[0]!], token);
  const early = await claimRuns([runIds[1]!]);
  expect(early.claimed).toEqual([]);
  const [waiting] = early.waiting;
  expect(waiting?.id).toBe(runIds[1]);
  expect(waiting!.askInMs).toBeGreaterThan(0);
  expect(await states(jobId)).toEqual(['running', 'queued']);
  await end(runIds[0]!, token);
  expect((await claimRuns([runIds[1]!])).claimed).toHaveLength(1);
});

test('a run by hand is in the way of a scheduled one, and never waits itself', async () => {
  const { jobId, runIds } = await queueRuns([-2, -1]);
  const byHand = await startByHand(jobId);
  expect((await claimRuns([byHand])).claimed).toHaveLength(1);
  await claimRuns([runIds[0]!]);
  expect((await runsOf(jobId)).find((run) => run.id === runIds[0])?.status).toBe('skipped');
  expect((await claimRuns([await startByHand(jobId)])).claimed).toHaveLength(1);
});

test('`queue` holds one, skips the others, and lets it go when the one before has ended', async () => {
  const { jobId, runIds } = await queueRuns([-4, -3, -2, -1], { overlap: 'queue' });
  const token = newId();
  await claimRuns(runIds.slice(0, 1), token);
  expect((await claimRuns(runIds.slice(1, 3))).released).toEqual([]);
  await claimRuns(runIds.slice(3));
  expect(await states(jobId)).toEqual(['running', 'queued overlap', 'skipped overlap', 'skipped overlap']);
  // A message of before comes again: it does not start what is held.
  expect((await claimRuns([runIds[1]!])).claimed).toEqual([]);

  const released = await end(runIds[0]!, token);
  expect(released.map((run) => run.id)).toEqual([runIds[1]]);
  const next = newId();
  expect((await claimRuns([runIds[1]!], next)).claimed[0]?.is_awaited).toBe(true);
  await end(runIds[1]!, next);
  expect((await states(jobId)).slice(0, 2)).toEqual(['succeeded', 'succeeded']);
});

test('what has been let go and not started yet is still before the next one', async () => {
  const { jobId, runIds } = await queueRuns([-3, -2, -1], { overlap: 'queue' });
  const token = newId();
  await claimRuns(runIds.slice(0, 1), token);
  await claimRuns(runIds.slice(1, 2));
  await end(runIds[0]!, token);
  await claimRuns(runIds.slice(2));
  expect(await states(jobId)).toEqual(['succeeded', 'queued overlap', 'skipped overlap']);
});

test('what nobody let go, rescue does', async () => {
  const { runIds } = await queueRuns([-2, -1], { overlap: 'queue' });
  await claimRuns(runIds.slice(0, 1));
  await claimRuns(runIds.slice(1));
  const messageOf = async () =>
    (await store.db.selectFrom('runs').select('message_id').where('id', '=', runIds[1]!).executeTakeFirst())
      ?.message_id;
  await rescueHeldRuns(deps());
  expect(await messageOf()).toBeNull();
  const canceled = {
    status: 'canceled' as const,
    finished_at: '2099-01-01T00:00:00Z',
    lease_token: null,
    lease_expires_at: null,
  };
  await store.db.updateTable('runs').set(canceled).where('id', '=', runIds[0]!).execute();
  await rescueHeldRuns(deps());
  expect(await messageOf()).not.toBeNull();
});

test('`cancel_previous` asks for the end of what runs, and starts when it has ended', async () => {
  const { jobId, runIds } = await queueRuns([-4, -3, -2], { overlap: 'cancel_previous' });
  const token = newId();
  await claimRuns(runIds.slice(0, 1), token);
  expect((await claimRuns(runIds.slice(1, 2))).released).toEqual([]);
  expect(await states(jobId)).toEqual(['running overlap', 'queued overlap', 'queued']);
  expect(await renewLeases(store.db, runIds, [token])).toEqual([{ id: runIds[0], cancel_requested: true }]);

  // A newer one takes the place of the one that is held.
  await claimRuns(runIds.slice(2));
  expect(await states(jobId)).toEqual(['running overlap', 'canceled overlap', 'queued overlap']);
  const released = await end(runIds[0]!, token, 'canceled');
  expect(released.map((run) => run.id)).toEqual([runIds[2]]);
  expect(await states(jobId)).toEqual(['canceled overlap', 'canceled overlap', 'queued overlap']);
  expect((await claimRuns(runIds.slice(2))).claimed).toHaveLength(1);
});

test('`cancel_previous` cancels a retrying run at once, and starts at once', async () => {
  const { jobId, runIds } = await queueRuns([-3, -2], { overlap: 'cancel_previous' });
  const token = newId();
  await claimRuns(runIds.slice(0, 1), token);
  await end(runIds[0]!, token, 'retrying');
  const { released } = await claimRuns(runIds.slice(1));
  expect(released.map((run) => run.id)).toEqual([runIds[1]]);
  expect(await states(jobId)).toEqual(['canceled overlap', 'queued overlap']);
});

test('of several of one message, `cancel_previous` starts the newest after the first', async () => {
  const { jobId, runIds } = await queueRuns([-3, -2, -1], { overlap: 'cancel_previous' });
  await claimRuns(runIds);
  expect(await states(jobId)).toEqual(['running overlap', 'canceled overlap', 'queued overlap']);
});

test('an attempt that fails after the wish to cancel is the last', async () => {
  const { jobId, runIds } = await queueRuns([-3, -2], { overlap: 'cancel_previous' });
  const token = newId();
  await claimRuns(runIds.slice(0, 1), token);
  await claimRuns(runIds.slice(1));
  await end(runIds[0]!, token, 'retrying');
  expect((await states(jobId))[0]).toBe('canceled overlap');
});

test('claims at once start one of a job, never two', async () => {
  const { jobId, runIds } = await queueRuns([-9, -8, -7, -6, -5, -4, -3, -2, -1]);
  const answers = await Promise.all(runIds.map((id) => claimRuns([id])));
  expect(answers.flatMap((answer) => answer.claimed)).toHaveLength(1);
  expect((await states(jobId)).filter((state) => state === 'running')).toHaveLength(1);
});

test('a host that has no place left is left out, and named', async () => {
  const first = await queueRuns([-1], { target: 'http://127.0.0.1:9/a' });
  const second = await queueRuns([-1], { target: 'http://127.0.0.1:9/b' });
  const other = await queueRuns([-1], { target: 'http://[::1]:9/c' });
  const runIds = [first, second, other].flatMap((queued) => queued.runIds);
  const places = { perHost: 2, taken: { '127.0.0.1': 1 } };
  const { claimed, crowded } = await claim(store.db, runIds, newId(), places);
  expect(claimed.map((run) => run.target_host).toSorted()).toEqual(['127.0.0.1', '[::1]']);
  expect(crowded).toEqual([{ id: expect.any(String) as string, host: '127.0.0.1' }]);
});
