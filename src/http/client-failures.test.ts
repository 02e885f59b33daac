// Tests that every failure of a target becomes a result with a defined error code.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates, type TlsOptions } from 'node:tls';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeCertificate } from './test-certificate.ts';
import { HOST, newClient, to } from './test-client.ts';
import { certificate } from './test-rude-targets.ts';
import { OK, respondWith, startServer, type TestServer } from './test-server.ts';

beforeAll(() => setDefaultCACertificates([...getCACertificates('default'), certificate.cert]));

const failWith = (code: string) => async () => {
  throw Object.assign(new Error('from the resolver'), { code });
};
const silent = () => {};

describe('a target that cannot be reached', () => {
  it('refuses the connection', async () => {
    const { port } = await (async () => {
      await using server = await startServer(silent);
      return { port: server.port };
    })();
    const result = await newClient().send(to({ port }));
    expect(result).toMatchObject({
      kind: 'unreachable',
      error: {
        code: 'connection_refused',
        message: `${HOST}:${port} refused the connection: no server listens on this port.`,
      },
      timings: { dns_ms: expect.any(Number), connect_ms: null, first_byte_ms: null },
    });
  });

  it.each([
    ['ENOTFOUND', 'dns_not_found'],
    ['EAI_AGAIN', 'dns_failed'],
    ['EWHATEVER', 'connection_failed'],
  ])('has a name whose resolution fails with %s: %s', async (code, expected) => {
    const result = await newClient({ lookup: failWith(code) }).send(to({ port: 80 }));
    expect(result).toMatchObject({
      kind: 'unreachable',
      error: { code: expected, message: expect.stringMatching(/\.$/) },
    });
  });

  it.each([
    ['closes', 'end'],
    ['resets', 'resetAndDestroy'],
  ] as const)('%s the connection instead of respondWith, and is not asked again', async (_name, method) => {
    await using server = await startServer((socket) => void socket[method]());
    expect(await newClient().send(to(server))).toMatchObject({
      kind: 'unreachable',
      error: { code: 'connection_reset' },
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['resets', 'resetAndDestroy'],
    ['closes', 'end'],
  ] as const)('%s a kept connection: sent once more on a new one', async (_name, method) => {
    await using server = await startServer((socket) => {
      if (server.requests.length === 2) socket[method]();
      else socket.write(OK);
    });
    const client = newClient();
    await client.send(to(server));
    const { kind, timings } = await client.send(to(server));
    expect([kind, timings.connect_ms]).toEqual(['answered', expect.any(Number)]);
    expect([server.requests.length, server.connections]).toEqual([3, 2]);
  });

  it('resets a kept connection after the first byte: not repeated', async () => {
    await using server = await startServer((socket) => {
      if (server.requests.length === 1) socket.write(OK);
      else socket.end('HTTP');
    });
    const client = newClient();
    await client.send(to(server));
    expect(await client.send(to(server))).toMatchObject({ error: { code: 'connection_reset' } });
    expect([server.requests.length, server.connections]).toEqual([2, 1]);
  });

  it('gets a request that must not be repeated on a new connection', async () => {
    await using server = await startServer((socket) => {
      if (server.requests.length === 1) socket.write(OK);
      else socket.resetAndDestroy();
    });
    const client = newClient();
    await client.send(to(server));
    const result = await client.send(to(server, { mayRepeat: false }));
    expect(result).toMatchObject({ error: { code: 'connection_reset' } });
    expect([server.requests.length, server.connections]).toEqual([2, 2]);
    expect(server.requests[1]).toContain('\r\nconnection: close\r\n');
  });

  it('does not speak HTTP', async () => {
    await using server = await startServer(respondWith('SSH-2.0-OpenSSH_9.9\r\n'));
    expect(await newClient().send(to(server))).toMatchObject({
      kind: 'unreachable',
      error: { code: 'invalid_response' },
    });
  });

  it('sends arbitrary bytes', async () => {
    let bytes = Buffer.alloc(0);
    await using server = await startServer((socket) => socket.end(bytes));
    const client = newClient();
    const head = fc.constantFrom(
      '',
      'HTTP/1.1 200 OK\r\n',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    await fc.assert(
      fc.asyncProperty(head, fc.uint8Array({ maxLength: 200 }), async (start, rest) => {
        bytes = Buffer.concat([Buffer.from(start), rest]);
        expect((await client.send(to(server))).kind).toBeOneOf(['answered', 'unreachable']);
      }),
      { numRuns: 300 },
    );
  });
});

describe('TLS', () => {
  const overTls = (server: TestServer) => to(server, { url: `https://${HOST}:${server.port}/` });

  it('verifies the certificate against the name, and is timed', async () => {
    await using server = await startServer(respondWith(OK), { tls: certificate });
    const client = newClient();
    const { kind, timings } = await client.send(overTls(server));
    expect([kind, timings.connect_ms, timings.tls_ms]).toEqual([
      'answered',
      expect.any(Number),
      expect.any(Number),
    ]);
    const wrongName = to(server, { url: `https://other.example.com:${server.port}/` });
    expect(await client.send(wrongName)).toMatchObject({
      kind: 'unreachable',
      error: { code: 'tls_failed', message: expect.stringContaining('its certificate is for another host') },
    });
  });

  it('verifies the certificate against an IP address', async () => {
    await using server = await startServer(respondWith(OK), { tls: certificate });
    const result = await newClient().send(to(server, { url: `https://127.0.0.1:${server.port}/` }));
    expect(result).toMatchObject({ kind: 'unreachable', error: { code: 'tls_failed' } });
  });

  it('cannot be disabled by the environment', async () => {
    await using server = await startServer(respondWith(OK), { tls: certificate });
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const result = await newClient().send(to(server, { url: `https://other.example.com:${server.port}/` }));
    vi.unstubAllEnvs();
    expect(result).toMatchObject({ kind: 'unreachable', error: { code: 'tls_failed' } });
  });

  it.each([
    [
      'that wants a client certificate (TLS 1.2)',
      { requestCert: true, maxVersion: 'TLSv1.2' },
      'client certificate',
    ],
    [
      'that wants a client certificate (TLS 1.3)',
      { requestCert: true, minVersion: 'TLSv1.3' },
      'client certificate',
    ],
    ['that speaks HTTP/2 only', { ALPNProtocols: ['h2'] }, 'it speaks HTTP/2 only'],
    [
      'without a common cipher',
      { ciphers: 'AES256-SHA256', maxVersion: 'TLSv1.2' },
      'no protocol version or cipher',
    ],
  ] as const)('names the reason of a target %s', async (_name, options, reason) => {
    const tls = { ...certificate, ...options } as TlsOptions;
    await using server = await startServer(respondWith(OK), { tls });
    const result = await newClient().send(overTls(server));
    const message = expect.stringContaining(reason);
    expect(result).toMatchObject({ kind: 'unreachable', error: { message } });
  });

  it('names the missing certificate of a target without the intermediate certificate', async () => {
    await using server = await startServer(respondWith(OK), {
      tls: makeCertificate([HOST], { lacksIssuer: true }),
    });
    const result = await newClient().send(overTls(server));
    const message = expect.stringContaining('sent without an intermediate certificate');
    expect(result).toMatchObject({ kind: 'unreachable', error: { code: 'tls_failed', message } });
  });

  it('fails if the target does not speak TLS', async () => {
    await using server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const result = await newClient().send(to({ port }, { url: `https://${HOST}:${port}/` }));
    const message = expect.stringContaining('it does not speak TLS');
    expect(result).toMatchObject({ kind: 'unreachable', error: { code: 'tls_failed', message } });
  });
});
