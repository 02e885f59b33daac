// Tests the connection pool: order, limit, and that no connection is leaked.
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { Cancellation } from './cancellation.ts';
import type { OutboundRequest, SendResult } from './client.ts';
import { Exchange } from './exchange.ts';
import { OriginPool } from './origin-pool.ts';
import { formatHead } from './request-head.ts';
import { parseTargetPolicy } from './targets.ts';
import { newClient, to } from './test-client.ts';
import { OK, respondWith, startServer, type TestServer } from './test-server.ts';

const policy = parseTargetPolicy('127.0.0.1', { loopbackWhenUnset: false });

function openPool(server: TestServer, connections: number) {
  const onEmpty = vi.fn();
  const endpoint = { protocol: 'http:', hostname: '127.0.0.1', port: server.port };
  const lookup = async () => [];
  const pool = new OriginPool(endpoint, { policy, lookup, connections, onEmpty });
  const send = (changes: Partial<OutboundRequest> = {}) => {
    const { promise, resolve } = Promise.withResolvers<SendResult>();
    const request = to(server, changes);
    const head = formatHead(request, { path: '/', hostHeader: '127.0.0.1' });
    if ('problem' in head) throw new Error(head.problem);
    pool.dispatch(new Exchange(request, head.text, '127.0.0.1', resolve));
    return promise;
  };
  return { pool, onEmpty, send };
}

it('reuses the most recently used connection, so that the others can close', async () => {
  const sockets: Socket[] = [];
  await using server = await startServer((socket) => {
    sockets.push(socket);
    socket.write(OK);
  });
  const { pool, send } = openPool(server, 10);
  await Promise.all([send(), send(), send()]);
  await nextTurn();
  sockets.length = 0;
  for (let i = 0; i < 5; i++) {
    await send();
    await nextTurn();
  }
  expect(new Set(sockets).size).toBe(1);
  pool.destroy();
});

it('opens no more connections than concurrent requests', async () => {
  await using server = await startServer(respondWith(OK));
  const { pool, send } = openPool(server, 100);
  const results: SendResult[] = [];
  const sendInTurn = async () => {
    for (let i = 0; i < 20; i++) results.push(await send());
  };
  await Promise.all(Array.from({ length: 5 }, sendInTurn));
  expect(results.map(({ kind }) => kind)).toEqual(Array.from({ length: 100 }, () => 'answered'));
  expect(server.connections).toBe(5);
  pool.destroy();
});

it('sends waiting requests in order and skips canceled ones', async () => {
  const answers: (() => void)[] = [];
  await using server = await startServer((socket) => answers.push(() => socket.write(OK)));
  const { pool, send } = openPool(server, 1);
  const cancellation = new Cancellation();
  const sending = ['/0', '/1', '/2', '/3'].map((name) =>
    send({ headers: { 'x-name': name }, ...(name === '/2' ? { signal: cancellation } : {}) }),
  );
  cancellation.abort();
  for (const count of [1, 2, 3]) {
    await expect.poll(() => answers).toHaveLength(count);
    answers.at(-1)?.();
  }
  const results = await Promise.all(sending);
  expect(results.map(({ kind }) => kind)).toEqual(['answered', 'answered', 'canceled', 'answered']);
  expect(server.requests.map((request) => /x-name: (\S+)/.exec(request)?.[1])).toEqual(['/0', '/1', '/3']);
  expect(server.connections).toBe(1);
  pool.destroy();
});

it('reports when the last connection is closed, and not before', async () => {
  const sockets = new Set<Socket>();
  await using server = await startServer((socket) => {
    sockets.add(socket);
    socket.write(OK);
  });
  const { onEmpty, send } = openPool(server, 10);
  await Promise.all([send(), send()]);
  const [first, second] = sockets;
  first?.destroy();
  await expect.poll(() => server.open).toBe(1);
  expect(onEmpty).not.toHaveBeenCalled();
  second?.destroy();
  await expect.poll(() => onEmpty).toHaveBeenCalledOnce();
});

it('reports an unreachable target as empty', async () => {
  await using server = await startServer(() => {});
  const { port } = server;
  await server[Symbol.asyncDispose]();
  const { onEmpty, send } = openPool({ ...server, port }, 1);
  const results = await Promise.all([send(), send(), send()]);
  expect(results.map(({ kind }) => kind)).toEqual(['unreachable', 'unreachable', 'unreachable']);
  await expect.poll(() => onEmpty).toHaveBeenCalledOnce();
});

const ENDS = {
  answer: respondWith(OK),
  'answer and close': (socket: Socket) => socket.end(OK.replace('200 OK', '200 OK\r\nconnection: close')),
  close: (socket: Socket) => socket.end(),
  reset: (socket: Socket) => socket.resetAndDestroy(),
  nonsense: respondWith('nonsense\r\n\r\n'),
  'half an answer': (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'),
  silence: () => {},
  illegal: () => {},
  cancel: () => {},
} as const;

it('leaks no connection, however requests end', async () => {
  await using server = await startServer((socket, request) => {
    const name = /x-end: ([^\r]+)/.exec(request)?.[1] as keyof typeof ENDS;
    ENDS[name](socket, request, server);
  });
  const end = fc.constantFrom(...(Object.keys(ENDS) as (keyof typeof ENDS)[]));
  await fc.assert(
    fc.asyncProperty(fc.array(end, { minLength: 1, maxLength: 30 }), async (ends) => {
      const client = newClient({ connections: 3 });
      const results = await Promise.all(
        ends.map((name) => {
          const cancellation = new Cancellation();
          if (name === 'cancel') setImmediate(() => cancellation.abort());
          const headers = { 'x-end': name, ...(name === 'illegal' ? { 'x a': '1' } : {}) };
          const timeoutMs = name === 'silence' ? 10 : 60_000;
          return client.send(to(server, { headers, timeoutMs, signal: cancellation }));
        }),
      );
      for (const [i, { kind }] of results.entries()) {
        if (ends[i]?.startsWith('answer')) expect(kind).toBe('answered');
      }
      const last = await Promise.all(
        Array.from({ length: 6 }, () => client.send(to(server, { headers: { 'x-end': 'answer' } }))),
      );
      expect(last.map(({ kind }) => kind)).toEqual(last.map(() => 'answered'));
      await client.close();
      await expect.poll(() => server.open).toBe(0);
    }),
    { numRuns: 30 },
  );
});
