// Tests the limits of the HTTP client: time limit, cancellation, address check, closing.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { HOST, newClient, to } from './test-client.ts';
import { drip, OK, respondWith, startServer } from './test-server.ts';

const never = () => new Promise<never>(() => {});
const silent = () => {};

describe('the time limit', () => {
  it.each([
    ['DNS', never, 'http', 'could not be resolved within 0.5 s'],
    ['the TLS handshake', undefined, 'https', 'did not finish the TLS handshake within 0.5 s'],
    ['the response', undefined, 'http', 'did not respond within 0.5 s'],
  ] as const)('covers %s', async (_phase, lookup, scheme, text) => {
    await using server = await startServer(silent);
    const client = newClient(lookup === undefined ? {} : { lookup });
    const result = await client.send(
      to(server, { url: `${scheme}://${HOST}:${server.port}/`, timeoutMs: 500 }),
    );
    expect(result).toMatchObject({
      kind: 'timed_out',
      error: { code: 'timeout', message: expect.stringContaining(text) },
    });
    expect(result.timings.total_ms).toBeGreaterThanOrEqual(499);
    await expect.poll(() => server.open).toBe(0);
  });

  it('truncates a response that has started', async () => {
    await using server = await startServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nbegun');
      drip(socket, '.');
    });
    const result = await newClient().send(to(server, { timeoutMs: 500 }));
    expect(result).toMatchObject({
      kind: 'answered',
      statusCode: 200,
      body: expect.stringMatching(/^begun\.*$/),
      truncated: true,
    });
    await expect.poll(() => server.open).toBe(0);
  });

  it('accepts a response that arrived in time while the event loop was blocked', async () => {
    await using server = await startServer((socket) => {
      socket.write(OK);
      const heldUpUntil = performance.now() + 100;
      while (performance.now() < heldUpUntil) {
        // Blocks the event loop: neither the timer nor the socket is processed.
      }
    });
    expect(await newClient().send(to(server, { timeoutMs: 50 }))).toMatchObject({
      kind: 'answered',
      body: 'ok',
    });
  });
});

describe('cancellation', () => {
  it('before the start opens no connection', async () => {
    await using server = await startServer(respondWith(OK));
    const result = await newClient().send(to(server, { signal: AbortSignal.abort() }));
    expect(result).toMatchObject({ kind: 'canceled', error: { code: 'canceled' } });
    expect(server.connections).toBe(0);
  });

  it('during the DNS lookup opens no connection', async () => {
    await using server = await startServer(respondWith(OK));
    const { promise, resolve } = Promise.withResolvers<string[]>();
    const lookup = vi.fn(() => promise);
    const canceler = new AbortController();
    const sending = newClient({ lookup }).send(to(server, { signal: canceler.signal }));
    await expect.poll(() => lookup).toHaveBeenCalled();
    canceler.abort();
    expect(await sending).toMatchObject({ kind: 'canceled' });
    resolve(['127.0.0.1']);
    await promise;
    expect(server.connections).toBe(0);
  });

  it.each([
    ['while the target is silent', ''],
    ['in the middle of the answer', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'],
  ])('%s drops the connection', async (_name, text) => {
    await using server = await startServer(respondWith(text));
    const canceler = new AbortController();
    const sending = newClient().send(to(server, { signal: canceler.signal }));
    await expect.poll(() => server.requests).toHaveLength(1);
    canceler.abort();
    expect(await sending).toMatchObject({ kind: 'canceled', error: { code: 'canceled' } });
    await expect.poll(() => server.open).toBe(0);
  });

  it('after the end has no effect', async () => {
    await using server = await startServer(respondWith(OK));
    const canceler = new AbortController();
    const client = newClient();
    expect(await client.send(to(server, { signal: canceler.signal }))).toMatchObject({ kind: 'answered' });
    canceler.abort();
    await nextTurn();
    expect(await client.send(to(server))).toMatchObject({ kind: 'answered', timings: { connect_ms: null } });
  });
});

describe('the address check', () => {
  it.each([
    ['a refused target', `http://10.0.0.1/`, 'target_not_allowed'],
    ['no URL', 'nonsense', 'target_not_allowed'],
  ])('blocks %s', async (_name, url, code) => {
    expect(await newClient().send(to({ port: 1 }, { url }))).toMatchObject({
      kind: 'blocked',
      error: { code },
    });
  });

  it('checks every connection: a name that resolves to another address is blocked', async () => {
    await using server = await startServer((socket) =>
      socket.end(OK.replace('200 OK', '200 OK\r\nconnection: close')),
    );
    const answers = [['127.0.0.1'], ['169.254.169.254']];
    const client = newClient({ lookup: async () => answers.shift() ?? [] });
    expect(await client.send(to(server))).toMatchObject({ kind: 'answered' });
    expect(await client.send(to(server))).toMatchObject({
      kind: 'blocked',
      error: { code: 'address_not_allowed', message: expect.stringContaining('169.254.169.254') },
    });
    expect(server.connections).toBe(1);
  });

  it('blocks a name with one allowed and one refused address', async () => {
    await using server = await startServer(respondWith(OK));
    const client = newClient({ lookup: async () => ['127.0.0.1', '10.0.0.5'] });
    expect(await client.send(to(server))).toMatchObject({
      kind: 'blocked',
      error: { code: 'address_not_allowed' },
    });
    expect(server.connections).toBe(0);
  });

  it.each([
    { 'x-a': 'line\r\nbreak' },
    { 'x a': '1' },
    { 'x-a': '€' },
    { expect: '100-continue' },
    { 'content-length': '1' },
  ])('sends no request with the headers %j, and loses no connection over it', async (headers: object) => {
    await using server = await startServer(respondWith(OK));
    const client = newClient({ connections: 1 });
    const result = await client.send(to(server, { headers: { ...headers } }));
    expect(result).toMatchObject({ kind: 'blocked', error: { code: 'invalid_request' } });
    expect(server.requests).toEqual([]);
    expect(await client.send(to(server))).toMatchObject({ kind: 'answered' });
  });
});

describe('closing the client', () => {
  it('ends requests in flight, opening connections and new requests', async () => {
    await using server = await startServer(silent);
    const client = newClient({
      lookup: (name) => (name === HOST ? Promise.resolve(['127.0.0.1']) : never()),
    });
    const waiting = client.send(to(server));
    const opening = client.send(to(server, { url: 'http://slow-dns.example.com/' }));
    await expect.poll(() => server.requests).toHaveLength(1);
    await client.close();
    for (const result of [await waiting, await opening, await client.send(to(server))]) {
      expect(result).toMatchObject({ kind: 'canceled', error: { code: 'client_closed' } });
    }
    await expect.poll(() => server.open).toBe(0);
  });
});
