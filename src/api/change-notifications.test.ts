// Tests change notifications: polling, listeners, reconnects and errors.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Signature } from '../store/changes.ts';
import { type ChangeNotifier, createChangeNotifier } from './change-notifications.ts';

let ended: AbortController;
let notifier: ChangeNotifier;
let looks: number;
let errors: unknown[];
let look: () => Promise<Signature>;
let seen: Signature;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  ended = new AbortController();
  [looks, errors] = [0, []];
  seen = { nowMs: 1_000_000, runs: 'a', jobs: 'a' };
  look = async () => ({ ...seen });
  notifier = createChangeNotifier(
    async () => {
      looks += 1;
      seen.nowMs += 1_000;
      return await look();
    },
    { ended: ended.signal, onError: (error) => errors.push(error) },
  );
});
afterEach(() => {
  ended.abort();
  vi.useRealTimers();
});

/** Waits for so many queries. */
async function pass(times: number): Promise<void> {
  for (let i = 0; i < times; i++) await vi.advanceTimersByTimeAsync(1_000);
}

async function listen(lastId?: number) {
  const listening = notifier.listen(lastId);
  await pass(1);
  return await listening;
}

test('one query per second for all listeners, none without listeners', async () => {
  await pass(5);
  expect(looks).toBe(0);
  const listeners = [await listen(), await listen(), await listen()];
  const before = looks;
  await pass(10);
  expect(looks).toBe(before + 10);
  for (const listener of listeners) listener.close();
  await pass(5);
  expect(looks).toBeLessThanOrEqual(before + 10);
  expect(notifier.count()).toBe(0);
});

test('new listeners do not increase the number of queries', async () => {
  const startedAt = performance.now();
  for (let i = 0; i < 20; i++) {
    const listening = notifier.listen(undefined);
    await vi.advanceTimersToNextTimerAsync();
    (await listening).close();
  }
  expect(looks).toBeLessThanOrEqual((performance.now() - startedAt) / 1_000 + 1);
});

test('every listener is notified of the changed kinds only', async () => {
  const [a, b] = [await listen(), await listen()];
  const heard = Promise.all([a.next(60_000), b.next(60_000)]);
  await pass(3);
  seen.runs = 'b';
  await pass(1);
  const id = seen.nowMs;
  expect(await heard).toEqual([
    { id, kinds: ['runs'] },
    { id, kinds: ['runs'] },
  ]);
  seen.jobs = 'b';
  await pass(1);
  // A listener that was not waiting misses no change.
  seen.runs = 'c';
  await pass(1);
  expect(await a.next(60_000)).toEqual({ id: seen.nowMs, kinds: ['runs', 'jobs'] });
  const nothing = a.next(3_000);
  await pass(3);
  expect((await nothing)?.kinds).toEqual([]);
});

test('a reconnecting listener is notified at once of changes in between, and only of those', async () => {
  const first = await listen();
  const since = first.since;
  first.close();
  await pass(5);
  const unchanged = await listen(since);
  const silence = unchanged.next(2_000);
  await pass(2);
  expect((await silence)?.kinds).toEqual([]);
  const last = seen.nowMs;
  unchanged.close();
  await pass(5);
  seen.jobs = 'b';
  const back = await listen(last);
  expect((await back.next(1))?.kinds).toEqual(['jobs']);
});

test('an ID from before the first query reports all kinds', async () => {
  const stranger = await listen(999_000);
  expect((await stranger.next(1))?.kinds).toEqual(['runs', 'jobs']);
});

test('IDs increase when the clock is set back, and an ID in the future reports all kinds', async () => {
  const listener = await listen();
  seen.nowMs = 500_000;
  seen.runs = 'b';
  const heard = listener.next(60_000);
  await pass(1);
  const notification = (await heard)!;
  expect(notification.kinds).toEqual(['runs']);
  expect(notification.id).toBeGreaterThan(listener.since);
  const stranger = await listen(notification.id + 1_000_000);
  expect((await stranger.next(1))?.kinds).toEqual(['runs', 'jobs']);
});

test('a failed query rejects its waiting listeners, and the next query reports the changes', async () => {
  const listener = await listen();
  const heard = listener.next(60_000);
  look = async () => {
    throw new Error('out of reach');
  };
  seen.runs = 'b';
  const refused = expect(notifier.listen(undefined)).rejects.toThrow('out of reach');
  await pass(2);
  await refused;
  expect(errors.length).toBeGreaterThan(0);
  look = async () => ({ ...seen });
  await pass(1);
  expect((await heard)?.kinds).toEqual(['runs']);
});

test('the end closes all listeners and refuses new ones', async () => {
  const listener = await listen();
  const heard = listener.next(60_000);
  const late = expect(notifier.listen(undefined)).rejects.toThrow('stopping');
  ended.abort();
  expect(await heard).toBeUndefined();
  await late;
  await expect(notifier.listen(undefined)).rejects.toThrow('stopping');
});

test('200 listeners are accepted', async () => {
  const listening = Promise.all(Array.from({ length: 200 }, () => notifier.listen(undefined)));
  expect(notifier.isFull()).toBe('all');
  await pass(1);
  const listeners = await listening;
  expect(notifier.isFull()).toBe('all');
  listeners[0]!.close();
  expect(notifier.isFull()).toBe(false);
  expect(looks).toBeLessThanOrEqual(2);
});

test('one API key has half of the listeners', async () => {
  const listening = Promise.all(Array.from({ length: 100 }, () => notifier.listen(undefined, 'one')));
  expect([notifier.isFull('one'), notifier.isFull('other')]).toEqual(['client', false]);
  await pass(1);
  (await listening)[0]!.close();
  expect(notifier.isFull('one')).toBe(false);
});
