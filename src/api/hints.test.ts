// Hints: one look for all who listen, none for nobody, and nothing untold.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Signature } from '../store/changes.ts';
import { createHints, type Hints } from './hints.ts';

let ended: AbortController;
let hints: Hints;
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
  hints = createHints(
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

/** Lets so many looks pass. */
async function pass(times: number): Promise<void> {
  for (let i = 0; i < times; i++) await vi.advanceTimersByTimeAsync(1_000);
}

async function listen(lastId?: number) {
  const listening = hints.listen(lastId);
  await pass(1);
  return await listening;
}

test('nobody listens: no look; somebody does: one a second, however many', async () => {
  await pass(5);
  expect(looks).toBe(0);
  const listeners = [await listen(), await listen(), await listen()];
  const before = looks;
  await pass(10);
  expect(looks).toBe(before + 10);
  for (const listener of listeners) listener.close();
  await pass(5);
  expect(looks).toBeLessThanOrEqual(before + 10);
  expect(hints.count()).toBe(0);
});

test('coming and going does not make it look more often', async () => {
  const startedAt = performance.now();
  for (let i = 0; i < 20; i++) {
    const listening = hints.listen(undefined);
    await vi.advanceTimersToNextTimerAsync();
    (await listening).close();
  }
  expect(looks).toBeLessThanOrEqual((performance.now() - startedAt) / 1_000 + 1);
});

test('everybody hears of what changed, by kind, and of nothing else', async () => {
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
  // One that did not ask meanwhile misses nothing.
  seen.runs = 'c';
  await pass(1);
  expect(await a.next(60_000)).toEqual({ id: seen.nowMs, kinds: ['runs', 'jobs'] });
  const nothing = a.next(3_000);
  await pass(3);
  expect((await nothing)?.kinds).toEqual([]);
});

test('who comes back hears at once of what changed meanwhile, also while nobody listened, and else nothing', async () => {
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

test('from before this process looked, anything may have changed', async () => {
  const stranger = await listen(999_000);
  expect((await stranger.next(1))?.kinds).toEqual(['runs', 'jobs']);
});

test('ids grow when the clock is set back, and one of the future is no reason for silence', async () => {
  const listener = await listen();
  seen.nowMs = 500_000;
  seen.runs = 'b';
  const heard = listener.next(60_000);
  await pass(1);
  const hint = (await heard)!;
  expect(hint.kinds).toEqual(['runs']);
  expect(hint.id).toBeGreaterThan(listener.since);
  const stranger = await listen(hint.id + 1_000_000);
  expect((await stranger.next(1))?.kinds).toEqual(['runs', 'jobs']);
});

test('a look that fails is told to who waits for it, and the next one finds what it missed', async () => {
  const listener = await listen();
  const heard = listener.next(60_000);
  look = async () => {
    throw new Error('out of reach');
  };
  seen.runs = 'b';
  const refused = expect(hints.listen(undefined)).rejects.toThrow('out of reach');
  await pass(2);
  await refused;
  expect(errors.length).toBeGreaterThan(0);
  look = async () => ({ ...seen });
  await pass(1);
  expect((await heard)?.kinds).toEqual(['runs']);
});

test('the end ends everybody at once, and nobody comes after it', async () => {
  const listener = await listen();
  const heard = listener.next(60_000);
  const late = expect(hints.listen(undefined)).rejects.toThrow('stopping');
  ended.abort();
  expect(await heard).toBeUndefined();
  await late;
  await expect(hints.listen(undefined)).rejects.toThrow('stopping');
});

test('200 may listen', async () => {
  const listening = Promise.all(Array.from({ length: 200 }, () => hints.listen(undefined)));
  expect(hints.isFull()).toBe(true);
  await pass(1);
  const listeners = await listening;
  expect(hints.isFull()).toBe(true);
  listeners[0]!.close();
  expect(hints.isFull()).toBe(false);
  expect(looks).toBeLessThanOrEqual(2);
});
