// Tests requests, responses and connections of the HTTP client against real local servers.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { MAX_BODY_BYTES } from './exchange.ts';
import { HOST, newClient, to } from './test-client.ts';
import { OK, pourEndlessly, respondWith, startServer } from './test-server.ts';

describe('a request', () => {
  it('is sent unchanged, with only the headers that HTTP requires', async () => {
    await using server = await startServer(respondWith(OK));
    const headers = { 'content-type': 'application/json', 'user-agent': 'me', 'x-a': 'caf\u00e9' };
    await newClient().send(to(server, { headers, body: '{"é":1}' }));
    expect(server.requests[0]?.split('\r\n')).toEqual([
      'POST /hook?x=1 HTTP/1.1',
      `host: ${HOST}:${server.port}`,
      'connection: keep-alive',
      'content-type: application/json',
      'user-agent: me',
      'x-a: caf\u00e9',
      'content-length: 8',
      '',
      Buffer.from('{"é":1}').toString('latin1'),
    ]);
  });

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])('can be a %s without a body', async (method) => {
    await using server = await startServer(respondWith('HTTP/1.1 204 No Content\r\n\r\n'));
    const result = await newClient().send(to(server, { method, body: null }));
    expect(result).toMatchObject({ kind: 'answered', statusCode: 204, body: '', truncated: false });
    expect(server.requests[0]).toMatch(new RegExp(`^${method} /hook`));
  });

  it('can be a DELETE with a body', async () => {
    await using server = await startServer(respondWith(OK));
    await newClient().send(to(server, { method: 'DELETE', body: '{"a":1}' }));
    expect(server.requests[0]).toMatch(/\r\n\r\n\{"a":1\}$/);
  });

  it('treats a host with a trailing dot like the host without', async () => {
    await using server = await startServer(respondWith(OK));
    const lookup = vi.fn(async () => ['127.0.0.1']);
    await newClient({ lookup }).send(to(server, { url: `http://API.example.com.:${server.port}` }));
    expect(lookup).toHaveBeenCalledWith('api.example.com');
    expect(server.requests[0]).toMatch(
      new RegExp(`^POST / HTTP/1.1\r\nhost: api.example.com:${server.port}\r\n`),
    );
  });
});

