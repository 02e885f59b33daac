// Tests the permits for requests in progress: order, shares of clients, and refusals.
import { beforeEach, expect, test, vi } from 'vitest';
import { createGate } from './client-limits.ts';
import { Problem } from './problems.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const limits = { total: 3, perClient: 2, waiting: 2, waitMs: 1_000 };
const settled = async () => await vi.advanceTimersByTimeAsync(0);

test('a client has its share, the others have the rest, and those that wait enter in order', async () => {
  const gate = createGate(limits);
  const entered: string[] = [];
  const enter = (client: string) => gate(client).then((release) => (entered.push(client), release));
  const first = await enter('a');
  await enter('a');
  void enter('a');
  await enter('b');
  void enter('c');
  await settled();
  expect(entered).toEqual(['a', 'a', 'b']);
  first();
  await settled();
  expect(entered).toEqual(['a', 'a', 'b', 'a']);
});

test.each([
  ['a', 429],
  ['c', 503],
])('the client %s that waits too long gets %i', async (client, status) => {
  const gate = createGate(limits);
  await Promise.all([gate('a'), gate('a'), gate('b')]);
  const refusal = gate(client).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await refusal).toMatchObject({ status, headers: { 'retry-after': '2' } });
});

test('no more than the allowed number waits', async () => {
  const gate = createGate(limits);
  const ends = [await gate('a'), await gate('a')];
  const waiting = [gate('a'), gate('a')];
  await expect(gate('a')).rejects.toThrow(Problem);
  for (const end of ends) end();
  await Promise.all(waiting);
});
