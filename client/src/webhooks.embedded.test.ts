// Tests that deliveries of the service are accepted, changed ones refused, and forged ones equivalent.
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { startTestService } from '../../src/testing/service.ts';
import { startTarget } from '../../src/testing/target.ts';
import { type ForgeOptions, forgeDelivery, forgeRequest } from './testing.ts';
import {
  createSecret,
  type Delivery,
  verifyDelivery,
  verifyNodeRequest,
  verifyRequest,
  type WebhookError,
} from './webhooks.ts';

const secret = createSecret();
const other = createSecret();
const payload = { text: 'ä€😀', amount: 12.5 };
const forge = (changes: Partial<ForgeOptions> = {}) =>
  forgeDelivery({ secrets: secret, payload, ...changes });
const failureOf = async (work: Promise<unknown>): Promise<WebhookError> =>
  await work.then(
    () => expect.fail('it was accepted'),
    (error: unknown) => error as WebhookError,
  );

describe('a delivery is verified', () => {
  it('and parsed', async () => {
    const scheduledFor = new Date('2027-01-31T05:00:00.123Z');
    const timestamp = new Date('2027-01-31T05:00:01Z');
    const runId = '0198f0c2-7a51-7000-8000-000000000000';
    const jobId = '0198f0c2-7a51-7000-8000-000000000001';
    const { body, headers } = await forge({ scheduledFor, timestamp, runId, jobId, attempt: 3 });
    expect(await verifyDelivery<typeof payload>(body, headers, secret, { now: timestamp })).toEqual({
      id: runId,
      runId,
      jobId,
      scheduledFor,
      attempt: 3,
      timestamp,
      payload,
    } satisfies Delivery<typeof payload>);
  });

  it('from text, bytes and headers in any form', async () => {
    const { body, headers } = await forge();
    const bytes = new TextEncoder().encode(body);
    const shouted = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]),
    );
    for (const raw of [body, bytes, bytes.buffer, Buffer.from(body)]) {
      for (const given of [headers, new Headers(headers), shouted]) {
        expect((await verifyDelivery(raw, given, secret)).payload).toEqual(payload);
      }
    }
  });

  it('with any of several secrets on either side', async () => {
    const byBoth = await forge({ secrets: [other, secret] });
    expect((await verifyDelivery(byBoth.body, byBoth.headers, secret)).payload).toEqual(payload);
    const byOne = await forge();
    expect((await verifyDelivery(byOne.body, byOne.headers, [other, secret])).payload).toEqual(payload);
  });

  it('with any payload', async () => {
    const roundTrip = async (options: Partial<ForgeOptions>) => {
      const { body, headers } = await forge(options);
      return (await verifyDelivery(body, headers, secret)).payload;
    };
    expect(await roundTrip({ payload: null })).toBeNull();
    expect(await roundTrip({ payload: 'text' })).toBe('text');
    expect(await roundTrip({ payload: '<a/>', headers: { 'content-type': 'text/xml' } })).toBe('<a/>');
    const cloudEvents = { 'content-type': 'application/cloudevents+json' };
    expect(await roundTrip({ payload: { a: 1 }, headers: cloudEvents })).toEqual({ a: 1 });
  });
});

describe('a request is refused', () => {
  it.each<[string, WebhookError['code'], (sent: Awaited<ReturnType<typeof forge>>) => unknown]>([
    ['a body that was changed', 'wrong_signature', (sent) => (sent.body += ' ')],
    ['another id', 'wrong_signature', ({ headers }) => (headers['webhook-id'] = 'x')],
    ['another time', 'wrong_signature', ({ headers }) => (headers['webhook-timestamp'] = '1')],
    ['a time that is none', 'malformed', ({ headers }) => (headers['webhook-timestamp'] = '1e9')],
    ['no signature', 'missing_header', ({ headers }) => delete headers['webhook-signature']],
    ['another version', 'wrong_signature', ({ headers }) => (headers['webhook-signature'] = 'v2,AAAA')],
    ['no base64', 'wrong_signature', ({ headers }) => (headers['webhook-signature'] = 'v1,?')],
    ['an empty signature', 'wrong_signature', ({ headers }) => (headers['webhook-signature'] = 'v1,')],
    ['no attempt', 'missing_header', ({ headers }) => delete headers['scheduler-attempt']],
    ['an attempt that is none', 'malformed', ({ headers }) => (headers['scheduler-attempt'] = '0')],
    ['no instant', 'malformed', ({ headers }) => (headers['scheduler-scheduled-for'] = 'noon')],
  ])('with %s', async (_what, code, change) => {
    const sent = await forge();
    change(sent);
    const error = await failureOf(verifyDelivery(sent.body, sent.headers, secret));
    expect(error).toMatchObject({ name: 'WebhookError', code });
    expect(error.status).toBe(code === 'malformed' ? 400 : 401);
  });

  it('with another secret', async () => {
    const { body, headers } = await forge({ secrets: other });
    expect((await failureOf(verifyDelivery(body, headers, secret))).code).toBe('wrong_signature');
  });

  it('that is older or newer than the tolerance', async () => {
    const now = new Date('2027-01-31T05:00:00Z');
    const judge = async (seconds: number, toleranceSeconds?: number) => {
      const { body, headers } = await forge({ timestamp: new Date(now.getTime() + seconds * 1_000) });
      return await verifyDelivery(body, headers, secret, { now, toleranceSeconds }).then(
        () => 'fine',
        (error: WebhookError) => error.code,
      );
    };
    expect([await judge(-300), await judge(300)]).toEqual(['fine', 'fine']);
    expect([await judge(-301), await judge(301)]).toEqual(['stale', 'stale']);
    expect([await judge(-10, 10), await judge(-11, 10), await judge(0, NaN)]).toEqual([
      'fine',
      'stale',
      'stale',
    ]);
  });

  it('but errors of the receiver are a TypeError without the secret', async () => {
    const { body, headers } = await forge();
    for (const wrong of [
      [],
      undefined,
      '',
      'whsec_',
      'whsec_c2hvcnQ=',
      secret.slice(6),
      [secret, 'hunter2'],
    ]) {
      const given = Array.isArray(wrong) ? wrong.toReversed() : wrong;
      const error = await failureOf(verifyDelivery(body, headers, given as string));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).not.toMatch(/hunter2|c2hvcnQ/);
    }
  });
});

