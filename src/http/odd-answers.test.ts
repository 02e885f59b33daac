// Tests that odd responses count by their status line, and that other bytes are refused with the reason.
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { newClient, to } from './test-client.ts';
import { pourEndlessly, startServer } from './test-server.ts';

const cookies = `set-cookie: a=${'x'.repeat(100)}\r\n`.repeat(500);

/** Sends one request to a target that responds with the bytes, and closes the connection if told so. */
async function receive(bytes: string | Buffer, isClosed = false) {
  await using server = await startServer((socket) => {
    socket.write(bytes, 'latin1');
    if (isClosed) socket.end();
  });
  const client = newClient();
  const result = await client.send(to(server, { timeoutMs: 60_000 }));
  return { result, server, client };
}

it.each([
  [
    'an interim 100 that nobody asked for',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
  ],
  [
    'several interim responses',
    'HTTP/1.1 100 C\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 103 E\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
  ],
  ['lines that end with LF', 'HTTP/1.1 200 OK\ncontent-length: 2\n\nok'],
  ['lines that end with LF, chunked', 'HTTP/1.1 200 OK\ntransfer-encoding: chunked\n\n2\nok\n0\n\n'],
  ['some lines that end with LF', 'HTTP/1.1 200 OK\r\nx-a: 1\ncontent-length: 2\r\n\nok'],
  ['CR within a header', 'HTTP/1.1 200 OK\r\nx-a: 1\r2\r\ncontent-length: 2\r\n\r\nok'],
  ['a space before the colon', 'HTTP/1.1 200 OK\r\ncontent-length : 2\r\n\r\nok'],
  ['a space in a header name', 'HTTP/1.1 200 OK\r\nx a: 1\r\ncontent-length: 2\r\n\r\nok'],
  [
    'control characters in a header',
    'HTTP/1.1 200 OK\r\nx-a: \x00\x01\x7f\r\n\x00b: 1\r\ncontent-length: 2\r\n\r\nok',
  ],
  ['a folded header', 'HTTP/1.1 200 OK\r\nx-a: 1\r\n  2\r\ncontent-length: 2\r\n\r\nok'],
  ['a line that is no header', 'HTTP/1.1 200 OK\r\nnonsense\r\n: empty\r\ncontent-length: 2\r\n\r\nok'],
  [
    'a length and chunks',
    'HTTP/1.1 200 OK\r\ncontent-length: 50\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  ],
  ['the same length twice', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\nok'],
  ['the same length in a list', 'HTTP/1.1 200 OK\r\ncontent-length: 2, 2\r\n\r\nok'],
  [
    'chunks with extensions, spaces and trailers',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n2 ;a="b"\r\nok\r\n000\r\nx-t: 1\r\n\r\n',
  ],
  ['no reason phrase', 'HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok'],
  ['another version of HTTP', 'HTTP/2.0 200 OK\r\ncontent-length: 2\r\n\r\nok'],
  ['empty lines before it', '\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'],
  ['50 KiB of cookies', `HTTP/1.1 200 OK\r\n${cookies}content-length: 2\r\n\r\nok`],
  ['a header of 60 KiB', `HTTP/1.1 200 OK\r\nx-a: ${'x'.repeat(60_000)}\r\ncontent-length: 2\r\n\r\nok`],
  ['bytes after it', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok, and more'],
  ['an encoding called none', 'HTTP/1.1 200 OK\r\ncontent-encoding: none\r\ncontent-length: 2\r\n\r\nok'],
  ['gzip that is not compressed', 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\nok'],
])('%s', async (_name, bytes) => {
  const { result } = await receive(bytes);
  expect(result).toMatchObject({ kind: 'answered', statusCode: 200, body: 'ok', truncated: false });
});

it('keeps the headers that the service reads, however many others there are', async () => {
  const { result } = await receive(
    `HTTP/1.1 503 No\r\n${cookies}retry-after: 7\r\ncontent-length: 0\r\n\r\n`,
  );
  expect(result).toMatchObject({ headers: { 'retry-after': '7', 'content-length': '0' } });
  expect(JSON.stringify(result).length).toBeLessThan(20_000);
});

it.each([
  ['205 without a length', 'HTTP/1.1 205 Reset Content\r\n\r\n', 205, false, false],
  ['headers that are cut off', 'HTTP/1.1 200 OK\r\nx-a: 1\r\ncontent-le', 200, true, true],
  ['headers of more than 64 KiB', `HTTP/1.1 200 OK\r\n${cookies.repeat(2)}`, 200, true, false],
])('%s: counts by its status line', async (_name, bytes, statusCode, truncated, isClosed) => {
  const { result } = await receive(bytes, isClosed);
  expect(result).toMatchObject({ kind: 'answered', statusCode, body: '', truncated });
});

it('does not take bytes after a response for the next response', async () => {
  await using server = await startServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nHTTP/1.1 500 No\r\n\r\n');
  });
  const client = newClient();
  for (let i = 0; i < 3; i++) expect(await client.send(to(server))).toMatchObject({ statusCode: 200 });
  expect(server.connections).toBe(3);
});

it.each([
  ['SSH-2.0-OpenSSH_9.9\r\n', 'starts with "SSH-2.0-OpenSSH_9.9" instead of a status line'],
  ['http/1.1 200 OK\r\n\r\n', 'starts with "http/1.1 200 OK" instead of a status line'],
  ['<html>\r\n', 'starts with "<html>" instead of a status line'],
  ['HTTP/1.1 20 OK\r\n', 'starts with "HTTP/1.1 20 OK" instead of a status line'],
  ['\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03', 'is HTTP/2, but the service speaks HTTP/1.1'],
  ['\x15\x03\x01\x00\x02\x02\x46', 'is TLS: the target needs https://'],
  ['HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n', 'has an invalid length (content-length: "-5")'],
  [
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
    'has two different lengths (content-length: "1, 2")',
  ],
  [
    'HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n',
    'switches to another protocol, which the request did not ask for',
  ],
])('%j is not a response', async (bytes, reason) => {
  const { result } = await receive(bytes);
  const message = expect.stringContaining(`did not send a valid HTTP/1.1 response: the response ${reason}`);
  expect(result).toMatchObject({ kind: 'unreachable', error: { code: 'invalid_response', message } });
});

it.each([
  ['interim responses', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ['empty lines', '\r\n'],
])('refuses endless %s', async (_name, piece) => {
  await using server = await startServer((socket) => pourEndlessly(socket, Buffer.from(piece.repeat(1_000))));
  const result = await newClient().send(to(server));
  const message = expect.stringContaining('has more than 64 KiB of interim responses and empty lines');
  expect(result).toMatchObject({ error: { code: 'invalid_response', message } });
  await expect.poll(() => server.open).toBe(0);
});

it.each([
  ['chunk extensions', '', `2;${'x'.repeat(1_000)}\r\nok\r\n`],
  ['one chunk extension', '2;', 'x'.repeat(1_000)],
  ['trailers', '2\r\nok\r\n0\r\n', 'x-a: 1\r\n'.repeat(200)],
  ['one trailer', '2\r\nok\r\n0\r\n', 'x'.repeat(1_000)],
])('stops at 16 KiB of %s', async (_name, start, piece) => {
  await using server = await startServer((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${start}`);
    pourEndlessly(socket, Buffer.from(piece));
  });
  const result = await newClient().send(to(server));
  expect(result).toMatchObject({ kind: 'answered', statusCode: 200, truncated: true });
  await expect.poll(() => server.open).toBe(0);
});

const text = 'Gr\u00f6\u00dfe done';
it.each([
  ['gzip', gzipSync(text)],
  ['x-gzip', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['deflate', deflateRawSync(text)],
  ['br', brotliCompressSync(text)],
  ['zstd', zstdCompressSync(text)],
  ['gzip, br', brotliCompressSync(gzipSync(text))],
])('decompresses %s', async (coding, body) => {
  const head = `HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\ncontent-length: ${body.length}\r\n\r\n`;
  const { result } = await receive(Buffer.concat([Buffer.from(head), body]));
  expect(result).toMatchObject({ body: text, truncated: false });
});

it.each([
  ['gzip', gzipSync(Buffer.alloc(20_000_000, 'x'))],
  ['br', brotliCompressSync(Buffer.alloc(20_000_000, 'x'))],
  ['gzip, gzip', gzipSync(gzipSync(Buffer.alloc(20_000_000, 'x')))],
])('decompresses %s up to 64 KiB', async (coding, body) => {
  const head = `HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\ncontent-length: ${body.length}\r\n\r\n`;
  const { result } = await receive(Buffer.concat([Buffer.from(head), body]));
  expect(result).toMatchObject({ body: 'x'.repeat(65_536), truncated: true });
});

it('decompresses what arrived of a body that was cut off', async () => {
  const body = gzipSync(Array.from({ length: 2_000 }, (_, i) => `line ${i * 7919}`).join('\n'));
  const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`;
  const { result } = await receive(Buffer.concat([Buffer.from(head), body.subarray(0, 4_000)]), true);
  expect(result).toMatchObject({ body: expect.stringMatching(/^line 0\nline 7919\n/), truncated: true });
});

const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i * 7919}`).join('\n');
it.each([
  ['gzip', gzipSync(lines.slice(0, 40_000))],
  ['deflate', deflateRawSync(lines.slice(0, 40_000))],
  ['br', brotliCompressSync(lines.slice(0, 40_000))],
  ['zstd', zstdCompressSync(lines)],
])('decompresses %s that ends early, as truncated', async (coding, whole) => {
  const body = whole.subarray(0, whole.length - 2_000);
  const head = `HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\ncontent-length: ${body.length}\r\n\r\n`;
  const { result } = await receive(Buffer.concat([Buffer.from(head), body]));
  expect(result).toMatchObject({ body: expect.stringMatching(/^line 0\nline 7919\n/), truncated: true });
});

it.each(['gzip', 'deflate', 'br', 'zstd'])('leaves text that is not %s as it is', async (coding) => {
  const json = JSON.stringify({ ok: true, text });
  const head = `HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\nconnection: close\r\n\r\n`;
  const { result } = await receive(Buffer.from(head + json), true);
  expect(result).toMatchObject({ body: json, truncated: false });
});

const utf16be = Buffer.from(text, 'utf16le').swap16();
it.each([
  ['text/plain; charset=iso-8859-1', Buffer.from(text, 'latin1')],
  ['text/plain; charset="ISO-8859-15"', Buffer.from(text, 'latin1')],
  ['text/plain;charset=windows-1252', Buffer.from(text, 'latin1')],
  ['text/plain; charset=utf-16', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be])],
  ['text/plain; charset=utf-16', Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['text/plain; charset=utf-16', utf16be],
  ['text/plain; charset=utf-16le', Buffer.from(text, 'utf16le')],
  ['TEXT/Plain ; CHARSET = "Iso-8859-1"', Buffer.from(text, 'latin1')],
  ["text/plain; charset='latin1'; x=y", Buffer.from(text, 'latin1')],
  ['text/plain; charset=nonsense', Buffer.from(text)],
  ['text/plain', Buffer.from(text)],
])('decodes %s', async (type, body) => {
  const head = `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n`;
  const { result } = await receive(Buffer.concat([Buffer.from(head), body]));
  expect(result).toMatchObject({ body: text, truncated: false });
});

it('decodes text that declares its charset itself', async () => {
  const body = Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?><a>${text}</a>`, 'latin1');
  const head = `HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: ${body.length}\r\n\r\n`;
  const { result } = await receive(Buffer.concat([Buffer.from(head), body]));
  expect(result).toMatchObject({ body: expect.stringContaining(text) });
});
