// Tests that missed, skipped and canceled runs get the cause that the service has recorded.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { insertTestRun } from '../testing/runs.ts';
import { insertTestJob, useTestStore } from '../testing/store.ts';
import { endWorkerAbsence, listInterruptions, saveOutage, startWorkerAbsence } from './interruptions.ts';
import { databaseNow } from './open.ts';
import { saveProcess } from './processes.ts';
import { findCauses } from './run-causes.ts';
import { listRuns } from './run-lists.ts';
import { findRunRows } from './runs.ts';
import { endSchedulerPause, saveSchedulerPause } from './scheduler-pause.ts';
import type { RunStatus } from './schema.ts';

const store = useTestStore();

async function causeOf(id: string) {
  const [cause] = (await findCauses(store.db, await findRunRows(store.db, [id]))).values();
  return cause;
}

/** Inserts an ended run that was due so many minutes ago, and ends now. */
async function endedRun(jobId: string, minutesAgo: number, status: RunStatus): Promise<string> {
  const now = await databaseNow(store.db);
  return await insertTestRun(store, jobId, now.subtract({ minutes: minutesAgo }), status, now);
}

test('a missed run names the pause of the scheduler before an outage, and nothing without either', async () => {
  const job = await insertTestJob(store, '2099-01-01T00:00:00Z');
  const now = await databaseNow(store.db);
  const before = await insertTestRun(
    store,
    job.id,
    now.subtract({ hours: 3 }),
    'missed',
    now.subtract({ hours: 2 }),
  );
  expect(await causeOf(before)).toBeUndefined();

  await saveOutage(store.db, 'queue_unreachable', 20_000, 'Messages cannot be received.');
  // Another process saw the same outage.
  await saveOutage(store.db, 'queue_unreachable', 30_000, 'Messages cannot be received.');
  const missed = await endedRun(job.id, 30, 'missed');
  expect(await causeOf(missed)).toMatchObject({ kind: 'queue_unreachable', run_id: null });

  const since = now.subtract({ minutes: 40 }).toString({ smallestUnit: 'millisecond' });
  await saveSchedulerPause(store.db, { since, actor: 'ada', reason: 'Moving house.' });
  const period = { from: now.subtract({ hours: 1 }), to: now.add({ hours: 1 }), limit: 10 };
  const kinds = async () =>
    (await listInterruptions(store.db, period)).map(({ kind, ended_at }) => [kind, !ended_at]);
  expect(await kinds()).toEqual([
    ['scheduler_paused', true],
    ['queue_unreachable', false],
  ]);
  await endSchedulerPause(store.db);
  expect(await kinds()).toEqual([
    ['scheduler_paused', false],
    ['queue_unreachable', false],
  ]);
  expect(await causeOf(missed)).toMatchObject({
    kind: 'scheduler_paused',
    actor: 'ada',
    reason: 'Moving house.',
  });
});

test('a skipped run names the run that was still going, not a missed one', async () => {
  const job = await insertTestJob(store, '2099-01-01T00:00:00Z');
  const going = await endedRun(job.id, 20, 'succeeded');
  await sql`update runs set started_at = due_at where id = ${going}`.execute(store.db);
  await endedRun(job.id, 10, 'missed');
  const now = await databaseNow(store.db);
  const at = now.subtract({ minutes: 5 });
  expect(await causeOf(await insertTestRun(store, job.id, at, 'skipped', at))).toMatchObject({
    kind: 'overlap',
    run_id: going,
  });
});

test('the time without a worker is recorded after a stop and after a crash, and not for a restart', async () => {
  const { db } = store;
  const worker = {
    id: crypto.randomUUID(),
    roles: ['worker' as const],
    host: 'a',
    pid: 1,
    version: '1',
    concurrency: 1,
  };
  const report = { uptimeSeconds: 1, inFlight: 0, clockOffsetMs: null, isAlone: false };
  const absences = async () => {
    const { rows } = await sql<{ is_open: boolean }>`
      select ended_at is null as is_open from interruptions where kind = 'no_worker' order by started_at`.execute(
      db,
    );
    return rows.map(({ is_open }) => is_open);
  };
  await saveProcess(db, worker, report);
  await startWorkerAbsence(db);
  expect(await absences()).toEqual([]);

  await sql`update processes set seen_at = seen_at - interval '2 hours'`.execute(db);
  await saveProcess(db, { ...worker, id: crypto.randomUUID(), roles: ['api'] as never }, report);
  await endWorkerAbsence(db);
  expect(await absences()).toEqual([false]);

  await sql`delete from processes`.execute(db);
  await startWorkerAbsence(db);
  expect(await absences()).toEqual([false, true]);
  await endWorkerAbsence(db);
  expect(await absences()).toEqual([false]);
});

test('two hundred skipped runs of a job that runs every second get their cause from few rows', async () => {
  const { db } = store;
  const job = await insertTestJob(store, '2099-01-01T00:00:00Z');
  const now = await databaseNow(db);
  // Every tenth run was sent, and took until the next one that was sent.
  await sql`
    insert into runs (id, job_id, job_name, trigger, status, status_reason, scheduled_for, due_at, started_at, finished_at)
    select (lpad(to_hex((extract(epoch from due) * 1000)::bigint), 12, '0') || '7000a' || substr(md5(n::text), 1, 15))::uuid,
      ${job.id}::uuid, 'job', 'schedule', case when n % 10 = 0 then 'succeeded' else 'skipped' end,
      case when n % 10 > 0 then 'overlap' end, due, due, case when n % 10 = 0 then due end,
      due + case when n % 10 = 0 then interval '9500 ms' else interval '0' end
    from (select n, ${now.toString()}::timestamptz - n * interval '1 second' as due from generate_series(1, 30000) n) x`.execute(
    db,
  );
  const skipped = await listRuns(db, { jobId: job.id, status: 'skipped', limit: 200 });
  const startedAt = process.cpuUsage();
  const causes = await findCauses(db, skipped);
  // The first runs may have been skipped for a run that has not begun yet.
  expect(causes.size).toBeGreaterThan(180);
  for (const { id, due_at } of skipped) {
    const { from } = causes.get(id) ?? {};
    if (from) expect(due_at.since(from).total('seconds')).toBeLessThan(10);
  }
  // Reading all 30 000 rows for each run takes several seconds on the embedded backend.
  expect(process.cpuUsage(startedAt).user / 1e6).toBeLessThan(2);
});
