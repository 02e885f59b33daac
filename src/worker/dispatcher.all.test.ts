// Tests the dispatcher with a real database: limits, fairness between hosts, duplicate messages, stop.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { newId } from '../store/ids.ts';
import { databaseNow } from '../store/open.ts';
import { insertQueuedRuns } from '../testing/claiming.ts';
import { startDispatcher } from '../testing/dispatcher.ts';
import { insertTestJob, insertTestJobs, useTestStore } from '../testing/store.ts';
import { waitFor } from '../testing/wait.ts';

const store = useTestStore();
const LATER = '2099-01-01T00:00:00Z';

interface HostRun {
  id: string;
  host: string;
}

/** Runs of one job per host, due within `spreadMs`, with alternating hosts. */
async function queueRuns(hosts: string[], runsOfEach: number, spreadMs: number): Promise<HostRun[]> {
  const jobs: { jobId: string; host: string }[] = [];
  for (const host of hosts) {
    const job = await insertTestJob(store, LATER, { overlap: 'allow', target: `http://${host}/` });
    jobs.push({ jobId: job.id, host });
  }
  const now = await databaseNow(store.db);
  const runs = Array.from({ length: runsOfEach }, (_, index) =>
    jobs.map(({ jobId, host }) => ({
      jobId,
      host,
      at: now.add({ milliseconds: Math.floor((index * spreadMs) / runsOfEach) }),
    })),
  ).flat();
  const ids = await insertQueuedRuns(store, runs);
  return runs.map(({ host }, index) => ({ id: ids[index]!, host }));
}

/** One run per job, two minutes late; the catch-up policy lets them run. */
async function queueLateRuns(hosts: string[], runsOfEach: number): Promise<HostRun[]> {
  const at = (await databaseNow(store.db)).subtract({ minutes: 2 });
  const runs: HostRun[] = [];
  for (const host of hosts) {
    const jobIds = await insertTestJobs(store, runsOfEach, LATER, { target: `http://${host}/` });
    const ids = await insertQueuedRuns(
      store,
      jobIds.map((jobId) => ({ jobId, at })),
    );
    runs.push(...ids.map((id) => ({ id, host })));
  }
  return runs;
}

