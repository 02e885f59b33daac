// Tests the queue with every backend.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '../store/ids.ts';
import { useTestStore } from '../testing/store.ts';
import { waitFor } from '../testing/wait.ts';
import type { Delivery, MessageTaker, Queue } from './queue.ts';

const store = useTestStore();
/** Opened for each test on the same data: each leaves the queue empty. */
let queue: Queue;
beforeEach(async () => {
  queue = await store.openQueue();
});
afterEach(() => queue.close());

const [a, b] = [newId(), newId()];

/** A message for one host, due after its delay. */
const messageOf = (id: string, runIds: string[], delayMs: number, isLate = false) => ({
  id,
  runs: { 'example.com': runIds },
  dueMs: Date.now() + delayMs,
  delayMs,
  isLate,
});

/** Consumes messages, at most `atMost` at a time per queue. */
function takerOf(atMost: number, work: (delivery: Delivery) => Promise<void>): MessageTaker {
  const lines = [0, 1].map(() => ({ taken: 0, freed: Promise.withResolvers<void>() }));
  const lineOf = (isLate: boolean) => lines[Number(isLate)]!;
  return {
    wants: async (isLate) => {
      const line = lineOf(isLate);
      while (line.taken >= atMost) await line.freed.promise;
    },
    handle: async (delivery) => {
      const line = lineOf(delivery.isLate);
      line.taken += 1;
      await work(delivery);
      line.taken -= 1;
      line.freed.resolve();
      line.freed = Promise.withResolvers();
      return 'handled';
    },
  };
}

async function close(consumer: ReturnType<Queue['consume']>): Promise<void> {
  await consumer.stop();
  await consumer.close();
}

test('a message is delivered after its delay and removed when handled', async () => {
  const handled: Delivery[] = [];
  const finish = Promise.withResolvers<void>();
  const id = newId();
  const runs = { 'a.example': [a], 'b.example': [b] };
  await queue.enqueue([{ id, runs, dueMs: 1_234, delayMs: 60_000, isLate: false }]);
  expect(await queue.look(id)).toBe('delayed');

  const consumer = queue.consume(
    takerOf(5, async (delivery) => {
      handled.push(delivery);
      await finish.promise;
    }),
  );
  await queue.promote(id);
  await waitFor('the message', () => handled.length === 1);
  expect(handled).toEqual([{ runs, dueMs: 1_234, isLate: false }]);
  expect(await queue.look(id)).toBe('carried');

  finish.resolve();
  await waitFor('the acknowledgement', async () => (await queue.look(id)) === 'absent');
  await close(consumer);
});

test('a duplicate message ID is one message', async () => {
  const id = newId();
  await queue.enqueue([messageOf(id, [a], 0)]);
  await queue.enqueue([messageOf(id, [a], 0)]);
  const handled: Delivery['runs'][] = [];
  const consumer = queue.consume(takerOf(5, async ({ runs }) => void handled.push(runs)));
  await waitFor('the acknowledgement', async () => (await queue.look(id)) === 'absent');
  await close(consumer);
  expect(handled).toEqual([{ 'example.com': [a] }]);
});

test('an unknown message is absent', async () => {
  expect(await queue.look(newId())).toBe('absent');
  await queue.promote(newId());
  await expect(queue.ping()).resolves.toBeUndefined();
});

test('depth counts waiting, delayed and active messages of both queues', async () => {
  expect(await queue.depth()).toEqual({ waiting: 0, delayed: 0, active: 0 });
  const message = (delayMs: number, isLate: boolean) => messageOf(newId(), [a], delayMs, isLate);
  await queue.enqueue([message(0, false), message(0, true), message(0, true), message(60_000, false)]);
  expect(await queue.depth()).toEqual({ waiting: 3, delayed: 1, active: 0 });

  const finish = Promise.withResolvers<void>();
  const consumer = queue.consume(takerOf(1, () => finish.promise));
  await waitFor('one of either line in hand', async () => (await queue.depth()).active === 2);
  expect(await queue.depth()).toEqual({ waiting: 1, delayed: 1, active: 2 });
  finish.resolve();
  await waitFor('the rest', async () => (await queue.depth()).waiting + (await queue.depth()).active === 0);
  await close(consumer);
});

test('late messages use a separate queue', async () => {
  const [due, late] = [newId(), newId()];
  await queue.enqueue([messageOf(late, [a], 0, true), messageOf(due, [b], 60_000)]);
  expect(await Promise.all([queue.look(late), queue.look(due)])).toEqual(['carried', 'delayed']);
  await queue.promote(due);

  const handled: [string[], boolean][] = [];
  const finish = Promise.withResolvers<void>();
  const consumer = queue.consume(
    takerOf(1, async ({ runs, isLate }) => {
      handled.push([Object.values(runs).flat(), isLate]);
      if (isLate) await finish.promise;
    }),
  );
  // One message at a time per queue: an active late message does not block a message on time.
  await waitFor('both', () => handled.length === 2);
  expect(handled).toEqual(
    expect.arrayContaining([
      [[a], true],
      [[b], false],
    ]),
  );
  finish.resolve();
  await close(consumer);
});

test('stop ends the wait for messages; an active message is still acknowledged', async () => {
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const work = async () => {
    started.resolve();
    await finish.promise;
  };
  const consumer = queue.consume(takerOf(5, work));
  const [id, other] = [newId(), newId()];
  await queue.enqueue([messageOf(id, [a], 0)]);
  await started.promise;
  await consumer.stop();
  expect(await queue.look(id)).toBe('carried');

  await queue.enqueue([messageOf(other, [b], 0)]);
  finish.resolve();
  await consumer.close();
  expect(await queue.look(id)).toBe('absent');
  expect(await queue.look(other), 'left to another worker').toBe('carried');
  const next = queue.consume(takerOf(1, async () => {}));
  await waitFor('another worker to handle the message', async () => (await queue.look(other)) === 'absent');
  await close(next);
});
