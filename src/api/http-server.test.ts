// Tests the limits of the HTTP server: slow, stalled and idle clients, large heads and many requests on a connection.
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { type Listening, listen, type ServerLimits, serverLimits } from './http-server.ts';

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function start(limits: Partial<ServerLimits> = {}): Promise<Listening & { arrived: () => number }> {
  let arrived = 0;
  const large = 'x'.repeat(32 * 1024 * 1024);
  const respond = async (incoming: Request) => {
    arrived += 1;
    if (incoming.url.endsWith('/large')) return new Response(large);
    await incoming.text().catch(() => {});
    return new Response('ok');
  };
  const server = await listen(respond, 0, '127.0.0.1', { ...serverLimits, ...limits });
  open.push(server);
  return { ...server, arrived: () => arrived };
}

function dial({ url }: Listening, head = ''): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  if (head !== '') socket.write(head);
  return socket;
}

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n';
const POST = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n';

test.each([
  ['resource-001: headers', { headersMs: 200 }, GET],
  ['resource-001: nothing', { headersMs: 200 }, ''],
  ['resource-002: a body', { headersMs: 100, requestMs: 200 }, POST],
])('%s that arrive too slowly end the connection', async (_, limits, head) => {
  const server = await start(limits);
  const answer = await text(dial(server, head));
  if (head !== '') expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*application\/problem\+json/);
});

test('resource-003: more connections than allowed close the oldest idle ones, and new clients are served', async () => {
  const server = await start({ connections: 50 });
  let closed = 0;
  const idle = Array.from({ length: 200 }, () => dial(server).on('close', () => (closed += 1)));
  await expect.poll(() => closed).toBe(150);
  expect(await (await fetch(server.url)).text()).toBe('ok');
  // Node closes connections without a request at the stop only after their timeout.
  for (const socket of idle) socket.destroy();
});

test('connections whose bodies arrive slowly make room for new clients', async () => {
  const server = await start({ connections: 50 });
  const slow = Array.from({ length: 50 }, () => dial(server, POST));
  let closed = 0;
  for (const socket of slow) socket.on('close', () => (closed += 1));
  await expect.poll(server.arrived).toBe(50);
  expect(await (await fetch(server.url)).text()).toBe('ok');
  expect(closed).toBe(1);
  for (const socket of slow) socket.destroy();
});

test.each([
  ['resource-004: 20 kB of headers', `${GET}X: ${'x'.repeat(20_000)}\r\n\r\n`],
  ['resource-006: a path of 20 kB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`],
])('%s are refused', async (_, head) => {
  expect(await text(dial(await start(), head))).toMatch(/^HTTP\/1\.1 431 [^]*application\/problem\+json/);
});

test('resource-007: thousands of pipelined requests are answered in order', async () => {
  const server = await start();
  const count = 5_000;
  const answers = await text(
    dial(server, `${GET}\r\n`.repeat(count - 1) + `${GET}Connection: close\r\n\r\n`),
  );
  expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(count);
});

test('a client that does not read its response is disconnected', async () => {
  const server = await start({ stallMs: 200 });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const stalled = request(`${server.url}/large`, (response) => {
    response.pause();
    response.on('close', () => resolve(response.complete));
    response.on('error', () => {});
    // The rest arrives only from the buffers of the system.
    setTimeout(() => response.resume(), 1_000);
  });
  stalled.on('error', () => {}).end();
  expect(await promise).toBe(false);
});