async function countRuns(): Promise<Record<string, number>> {
  const { rows } = await sql<{ status: string; count: number }>`
    select status, count(*)::integer as count
    from (select status from live_runs union all select status from runs) r group by status`.execute(
    store.db,
  );
  return Object.fromEntries(rows.map((row) => [row.status, row.count]));
}

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}.test`);

test('thousands of runs for many hosts keep the limits and do not wait for hanging hosts', async () => {
  const hanging = names('hanging', 3);
  const alive = names('alive', 27);
  const runs = await queueRuns([...hanging, ...alive], 80, 1_000);
  // Two hanging hosts also have late runs; a third could take all permits of late runs.
  const late = await queueLateRuns([...hanging.slice(1), ...alive.slice(0, 10)], 30);
  const released = Promise.withResolvers<void>();
  const { seen, inFlight, deliver, stop } = startDispatcher(
    store,
    { concurrency: 60, targetConcurrency: 10 },
    // Different durations, so that responses arrive out of order.
    (host) => (host.startsWith('hanging') ? released.promise : nextTurn().then(() => nextTurn())),
  );
  const delivered = Promise.all([deliver(late, true), deliver(runs)]);

  const isHanging = (run: HostRun) => run.host.startsWith('hanging');
  const others = [...runs, ...late].filter((run) => !isHanging(run)).length;
  await waitFor(
    () => `${others} runs to other hosts beside hanging ones: ${JSON.stringify(seen.sent.length)} were sent`,
    async () => (await countRuns())['succeeded'] === others,
  );
  // Including late runs, each hanging host has exactly its maximum of requests.
  expect(
    Map.groupBy(inFlight, (run) => run.target_host)
      .values()
      .map((own) => own.length)
      .toArray(),
  ).toEqual([10, 10, 10]);
  released.resolve();
  await waitFor('the rest', async () => (await countRuns())['succeeded'] === runs.length + late.length);
  await delivered;
  await stop();
  expect(await countRuns()).toEqual({ succeeded: runs.length + late.length });
  expect(new Set(seen.sent).size).toBe(seen.sent.length);
  expect(seen.early).toBe(0);
  expect(seen.most).toBeLessThanOrEqual(60);
  expect(seen.mostLate).toBeLessThanOrEqual(30);
  expect(Math.max(...seen.mostByHost.values())).toBeLessThanOrEqual(10);
});

test('a stop releases runs that were not sent; none is lost or stays running', async () => {
  const runs = await queueRuns(names('host', 10), 150, 3_000);
  const late = await queueLateRuns(names('host', 5), 40);
  const { seen, deliver, stop, wants } = startDispatcher(
    store,
    { concurrency: 20, targetConcurrency: 5 },
    () => nextTurn(),
  );
  const delivered = Promise.all([deliver(runs), deliver(late, true)]);
  await waitFor('some to be sent', () => seen.sent.length > 150);
  await stop();
  // Every message is acknowledged, and no consumer waits forever.
  await delivered;
  await Promise.all([wants(false), wants(true)]);

  const sent = seen.sent.length;
  expect(sent).toBeLessThan(runs.length + late.length);
  expect(new Set(seen.sent).size).toBe(sent);
  expect(await countRuns()).toEqual({ succeeded: sent, queued: runs.length + late.length - sent });
  const { rows } = await sql<{ unsent: number; counted: number }>`
    select (select count(*) from live_runs where message_id is null and lease_token is null
              and attempt_count = 0 and waiting_for is null)::integer as unsent,
           (select sum(run_count) from job_states)::integer as counted`.execute(store.db);
  // The planner enqueues the runs again, and none counts toward max_runs.
  expect(rows[0]).toEqual({ unsent: runs.length + late.length - sent, counted: sent });
});

test('a duplicate message is acknowledged, its runs are sent once, and all permits are returned', async () => {
  const runs = await queueRuns(names('host', 2), 10, 300);
  const late = await queueLateRuns(['host0.test'], 5);
  let answer = () => nextTurn();
  const { seen, inFlight, deliver, stop } = startDispatcher(
    store,
    { concurrency: 8, targetConcurrency: 4 },
    () => answer(),
  );
  await Promise.all([
    deliver(runs),
    // Also with the duplicate in the same claim.
    deliver(runs.flatMap((run) => [run, run, run])),
    deliver(late, true),
    deliver(late, true),
  ]);
  await waitFor('all to be recorded', async () => (await countRuns())['succeeded'] === 25);
  expect(seen.sent).toHaveLength(25);

  const released = Promise.withResolvers<undefined>();
  answer = () => released.promise;
  const more = await queueRuns(names('host', 2), 6, 6);
  const delivered = deliver(more);
  await waitFor(
    () => `every permit to be used: ${inFlight.map((run) => run.target_host).join(' ')}`,
    () => inFlight.length === 8,
  );
  released.resolve(undefined);
  await delivered;
  await waitFor('all to be recorded', async () => (await countRuns())['succeeded'] === 37);
  await stop();
});

test('messages of ended or unknown runs are acknowledged; more are received only with capacity', async () => {
  const { deliver, wants, stop, inFlight } = startDispatcher(
    store,
    { concurrency: 1, targetConcurrency: 2 },
    () => released.promise,
  );
  const released = Promise.withResolvers<undefined>();
  await deliver(Array.from({ length: 250 }, () => ({ id: newId(), host: 'gone.test' })));
  await wants(false);

  const runs = await queueRuns(['first.test', 'second.test'], 1_500, 1_500);
  const delivered = deliver(runs);
  await waitFor('a request', () => inFlight.length === 1);
  // Three thousand on-time runs wait for one permit: only messages of late runs are received.
  let isWanted = false;
  const wanted = wants(false).then(() => {
    isWanted = true;
  });
  await wants(true);
  expect(isWanted).toBe(false);
  released.resolve(undefined);
  await wanted;
  await stop();
  await delivered;
});

test('late runs in the queue of on-time runs are claimed after those on time behind them', async () => {
  const limits = { concurrency: 10, targetConcurrency: 10 };
  const { deliver, stop, seen, clock } = startDispatcher(store, limits, async () => {});
  clock.observe((await databaseNow(store.db)).epochMilliseconds);
  const late = await queueLateRuns(['late.test'], 300);
  const onTime = await queueRuns(['on-time.test'], 5, 5);
  const twoMinutesAgo = Date.now() - 120_000;
  await Promise.all([deliver(late, false, twoMinutesAgo), deliver(onTime)]);
  expect(new Set(seen.claims[0])).toEqual(new Set(onTime.map(({ id }) => id)));
  await waitFor('every request', () => new Set(seen.sent).size === 305);
  await stop();
});

test('a run that is due in years is not claimed over and over', async () => {
  const { deliver, stop, seen } = startDispatcher(
    store,
    { concurrency: 1, targetConcurrency: 1 },
    async () => {},
  );
  const job = await insertTestJob(store, LATER);
  const [farOff] = await insertQueuedRuns(store, [{ jobId: job.id, at: Temporal.Instant.from(LATER) }]);
  const delivered = deliver([{ id: farOff!, host: 'far.test' }]);
  await waitFor('its claim', () => seen.claims.length > 0);
  // Each of these runs takes a claim of its own.
  for (const run of await queueRuns(['a.test'], 10, 10)) await deliver([run]);
  expect(seen.claims.filter((ids) => ids.includes(farOff!))).toHaveLength(1);
  await stop();
  await delivered;
});
