// Tests the limit of large writes over HTTP: bodies of waiting and refused clients stay unread, other clients pass.
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { Hono } from 'hono';
import { afterEach, expect, test } from 'vitest';
import { waitFor } from '../testing/wait.ts';
import { limitBody } from './body.ts';
import { limitLargeWrites } from './client-limits.ts';
import type { ApiEnv } from './handlers.ts';
import { type Listening, listen } from './http-server.ts';
import { Problem } from './problems.ts';

const MIB = 1024 * 1024;
/** What the buffers of a connection hold. */
const BUFFERED = MIB;

let server: Listening;
afterEach(() => server.close());

/** Serves batches; each waits in its handler for `finish`. `bytesRead` is by the number of the request. */
async function start() {
  const finishing = Promise.withResolvers<void>();
  const arrived: IncomingMessage['socket'][] = [];
  let handled = 0;
  const app = new Hono<ApiEnv>();
  app.onError((error, c) =>
    error instanceof Problem ? c.body(null, error.status as 429, error.headers) : c.body(null, 500),
  );
  app.use(async (c, next) => {
    arrived.push((c.env as { incoming: IncomingMessage }).incoming.socket);
    c.set('client', { name: c.req.header('x-client') ?? '', role: 'admin', via: 'key' });
    await next();
  });
  app.use(limitLargeWrites({ total: 3, perClient: 1, waiting: 1, waitMs: 600_000 }));
  app.use(limitBody);
  app.post('/jobs/batch', async (c) => {
    handled++;
    if (c.req.header('x-client') === 'a') await finishing.promise;
    return c.text(String((await c.req.arrayBuffer()).byteLength));
  });
  server = await listen(app.fetch, 0, '127.0.0.1');
  return {
    arrived: () => arrived.length,
    handled: () => handled,
    bytesRead: (index: number) => arrived[index]!.bytesRead,
    finish: finishing.resolve,
  };
}

const body = Buffer.alloc(16 * MIB, 0x20);

async function post(client: string): Promise<{ status: number; text: string }> {
  return await new Promise((resolve, reject) => {
    const headers = { 'x-client': client, 'content-length': body.length };
    const sent = request(
      `${server.url}/jobs/batch`,
      { method: 'POST', agent: false, headers },
      (response) => {
        const chunks: Buffer[] = [];
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => resolve({ status: response.statusCode!, text: Buffer.concat(chunks).toString() }))
          .on('error', reject);
        // After a refusal the service does not read the rest.
        sent.off('error', reject).on('error', () => {});
      },
    );
    sent.on('error', reject).end(body);
  });
}

test('a body of 16 MiB stays unread while its client waits, and after a refusal; other clients pass', async () => {
  const service = await start();
  const first = post('a');
  await waitFor('the first batch', () => service.handled() === 1);
  const second = post('a');
  await waitFor('the second batch', () => service.arrived() === 2);
  const third = await post('a');
  expect(third.status).toBe(429);
  expect(await post('b')).toEqual({ status: 200, text: String(body.length) });
  expect(service.handled()).toBe(2);
  expect(service.bytesRead(1)).toBeLessThan(BUFFERED);
  expect(service.bytesRead(2)).toBeLessThan(BUFFERED);
  service.finish();
  expect([await first, await second]).toEqual([
    { status: 200, text: String(body.length) },
    { status: 200, text: String(body.length) },
  ]);
});
