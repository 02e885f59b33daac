// Tests a worker that has lost PostgreSQL: it gives its messages back, and takes none until a claim succeeds.
import { expect, test } from 'vitest';
import { claimRuns } from '../store/claims.ts';
import { createDatabaseClock } from '../store/clock.ts';
import { queueDueRuns } from '../testing/claiming.ts';
import { useTestStore } from '../testing/store.ts';
import { waitFor } from '../testing/wait.ts';
import { createDispatcher } from './dispatcher.ts';

const store = useTestStore();

/** A consumer whose claims wait until the test connects it to the database. */
function startConsumer(cutOffMs: number) {
  const connected = Promise.withResolvers<void>();
  const sent: string[] = [];
  let claims = 0;
  const claim = async (runIds: string[], token: string) => {
    claims += 1;
    await connected.promise;
    return { answer: await claimRuns(store.hot, runIds, token), requestedAt: performance.now() };
  };
  const dispatcher = createDispatcher({
    concurrency: 10,
    targetConcurrency: 10,
    cutOffMs,
    clock: createDatabaseClock(),
    claim,
    decide: claim,
    onClaimed: () => {},
    send: (run) => Promise.resolve(void sent.push(run.id)),
    isBlocked: () => false,
  });
  const consumer = store.queue.consume(dispatcher);
  return {
    sent,
    claims: () => claims,
    connect: connected.resolve,
    stop: async () => {
      connected.resolve();
      await consumer.stop();
      await dispatcher.stop();
      await consumer.close();
    },
  };
}

async function enqueueRuns(count: number): Promise<string[]> {
  const { runIds } = await queueDueRuns(store, count);
  const dueMs = Date.now();
  await store.queue.enqueue(
    runIds.map((id) => ({ id, runs: { 'a.test': [id] }, dueMs, delayMs: 0, isLate: false })),
  );
  return runIds;
}

test('another worker runs everything that a worker without a database has taken', async () => {
  const cutOff = startConsumer(1_000);
  const runIds = await enqueueRuns(30);
  await waitFor('a claim without a response', () => cutOff.claims() > 0);
  await waitFor('all messages to be waiting again', async () => {
    const { waiting, active } = await store.queue.depth();
    return waiting === 30 && active === 0;
  });
  const healthy = startConsumer(60_000);
  healthy.connect();
  await waitFor('all runs', () => healthy.sent.length === 30);
  expect(healthy.sent.toSorted()).toEqual(runIds.toSorted());

  // Back again, the worker sends nothing twice, and takes messages as before.
  await healthy.stop();
  cutOff.connect();
  const more = await enqueueRuns(5);
  await waitFor('further runs', () => cutOff.sent.length === 5);
  expect(cutOff.sent.toSorted()).toEqual(more.toSorted());
  await cutOff.stop();
  expect(await store.queue.depth()).toMatchObject({ waiting: 0, active: 0 });
});
