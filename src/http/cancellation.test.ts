// Compares Cancellation with AbortController.
import { expect, it, vi } from 'vitest';
import { Cancellation } from './cancellation.ts';
import { newClient, to } from './test-client.ts';
import { OK, respondWith, startServer } from './test-server.ts';

it.each([
  ['Cancellation', () => new Cancellation()],
  ['AbortController', () => new AbortController()],
])('%s calls its listener once, with the first reason, and not a removed one', (_name, create) => {
  const controller = create();
  const listener = { handleEvent: vi.fn() };
  controller.signal.addEventListener('abort', listener);
  controller.signal.removeEventListener('abort', listener);
  controller.signal.addEventListener('abort', listener);
  expect(controller.signal.aborted).toBe(false);
  controller.abort('first');
  controller.abort('second');
  expect(listener.handleEvent).toHaveBeenCalledOnce();
  expect([controller.signal.aborted, controller.signal.reason]).toEqual([true, 'first']);

  const removed = create();
  removed.signal.addEventListener('abort', listener);
  removed.signal.removeEventListener('abort', listener);
  removed.abort();
  expect(listener.handleEvent).toHaveBeenCalledOnce();
});

it('aborts a request in flight', async () => {
  await using server = await startServer(() => {});
  const cancellation = new Cancellation();
  const sending = newClient().send(to(server, { signal: cancellation }));
  await expect.poll(() => server.requests).toHaveLength(1);
  cancellation.abort();
  expect(await sending).toMatchObject({ kind: 'canceled' });
  await expect.poll(() => server.open).toBe(0);
});

it('has no effect after the end of the request', async () => {
  await using server = await startServer(respondWith(OK));
  const cancellation = new Cancellation();
  expect(await newClient().send(to(server, { signal: cancellation }))).toMatchObject({ kind: 'answered' });
  cancellation.abort();
});
