// Tests private authorities, client certificates and the egress proxy of connections to targets.
import { expect, test } from 'vitest';
import { makeCertificate } from './test-certificate.ts';
import { HOST, newClient, to } from './test-client.ts';
import { startProxy } from './test-proxy.ts';
import { type Respond, startServer } from './test-server.ts';
import { createTransport } from './transport.ts';

const ok: Respond = (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
const overTls = (port: number) => ({ url: `https://${HOST}:${port}/hook` });

test('a target of a private authority is trusted with it alone', async () => {
  const { key, cert } = makeCertificate([HOST]);
  await using server = await startServer(ok, { tls: { key, cert } });
  const request = to(server, overTls(server.port));
  expect(await newClient().send(request)).toMatchObject({
    kind: 'unreachable',
    error: { code: 'tls_failed' },
  });
  const other = newClient({ transport: { ca: makeCertificate([HOST]).cert } });
  expect(await other.send(request)).toMatchObject({ error: { code: 'tls_failed' } });
  expect(await newClient({ transport: { ca: cert } }).send(request)).toMatchObject({ statusCode: 200 });
  expect(() => createTransport({ ca: 'not a certificate' })).toThrow();
});

test('a target that asks for a client certificate gets it', async () => {
  const { key, cert } = makeCertificate([HOST]);
  const client = makeCertificate(['scheduler.example.com']);
  const tls = { key, cert, requestCert: true, rejectUnauthorized: true, ca: [client.cert] };
  await using server = await startServer(ok, { tls });
  const request = to(server, overTls(server.port));
  const without = await newClient({ transport: { ca: cert } }).send(request);
  expect(without).toMatchObject({ kind: 'unreachable' });
  expect((without as { error: { message: string } }).error.message).toContain('TARGET_CLIENT_CERT_FILE');
  const withIt = newClient({ transport: { ca: cert, clientCertificate: client } });
  expect(await withIt.send(request)).toMatchObject({ statusCode: 200 });
});

test('a proxy makes the connections, over which TLS is verified against the target', async () => {
  const { key, cert } = makeCertificate([HOST]);
  await using plain = await startServer(ok);
  await using secure = await startServer(ok, { tls: { key, cert } });
  const first = await startProxy(plain.port);
  const { proxyUrl } = first;
  expect(await newClient({ transport: { proxyUrl } }).send(to(plain))).toMatchObject({ statusCode: 200 });
  const authorization = `Basic ${Buffer.from('u:p@ss').toString('base64')}`;
  expect(first.requests).toEqual([[`${HOST}:${plain.port}`, authorization]]);
  expect(plain.requests[0]).not.toContain('proxy-authorization');
  const second = await startProxy(secure.port);
  const request = to(secure, overTls(secure.port));
  const trusted = newClient({ transport: { proxyUrl: second.proxyUrl, ca: cert } });
  expect(await trusted.send(request)).toMatchObject({ statusCode: 200 });
  const untrusted = newClient({ transport: { proxyUrl: second.proxyUrl } });
  expect(await untrusted.send(request)).toMatchObject({ error: { code: 'tls_failed' } });
});

test('addresses that are known here are checked before the proxy is asked; other names are left to it', async () => {
  await using server = await startServer(ok);
  const { requests, proxyUrl } = await startProxy(server.port);
  const transport = { proxyUrl };
  const toPrivate = newClient({ transport, lookup: async () => ['10.0.0.1'] });
  expect(await toPrivate.send(to(server))).toMatchObject({ kind: 'blocked' });
  expect(await newClient({ transport }).send(to(server, { url: 'http://other.test/' }))).toMatchObject({
    kind: 'blocked',
  });
  expect(requests).toEqual([]);
  const unknown = newClient({ transport, lookup: () => Promise.reject(new Error('not found')) });
  expect(await unknown.send(to(server))).toMatchObject({ statusCode: 200 });
});

test('a proxy that refuses, or that is down, is named in the failure', async () => {
  await using server = await startServer(ok);
  const { proxyUrl } = await startProxy(server.port, 403);
  const refused = await newClient({ transport: { proxyUrl } }).send(to(server));
  expect(refused).toMatchObject({ kind: 'unreachable', error: { code: 'proxy_failed' } });
  expect((refused as { error: { message: string } }).error.message).toMatch(
    /^The proxy .*: it answered 403\.$/,
  );
  const down = await newClient({ transport: { proxyUrl: 'http://127.0.0.1:1' } }).send(to(server));
  expect((down as { error: { message: string } }).error.message).toContain(
    'cannot be reached (ECONNREFUSED)',
  );
});

test('a request with a transport of its own has its own connections, and a guarded proxy', async () => {
  const { key, cert } = makeCertificate([HOST]);
  await using secure = await startServer(ok, { tls: { key, cert } });
  const client = newClient();
  const request = to(secure, overTls(secure.port));
  expect(await client.send({ ...request, transport: { ca: cert } })).toMatchObject({ statusCode: 200 });
  expect(await client.send(request)).toMatchObject({ error: { code: 'tls_failed' } });
  const { proxyUrl } = await startProxy(secure.port);
  const through = { ca: cert, proxyUrl, isProxyGuarded: true };
  expect(await client.send({ ...request, transport: through })).toMatchObject({ statusCode: 200 });
  const elsewhere = { proxyUrl: 'http://10.0.0.1:3128', isProxyGuarded: true };
  expect(await client.send({ ...request, transport: elsewhere })).toMatchObject({
    kind: 'blocked',
    error: { code: 'address_not_allowed' },
  });
});
