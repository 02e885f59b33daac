// Test helper: the misbehaving targets of ssrf.json (category `response`), with the expected results.
import type { TlsOptions } from 'node:tls';
import { makeCertificate } from './test-certificate.ts';
import { HOST } from './test-client.ts';
import { drip, pourEndlessly, type Respond, respondWith } from './test-server.ts';

export const certificate = makeCertificate([HOST]);
/** Trusted, but issued for another host. */
export const otherHost = makeCertificate(['other.example.com']);

interface RudeTarget {
  respond: Respond;
  /** TLS options of the server. Absent: TLS with a trusted certificate. */
  tls?: TlsOptions;
  /** The server does not use TLS. With an https URL the handshake gets no response. */
  plain?: 'http:' | 'https:';
  /** Given for targets that never end their response, so that only the time limit ends the request. */
  timeoutMs?: number;
  expected: object;
}

const timedOut = { kind: 'timed_out', error: { code: 'timeout' } };
const failed = (code: string) => ({ kind: 'unreachable', error: { code } });
const answered = (rest: object) => ({ kind: 'answered', statusCode: 200, ...rest });
const cutShort = (body: string) => answered({ body, truncated: true });
const ok = (body: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const silent: Respond = () => {};

/** Targets by vector ID; a vector can describe several targets. */
export const RUDE_TARGETS: Record<string, RudeTarget[]> = {
  'response-001': [
    {
      respond: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 10000000\r\n\r\n');
        pourEndlessly(socket, Buffer.alloc(65_536, 'not even gzip'));
      },
      expected: cutShort('not even gzip'.repeat(5_042).slice(0, 65_536)),
    },
  ],
  'response-004': [
    {
      respond: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        drip(socket, 'x');
      },
      // Long enough for the headers to arrive on a busy machine.
      timeoutMs: 2_000,
      expected: { kind: 'answered', statusCode: 200, truncated: true },
    },
  ],
  'response-005': [
    {
      respond: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nx-a: ');
        drip(socket, 'x');
      },
      timeoutMs: 300,
      expected: cutShort(''),
    },
  ],
  'response-006': [{ respond: silent, timeoutMs: 300, expected: timedOut }],
  'response-008': [{ respond: silent, plain: 'https:', timeoutMs: 300, expected: timedOut }],
  'response-009': [
    {
      respond: respondWith(`HTTP/1.1 200 OK\r\nx-a: ${'x'.repeat(65_536)}\r\n\r\n`),
      expected: cutShort(''),
    },
  ],
  'response-010': [
    {
      respond: respondWith(`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(10_000)}content-length: 0\r\n\r\n`),
      expected: answered({ truncated: false }),
    },
  ],
  'response-012': [
    {
      respond: (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\nhalf'),
      expected: cutShort('half'),
    },
  ],
  'response-015': [
    {
      respond: respondWith('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\nZZ\r\n'),
      expected: cutShort('half'),
    },
  ],
  'response-018': [
    {
      respond: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n');
        // A reset discards unread data: the client, on the same event loop, reads the headers in the next turn.
        setImmediate(() => setImmediate(() => setImmediate(() => socket.resetAndDestroy())));
      },
      plain: 'http:',
      expected: cutShort(''),
    },
  ],
  'response-019': [
    {
      respond: respondWith('HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n'),
      expected: { kind: 'answered', statusCode: 999 },
    },
    {
      respond: respondWith('HTTP/1.1 000 Odd\r\ncontent-length: 0\r\n\r\n'),
      expected: failed('invalid_response'),
    },
    {
      respond: respondWith('HTTP/1.1 99 Odd\r\ncontent-length: 0\r\n\r\n'),
      expected: failed('invalid_response'),
    },
  ],
  'response-020': [
    {
      respond: respondWith(`HTTP/1.1 200 ${'x'.repeat(1_000_000)}\r\ncontent-length: 0\r\n\r\n`),
      expected: answered({}),
    },
  ],
  'response-021': [
    {
      respond: respondWith('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\na\xff\xfe\x00b'),
      expected: answered({ body: 'a\ufffd\ufffd\ufffdb', truncated: false }),
    },
  ],
  'response-022': [
    { respond: respondWith(ok('"\\ud800"')), expected: answered({ body: '"\\ud800"' }) },
    // The same as raw bytes, which is invalid UTF-8.
    {
      respond: respondWith('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n\xed\xa0\x80'),
      expected: answered({ body: '\ufffd\ufffd\ufffd' }),
    },
  ],
  'response-026': [
    {
      respond: respondWith('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
      expected: failed('invalid_response'),
    },
  ],
  // The worker parses Retry-After; the client must return the header unchanged.
  'response-028': ['-1', 'soon', '9e99'].map((value) => ({
    respond: respondWith(`HTTP/1.1 503 No\r\nretry-after: ${value}\r\ncontent-length: 0\r\n\r\n`),
    expected: { kind: 'answered', statusCode: 503, headers: { 'retry-after': value } },
  })),
  'response-029': [
    {
      respond: respondWith(
        'HTTP/1.1 200 OK\r\nalt-svc: h2="other.example.com:443"\r\ncontent-length: 0\r\n\r\n',
      ),
      expected: answered({}),
    },
  ],
  'response-030': [
    { respond: silent, tls: { ...certificate, ALPNProtocols: ['h2'] }, expected: failed('tls_failed') },
  ],
  'response-031': [
    { respond: silent, tls: makeCertificate([HOST], { expired: true }), expected: failed('tls_failed') },
    { respond: silent, tls: makeCertificate([HOST]), expected: failed('tls_failed') },
    { respond: silent, tls: otherHost, expected: failed('tls_failed') },
  ],
  'response-032': [
    {
      respond: silent,
      tls: { ...certificate, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
      expected: failed('tls_failed'),
    },
  ],
  'response-034': [
    { respond: respondWith(ok('\u001b[31mred\nline')), expected: answered({ body: '\u001b[31mred\nline' }) },
  ],
};
