// The queue as the planner and the workers see it.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '../store/ids.ts';
import { openTestStore, type TestStore } from '../testing/store.ts';
import { waitFor } from '../testing/wait.ts';
import type { Queue } from './queue.ts';

let store: TestStore;
let queue: Queue;
beforeEach(async () => {
  store = await openTestStore();
  queue = store.queue;
});
afterEach(async () => {
  await store.close();
});

test('a message is handed over once its delay is over, and gone once it is handled', async () => {
  const handled: string[][] = [];
  const finish = Promise.withResolvers<void>();
  const id = newId();
  await queue.enqueue([{ id, runIds: ['a', 'b'], delayMs: 60_000, isLate: false }]);
  expect(await queue.look(id)).toBe('delayed');

  const consumer = queue.consume(async (runIds) => {
    handled.push(runIds);
    await finish.promise;
  }, 5);
  await queue.promote(id);
  await waitFor('the message', () => handled.length === 1);
  expect(handled).toEqual([['a', 'b']]);
  expect(await queue.look(id)).toBe('carried');

  finish.resolve();
  await waitFor('the acknowledgement', async () => (await queue.look(id)) === 'absent');
  await consumer.close();
});

test('the same message twice is one', async () => {
  const id = newId();
  await queue.enqueue([{ id, runIds: ['a'], delayMs: 0, isLate: false }]);
  await queue.enqueue([{ id, runIds: ['a'], delayMs: 0, isLate: false }]);
  const handled: string[][] = [];
  const consumer = queue.consume(async (runIds) => void handled.push(runIds), 5);
  await waitFor('the acknowledgement', async () => (await queue.look(id)) === 'absent');
  await consumer.close();
  expect(handled).toEqual([['a']]);
});

test('a message nobody knows is absent, and it answers', async () => {
  expect(await queue.look(newId())).toBe('absent');
  await queue.promote(newId());
  await expect(queue.ping()).resolves.toBeUndefined();
});

test('its depth counts what waits, what is kept back and what is in hand, in both lines', async () => {
  expect(await queue.depth()).toEqual({ waiting: 0, delayed: 0, active: 0 });
  const message = (delayMs: number, isLate: boolean) => ({ id: newId(), runIds: ['a'], delayMs, isLate });
  await queue.enqueue([message(0, false), message(0, true), message(0, true), message(60_000, false)]);
  expect(await queue.depth()).toEqual({ waiting: 3, delayed: 1, active: 0 });

  const finish = Promise.withResolvers<void>();
  const consumer = queue.consume(() => finish.promise, 1);
  await waitFor('one of either line in hand', async () => (await queue.depth()).active === 2);
  expect(await queue.depth()).toEqual({ waiting: 1, delayed: 1, active: 2 });
  finish.resolve();
  await waitFor('the rest', async () => (await queue.depth()).waiting + (await queue.depth()).active === 0);
  await consumer.close();
});

test('late messages come by a line of their own', async () => {
  const [due, late] = [newId(), newId()];
  await queue.enqueue([
    { id: late, runIds: ['late'], delayMs: 0, isLate: true },
    { id: due, runIds: ['due'], delayMs: 60_000, isLate: false },
  ]);
  expect(await Promise.all([queue.look(late), queue.look(due)])).toEqual(['carried', 'delayed']);
  await queue.promote(due);

  const handled: [string[], boolean][] = [];
  const finish = Promise.withResolvers<void>();
  const consumer = queue.consume(async (runIds, isLate) => {
    handled.push([runIds, isLate]);
    if (isLate) await finish.promise;
  }, 1);
  // One at a time of either kind: a late one under way keeps no other waiting.
  await waitFor('both', () => handled.length === 2);
  expect(handled).toEqual(
    expect.arrayContaining([
      [['late'], true],
      [['due'], false],
    ]),
  );
  finish.resolve();
  await consumer.close();
});
