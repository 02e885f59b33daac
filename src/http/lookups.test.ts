// Tests the total limit of lookups: waiting names, and old lookups that are given up for them.
import { beforeEach, expect, test, vi } from 'vitest';
import { limitInTotal } from './lookups.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  return () => vi.useRealTimers();
});

const GRACE_MS = 2_000;

test('hanging lookups are given up, the oldest first, only while others wait', async () => {
  const limit = limitInTotal(2, GRACE_MS, (hostname) => new Error(hostname));
  const ended: string[] = [];
  const hang = (name: string) =>
    limit(name, () => new Promise<never>(() => {})).catch(() => void ended.push(name));
  void hang('first');
  await vi.advanceTimersByTimeAsync(500);
  void hang('second');
  await vi.advanceTimersByTimeAsync(10 * GRACE_MS);
  expect(ended).toEqual([]);

  expect(await limit('healthy', () => Promise.resolve('found'))).toBe('found');
  expect(ended).toEqual(['first']);
  void hang('third');
  const waiting = limit('healthy', () => Promise.resolve('found'));
  await vi.advanceTimersByTimeAsync(0);
  expect(await waiting).toBe('found');
  expect(ended).toEqual(['first', 'second']);
});

test('a name waits for the grace of younger lookups, and no longer', async () => {
  const limit = limitInTotal(2, GRACE_MS, (hostname) => new Error(hostname));
  const hanging = ['a', 'b'].map((name) => limit(name, () => new Promise<never>(() => {})));
  for (const lookup of hanging) lookup.catch(() => {});
  const found = vi.fn();
  void limit('healthy', () => Promise.resolve()).then(found);
  await vi.advanceTimersByTimeAsync(GRACE_MS - 1);
  expect(found).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(found).toHaveBeenCalled();
  await expect(hanging[0]).rejects.toThrow('a');
});

test('a lookup that ends makes room for the next at once', async () => {
  const limit = limitInTotal(1, GRACE_MS, (hostname) => new Error(hostname));
  const first = Promise.withResolvers<string>();
  const results = [
    limit('a', () => first.promise),
    limit('b', () => Promise.reject(new Error('b'))),
    limit('c', () => Promise.resolve('c')),
  ];
  first.resolve('a');
  expect((await Promise.allSettled(results)).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
});