test('signatures match the reference library', async () => {
  const secretOf = (key: Uint8Array) => `whsec_${Buffer.from(key).toString('base64')}`;
  const anySecret = fc.uint8Array({ minLength: 24, maxLength: 64 }).map(secretOf);
  const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(anySecret, anyText, async (key, text) => {
      const { body, headers } = await forge({ secrets: key, payload: text });
      expect(new Webhook(key).verify(body, headers)).toBe(text);
      const at = new Date();
      const signed = new Webhook(key).sign(headers['webhook-id']!, at, body);
      const theirs = {
        ...headers,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': signed,
      };
      expect((await verifyDelivery(body, theirs, key)).payload).toBe(text);
    }),
    { numRuns: 50 },
  );
});

describe('a Request', () => {
  it('its body is read up to a limit', async () => {
    const request = await forgeRequest('http://localhost/close', { secrets: secret, payload });
    expect((await verifyRequest<typeof payload>(request.clone(), secret)).payload).toEqual(payload);
    expect((await failureOf(verifyRequest(request, secret, { maxBytes: 10 }))).status).toBe(413);
    expect(await failureOf(verifyRequest(request, secret))).toBeInstanceOf(TypeError);
    const empty = await forgeRequest('http://localhost/close', { secrets: secret });
    expect((await verifyRequest(empty, secret)).payload).toBeNull();
  });
});

describe('a Node.js request', () => {
  let url: string;
  let handle: (request: IncomingMessage) => Promise<unknown>;
  const server = createServer((request, response) => {
    handle(request).then(
      (result) => response.end(JSON.stringify(result)),
      (error: Error) => response.writeHead(500).end(`${error.name}: ${error.message}`),
    );
  });
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());
  const send = async (options: Partial<ForgeOptions> = {}) => {
    const response = await fetch(await forgeRequest(url, { secrets: secret, payload, ...options }));
    return await response.text();
  };
  const payloadOf = async (request: Parameters<typeof verifyNodeRequest>[0]) =>
    (await verifyNodeRequest(request, secret)).payload;

  it('its body is read', async () => {
    handle = payloadOf;
    expect(JSON.parse(await send())).toEqual(payload);
    expect(await send({ payload: null })).toBe('null');
    handle = async (request) => await verifyNodeRequest(request, secret, { maxBytes: 10 });
    expect(await send()).toContain('WebhookError: The body has more than 10 bytes');
  });

  it('the raw body of a framework is used', async () => {
    handle = async (request) => await payloadOf(Object.assign(request, { body: await buffer(request) }));
    expect(JSON.parse(await send()), 'express.raw()').toEqual(payload);
    handle = async (request) =>
      await payloadOf({ headers: request.headers, rawBody: String(await buffer(request)), body: {} });
    expect(JSON.parse(await send()), 'rawBody').toEqual(payload);
    handle = async ({ headers }) => await payloadOf({ headers, body: undefined });
    expect(await send({ payload: null }), 'Fastify, no body').toBe('null');
    handle = async (request) => await payloadOf(Object.assign(request, { body: {} }));
    expect(await send({ payload: null }), 'Express 4, no body').toBe('null');
  });

  it('a parsed body is an error with advice', async () => {
    handle = async (request) =>
      await payloadOf(Object.assign(request, { body: JSON.parse(String(await buffer(request))) as unknown }));
    expect(await send()).toMatch(/^TypeError: .*express\.raw/);
    handle = async ({ headers }) => await payloadOf({ headers, body: {} });
    expect(await send()).toMatch(/^TypeError: /);
  });
});

test('deliveries of the service are accepted, and forged ones have the same headers', async () => {
  const [service, target] = await Promise.all([startTestService(), startTarget()]);
  try {
    const job = await service.scheduler.jobs.create({
      name: 'Signed',
      target: target.url,
      payload,
      schedule_type: 'cron',
      cron_expression: '0 6 1 1 *',
      signing_secret: secret,
    });
    const run = await service.scheduler.jobs.run(job.id);
    await service.scheduler.runs.wait(run.id);
    const { headers, body } = target.deliveries[0]!;
    const delivery = await verifyDelivery(body, headers, secret);
    expect(delivery).toMatchObject({ id: run.id, runId: run.id, jobId: job.id, attempt: 1, payload });
    expect(delivery.scheduledFor.toISOString()).toBe(run.scheduled_for);
    const forged = new Set(Object.keys((await forge()).headers));
    const ofHttp = new Set(['host', 'connection', 'content-length']);
    expect(new Set(Object.keys(headers)).difference(ofHttp)).toEqual(forged);
  } finally {
    await service.stop();
    await target.close();
  }
});
