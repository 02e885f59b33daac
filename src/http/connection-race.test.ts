// Tests connecting to one of several addresses, with an address that accepts late.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../testing/servers.ts';
import { createHttpClient } from './client.ts';
import { parseTargetPolicy } from './targets.ts';
import { to } from './test-client.ts';
import { OK, respondWith, startServer } from './test-server.ts';

// Node.js itself ended an attempt after 500 ms.
const listenLateOn = (port: number) => `
  const { createServer } = require('node:net');
  const { parentPort } = require('node:worker_threads');
  const server = createServer((socket) => socket.on('data', () => socket.write(${JSON.stringify(OK)})));
  server.listen({ port: ${port}, host: '127.0.0.2', backlog: 1 }, () => {
    parentPort.postMessage('listening');
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700));
  });`;

/** Listens on 127.0.0.2 with a full backlog, so that the first packet of a connection is lost. */
async function listenLate(): Promise<number> {
  // Also free on 127.0.0.1, where a test listens on the same port.
  const port = await freePort();
  const worker = new Worker(listenLateOn(port), { eval: true });
  onTestFinished(async () => void (await worker.terminate()));
  await once(worker, 'message');
  for (let i = 0; i < 2; i++) {
    const filler = connect({ host: '127.0.0.2', port });
    onTestFinished(() => void filler.destroy());
    filler.on('error', () => {});
    await once(filler, 'connect');
  }
  return port;
}

function clientOf(...addresses: string[]) {
  const policy = parseTargetPolicy('*.example.com,127.0.0.0/8', { loopbackWhenUnset: false });
  const client = createHttpClient(policy, { lookup: async () => addresses });
  onTestFinished(() => client.close());
  return client;
}

it('connects to an address that accepts late, although another one fails at once', async () => {
  const port = await listenLate();
  const result = await clientOf('127.0.0.2', '127.0.0.1').send(to({ port }));
  expect(result).toMatchObject({ kind: 'answered', body: 'ok' });
});

it('connects to the next address while the first one does not respond', async () => {
  const port = await listenLate();
  let accepted = 0;
  const server = createServer((socket) => {
    accepted++;
    socket.on('data', () => socket.write(OK));
  });
  server.listen({ port, host: '127.0.0.1' });
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const result = await clientOf('127.0.0.2', '127.0.0.1').send(to({ port }));
  expect(result).toMatchObject({ kind: 'answered', body: 'ok' });
  expect(accepted).toBe(1);
});

it('reports a refused connection where no address accepts', async () => {
  await using server = await startServer(respondWith(OK));
  const { port } = server;
  await server[Symbol.asyncDispose]();
  const result = await clientOf('127.0.0.1', '127.0.0.2').send(to({ port }));
  expect(result).toMatchObject({ kind: 'unreachable', error: { code: 'connection_refused' } });
});
