// Tests of the planner's passes on a real database and queue, driven by simulated time.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { findJob } from '../store/jobs.ts';
import { endRuns } from '../store/run-ends.ts';
import { listRuns } from '../store/run-lists.ts';
import { findLiveRun } from '../testing/live-runs.ts';
import { insertTestJob, insertTestJobs, useTestStore } from '../testing/store.ts';
import { enqueueUnsentRuns, planDueJobs, planOverdueJobs } from './passes.ts';

const store = useTestStore();

const onError = (error: unknown) => expect.fail(String(error));
/** Plans on-time jobs, then overdue ones. Returns the number of runs. */
async function pass(now: string, report: (error: unknown) => void = onError): Promise<number> {
  const deps = { db: store.planning, queue: store.queue, onError: report };
  const at = Temporal.Instant.from(now);
  return (await planDueJobs(deps, at)) + (await planOverdueJobs(deps, at));
}
const runsOf = async (jobId: string) => (await listRuns(store.db, { jobId, limit: 100 })).toReversed();
const messageOf = async (runId: string) => (await findLiveRun(store.db, runId))?.message_id;

test('an occurrence is planned once by repeated and concurrent passes', async () => {
  const job = await insertTestJob(store, '2099-01-01T00:01:00Z');
  await Promise.all([pass('2099-01-01T00:00:55Z'), pass('2099-01-01T00:00:55Z')]);
  await pass('2099-01-01T00:00:56Z');

  const runs = await runsOf(job.id);
  expect(runs.map((run) => [String(run.scheduled_for), run.status, run.trigger])).toEqual([
    ['2099-01-01T00:01:00Z', 'queued', 'schedule'],
  ]);
  expect(await store.queue.look((await messageOf(runs[0]!.id))!)).toBe('delayed');
  expect(String((await findJob(store.db, job.id))?.next_run)).toBe('2099-01-01T00:02:00Z');
});

test('an occurrence with an ended run is not planned again', async () => {
  const job = await insertTestJob(store, '2099-01-01T00:01:00Z');
  await pass('2099-01-01T00:01:00Z');
  await store.db
    .transaction()
    .execute((trx) => endRuns(trx, sql<boolean>`true`, { status: 'canceled', reason: null }));
  const next = { next_run: '2099-01-01T00:01:00Z', next_due_at: '2099-01-01T00:01:00Z' };
  await store.db.updateTable('job_states').set(next).execute();

  await pass('2099-01-01T00:01:00Z');
  expect((await runsOf(job.id)).map((run) => run.status)).toEqual(['canceled']);
  expect(String((await findJob(store.db, job.id))?.next_run)).toBe('2099-01-01T00:02:00Z');
});

test('after an outage the newest late occurrence runs, and the older ones are one missed record', async () => {
  const job = await insertTestJob(store, '2099-01-01T00:01:00Z');
  await pass('2099-01-01T01:00:30Z');
  expect(
    (await runsOf(job.id)).map((run) => [String(run.scheduled_for), run.status, run.missed_count]),
  ).toEqual([
    ['2099-01-01T00:01:00Z', 'missed', 58],
    ['2099-01-01T00:59:00Z', 'queued', null],
    ['2099-01-01T01:00:00Z', 'queued', null],
  ]);
});

test('a specific time during an outage is missed, and its job fails', async () => {
  const job = await insertTestJob(store, '2030-01-01T00:00:00Z', {
    schedule_type: 'specific_time',
    cron_expression: null,
    specific_time: Temporal.Instant.from('2030-01-01T00:00:00Z'),
  });
  await pass('2030-01-03T00:00:00Z');
  expect(await findJob(store.db, job.id)).toMatchObject({
    status: 'failed',
    status_reason: 'missed',
    next_run: null,
  });
});

test('an unparsable schedule fails only its own job', async () => {
  const broken = await insertTestJob(store, '2099-01-01T00:01:00Z', { cron_expression: 'nonsense' });
  const sound = await insertTestJob(store, '2099-01-01T00:01:00Z');
  const errors: string[] = [];
  await pass('2099-01-01T00:01:00Z', (error) => errors.push(String(error)));
  expect(errors).toEqual([`Error: Job ${broken.id} cannot be planned, so its status is now failed`]);
  expect(await findJob(store.db, broken.id)).toMatchObject({ status: 'failed', status_reason: 'invalid' });
  expect(await runsOf(sound.id)).toHaveLength(1);
});

test('more jobs than one transaction handles are all planned', async () => {
  await insertTestJobs(store, 4_501, '2099-01-01T00:01:00Z');
  expect(await pass('2099-01-01T00:01:00Z')).toBe(4_501);
  const { count } = await store.db
    .selectFrom('live_runs')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  expect(count).toBe(4_501);
});

test('runs without a message get one when they are due', async () => {
  const job = await insertTestJob(store, '2099-01-01T00:01:00Z');
  await pass('2099-01-01T00:01:00Z');
  await store.db.updateTable('live_runs').set({ status: 'retrying', message_id: null }).execute();

  const deps = { db: store.db, queue: store.queue, onError };
  await enqueueUnsentRuns(deps, Temporal.Instant.from('2099-01-01T00:00:54Z'));
  const [run] = await runsOf(job.id);
  expect(await messageOf(run!.id)).toBeNull();
  await enqueueUnsentRuns(deps, Temporal.Instant.from('2099-01-01T00:00:56Z'));
  expect(await store.queue.look((await messageOf(run!.id))!)).toBe('delayed');
});