describe('a response', () => {
  it('has headers as strings, repeated headers joined', async () => {
    const head = 'Set-Cookie: a=1\r\nset-cookie: b=2\r\n__proto__: x\r\nX-B: caf\xe9\r\ncontent-length: 0';
    await using server = await startServer(respondWith(`HTTP/1.1 500 Oh\r\n${head}\r\n\r\n`));
    const result = await newClient().send(to(server));
    expect(result).toMatchObject({
      kind: 'answered',
      statusCode: 500,
      headers: { 'set-cookie': 'a=1, b=2', 'x-b': 'caf\u00e9' },
    });
  });

  it('is the final response after interim responses', async () => {
    await using server = await startServer(
      respondWith(`HTTP/1.1 102 Wait\r\n\r\nHTTP/1.1 103 Hints\r\nlink: x\r\n\r\n${OK}`),
    );
    expect(await newClient().send(to(server))).toMatchObject({
      kind: 'answered',
      statusCode: 200,
      body: 'ok',
    });
  });

  it('can have no body despite its content-length (HEAD, 304)', async () => {
    await using server = await startServer(respondWith('HTTP/1.1 304 Same\r\ncontent-length: 5\r\n\r\n'));
    const client = newClient();
    for (const method of ['HEAD', 'GET']) {
      const result = await client.send(to(server, { method, body: null }));
      expect(result).toMatchObject({ kind: 'answered', statusCode: 304, body: '', truncated: false });
    }
  });

  it('is assembled from chunks', async () => {
    const text = 'ünïcödé '.repeat(500);
    await using server = await startServer(async (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      for (const byte of Buffer.from(text).toString('latin1')) {
        await new Promise((resolve) => socket.write(`1\r\n${byte}\r\n`, 'latin1', resolve));
      }
      socket.write('0\r\n\r\n');
    });
    expect(await newClient().send(to(server))).toMatchObject({ body: text, truncated: false });
  });

  it('of exactly 64 KiB is complete', async () => {
    const body = 'x'.repeat(MAX_BODY_BYTES);
    await using server = await startServer(
      respondWith(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`),
    );
    const client = newClient();
    expect(await client.send(to(server))).toMatchObject({ body, truncated: false });
    await nextTurn();
    await client.send(to(server));
    expect(server.connections).toBe(1);
  });

  it.each([
    ['endless', 'HTTP/1.1 200 OK\r\n\r\n'],
    ['of a promised terabyte', 'HTTP/1.1 200 OK\r\ncontent-length: 1000000000000\r\n\r\n'],
  ])('that is %s is read up to 64 KiB, then the connection is dropped', async (_name, head) => {
    await using server = await startServer((socket) => {
      socket.write(head);
      pourEndlessly(socket, Buffer.alloc(10_000, 'x'));
    });
    const result = await newClient().send(to(server));
    expect(result).toMatchObject({
      kind: 'answered',
      statusCode: 200,
      body: 'x'.repeat(MAX_BODY_BYTES),
      truncated: true,
    });
    await expect.poll(() => server.open).toBe(0);
    // The kernel's buffers on both sides accept data until the closed connection is noticed.
    expect(server.bytesWritten).toBeLessThan(16_000_000);
  });

  it('is decompressed', async () => {
    const text = 'x'.repeat(10_000);
    const packed = gzipSync(text).toString('latin1');
    const head = `HTTP/1.1 200 OK\r\ncontent-encoding: GZip\r\ncontent-length: ${packed.length}\r\n\r\n`;
    await using server = await startServer(respondWith(head + packed));
    const client = newClient();
    expect(await client.send(to(server))).toMatchObject({ kind: 'answered', body: text, truncated: false });
    await nextTurn();
    await client.send(to(server));
    expect(server.connections).toBe(1);
  });

  it('counts by its status line if the connection is lost during the body', async () => {
    await using server = await startServer((socket) =>
      socket.end('HTTP/1.1 201 Made\r\ncontent-length: 9\r\n\r\nhalf'),
    );
    const result = await newClient().send(to(server));
    expect(result).toMatchObject({ kind: 'answered', statusCode: 201, body: 'half', truncated: true });
  });
});

describe('connections', () => {
  it('are reused, which the timings show', async () => {
    await using server = await startServer(respondWith(OK));
    const client = newClient();
    const request = to(server);
    const any = expect.any(Number);
    const first = await client.send(request);
    expect(first.timings).toEqual({
      dns_ms: any,
      connect_ms: any,
      tls_ms: null,
      first_byte_ms: any,
      total_ms: any,
    });
    // undici frees a connection one turn of the event loop after its response.
    await nextTurn();
    const second = await client.send(request);
    expect(second.timings).toEqual({
      dns_ms: null,
      connect_ms: null,
      tls_ms: null,
      first_byte_ms: any,
      total_ms: any,
    });
    expect(server.connections).toBe(1);
  });

  it('need no DNS lookup for an IP address', async () => {
    await using server = await startServer(respondWith(OK));
    const lookup = vi.fn(async () => ['10.0.0.1']);
    const { timings } = await newClient({ lookup }).send(
      to(server, { url: `http://127.0.0.1:${server.port}/` }),
    );
    expect([timings.dns_ms, timings.connect_ms]).toEqual([null, expect.any(Number)]);
    expect(lookup).not.toHaveBeenCalled();
  });

  it('are reopened after the target closed them', async () => {
    await using server = await startServer((socket) => socket.end(OK));
    const client = newClient();
    await client.send(to(server));
    await expect.poll(() => server.open).toBe(0);
    const { kind, timings } = await client.send(to(server));
    expect([kind, timings.connect_ms, server.connections]).toEqual(['answered', expect.any(Number), 2]);
  });

  it('are at most as many as requests, up to the limit', async () => {
    await using server = await startServer(respondWith(OK));
    const client = newClient({ connections: 3 });
    const results = await Promise.all(Array.from({ length: 20 }, () => client.send(to(server))));
    expect(results.filter(({ kind }) => kind === 'answered')).toHaveLength(20);
    expect(server.connections).toBe(3);
  });

  it('survive a request that was canceled while waiting', async () => {
    const answerers: (() => void)[] = [];
    await using server = await startServer((socket) => answerers.push(() => socket.write(OK)));
    const client = newClient({ connections: 1 });
    const first = client.send(to(server));
    await expect.poll(() => answerers).toHaveLength(1);
    expect(await client.send(to(server, { timeoutMs: 20 }))).toMatchObject({ kind: 'timed_out' });
    answerers[0]?.();
    expect(await first).toMatchObject({ kind: 'answered' });
    const third = client.send(to(server));
    await expect.poll(() => answerers).toHaveLength(2);
    answerers[1]?.();
    expect(await third).toMatchObject({ kind: 'answered', timings: { connect_ms: null } });
    expect([server.connections, server.requests.length]).toEqual([1, 2]);
  });

  it('opened concurrently to one name share a DNS lookup, later ones resolve again', async () => {
    await using server = await startServer((socket) =>
      socket.end(OK.replace('200 OK', '200 OK\r\nconnection: close')),
    );
    const lookup = vi.fn(async () => ['127.0.0.1']);
    const client = newClient({ lookup });
    const request = to(server);
    await Promise.all(Array.from({ length: 10 }, () => client.send(request)));
    expect([lookup.mock.calls.length, server.connections]).toEqual([1, 10]);
    await client.send(request);
    expect([lookup.mock.calls.length, server.connections]).toEqual([2, 11]);
  });
});
