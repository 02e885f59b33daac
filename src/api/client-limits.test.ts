// Tests the permits for requests in progress, and the limits of requests per second.
import { Hono } from 'hono';
import { beforeEach, expect, test, vi } from 'vitest';
import type { ApiClient } from './api-keys.ts';
import { createGate, limitRates } from './client-limits.ts';
import type { ApiEnv } from './handlers.ts';
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

test.each([
  ['GET', 2_000],
  ['POST', 10_000],
])('a key may send %s requests %i times in ten seconds, and other keys as often', async (method, allowed) => {
  const app = new Hono<ApiEnv>();
  app.use(async (c, next) => {
    c.set('client', { name: c.req.header('x-key')! } as ApiClient);
    await next();
  });
  app.use(limitRates());
  app.all('/', (c) => c.text('ok'));
  app.onError((error) => new Response(null, error instanceof Problem ? error : { status: 500 }));
  const send = async (key: string) => await app.request('/', { method, headers: { 'x-key': key } });

  for (const key of ['a', 'b']) {
    for (let i = 0; i < allowed; i++) expect((await send(key)).status).toBe(200);
    const refused = await send(key);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
  }
  await vi.advanceTimersByTimeAsync(10_000);
  expect((await send('a')).status).toBe(200);
});
