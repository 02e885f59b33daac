// Tests private authorities, client certificates and the egress proxy of connections to targets.
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { makeCertificate } from './test-certificate.ts';
import { HOST, newClient, to } from './test-client.ts';
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

/** A proxy on 127.0.0.1 that leads every tunnel to `port`, or refuses with `status`. */
async function startProxy(port: number, status = 200) {
  const requests: [target: string | undefined, authorization: string | undefined][] = [];
  const server = createServer((_request, response) => void response.writeHead(405).end());
  server.on('connect', (request, socket) => {
    requests.push([request.url, request.headers['proxy-authorization']]);
    socket.on('error', () => {});
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} Refused\r\n\r\n`);
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close().closeAllConnections());
  return { requests, proxyUrl: `http://u:p%40ss@127.0.0.1:${(server.address() as AddressInfo).port}` };
}

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
