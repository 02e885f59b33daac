// Tests that bytes of one response never become part of the next, and that early responses count.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { newClient, to } from './test-client.ts';
import { OK, startServer } from './test-server.ts';

it.each([
  ['204 with a body', 'HTTP/1.1 204 No\r\ncontent-length: 4\r\n\r\nHTTP', 'POST'],
  ['304 with a body', 'HTTP/1.1 304 No\r\ncontent-length: 4\r\n\r\nHTTP', 'GET'],
  ['HEAD with a body', 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nHTTP', 'HEAD'],
  ['a second response', `${OK}HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n`, 'POST'],
  [
    'a chunk after the last one',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n4\r\n',
    'POST',
  ],
])('%s: the next request gets a connection of its own', async (_name, bytes, method) => {
  await using server = await startServer((socket, request) => {
    // The second part arrives on its own, as it would from a slow target.
    const isOdd = request.includes('/odd');
    socket.write(isOdd ? bytes.slice(0, -4) : OK);
    if (isOdd) setImmediate(() => socket.write(bytes.slice(-4)));
  });
  const client = newClient();
  const url = `http://hooks.example.com:${server.port}/odd`;
  const body = method === 'POST' ? '{}' : null;
  expect(await client.send(to(server, { url, method, body }))).toMatchObject({ kind: 'answered' });
  await expect.poll(() => server.open).toBe(0);
  expect(await client.send(to(server))).toMatchObject({ statusCode: 200, body: 'ok' });
  expect(server.connections).toBe(2);
});

it.each([
  ['resets', 'resetAndDestroy'],
  ['closes', 'end'],
] as const)('a response before the request is read counts, when the target %s then', async (_name, how) => {
  const target = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      // The rest of the request stays unread.
      socket.pause();
      socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 5\r\n\r\nlarge', () => socket[how]());
    });
  }).listen(0, '127.0.0.1');
  await once(target, 'listening');
  const { port } = target.address() as AddressInfo;
  const client = newClient();
  for (const size of [256, 8_192]) {
    const result = await client.send(to({ port }, { body: 'x'.repeat(size * 1_024) }));
    expect(result).toMatchObject({ kind: 'answered', statusCode: 413, body: 'large' });
  }
  target.close();
});
