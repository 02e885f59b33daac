// Tests that a response is read the same however its bytes are split, and what decides about its connection.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ResponseReader } from './response-reader.ts';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const CHUNKED = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n';

/** Reads the pieces, then the end of the connection. */
function read(pieces: readonly string[], method = 'POST') {
  const seen = { statusCode: 0, body: '', isComplete: false, invalid: false };
  const reader = new ResponseReader(method, {
    onHead: ({ statusCode }) => Object.assign(seen, { statusCode }),
    onBody: (chunk) => (seen.body += chunk.toString('latin1')),
    onEnd: (isComplete) => Object.assign(seen, { isComplete }),
    onInvalid: () => Object.assign(seen, { invalid: true }),
  });
  for (const piece of pieces) reader.push(Buffer.from(piece, 'latin1'));
  const hasResponse = reader.finish(true);
  return { ...seen, hasResponse, isKept: reader.idleMs > 0 };
}

const ok = { statusCode: 200, body: 'ok', isComplete: true, isKept: true };
const closed = { ...ok, isKept: false };

const responses: [string, string, object, string?][] = [
  ['with a length', OK, ok],
  ['after interim responses', `HTTP/1.1 100 C\r\n\r\nHTTP/1.1 103 E\r\nlink: a\r\n\r\n\r\n${OK}`, ok],
  ['with lines that end with LF', OK.replaceAll('\r', ''), ok],
  ['in chunks', `${CHUNKED}\r\n1;a=b\r\no\r\n01\r\nk\r\n0\r\nx-t: 1\r\n\r\n`, ok],
  ['with a second response', `${OK}${OK}`, closed],
  ['in chunks with bytes after it', `${CHUNKED}\r\n2\r\nok\r\n0\r\n\r\n!`, closed],
  ['in chunks with a length', `${CHUNKED}content-length: 9\r\n\r\n2\r\nok\r\n0\r\n\r\n`, closed],
  ['in chunks of a wrong size', `${CHUNKED}\r\n1\r\nok\r\n0\r\n\r\n`, { body: 'o', isComplete: false }],
  ['until the end of the connection', 'HTTP/1.1 200 OK\r\n\r\nok', closed],
  ['with a body that is too short', OK.replace('length: 2', 'length: 9'), { ...closed, isComplete: false }],
  ['of HTTP/1.0', OK.replace('1.1', '1.0'), closed],
  ['of HTTP/1.0 with keep-alive', OK.replace('1.1 200 OK', '1.0 200 OK\r\nconnection: Keep-Alive'), ok],
  ['204 with a body', OK.replace('200', '204'), { statusCode: 204, body: '', isKept: false }],
  ['304 with a length', OK.replace('200', '304').slice(0, -2), { statusCode: 304, body: '', isKept: false }],
  ['204 in chunks', `${CHUNKED.replace('200', '204')}\r\n0\r\n\r\n`, { statusCode: 204, isKept: false }],
  ['to HEAD with a body', OK, { statusCode: 200, body: '', isComplete: true, isKept: false }, 'HEAD'],
  ['with CR only', OK.replaceAll('\n', ''), { statusCode: 200, isComplete: false, isKept: false }],
  ['101', 'HTTP/1.1 101 S\r\nupgrade: x\r\n\r\n', { invalid: true, isKept: false }],
  ['that is only interim', 'HTTP/1.1 100 C\r\n\r\n', { hasResponse: false, invalid: false }],
  ['with a long head', OK.replace('\r\n', `\r\nx-a: ${'x'.repeat(5_000)}\r\n`), ok],
];
for (const form of [
  'close',
  'Close',
  'keep-alive, CLOSE',
  'close, te',
  'te\r\nConnection: close',
  '\tclose ',
]) {
  const named = JSON.stringify(form);
  responses.push([`with the connection ${named}`, OK.replace(' OK', ` OK\r\nconnection:${form}`), closed]);
}

it.each(responses)('reads a response %s', (_name, bytes, expected, method) => {
  const whole = read([bytes], method);
  expect(whole).toMatchObject(expected);
  expect(read([...bytes], method)).toEqual(whole);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 6 }), (positions) => {
      const cuts = [0, ...positions.toSorted((a, b) => a - b), bytes.length];
      const pieces = cuts
        .slice(1)
        .map((cut, i) => bytes.slice(cuts[i], cut))
        .filter((piece) => piece !== '');
      expect(read(pieces, method)).toEqual(whole);
    }),
    { numRuns: 50 },
  );
});

it('keeps a connection for as long as the target offers, less a margin', () => {
  const idle = (value: string) => {
    const sink = { onHead: () => {}, onBody: () => {}, onEnd: () => {}, onInvalid: () => {} };
    const reader = new ResponseReader('POST', sink);
    reader.push(Buffer.from(OK.replace(' OK', ` OK\r\nkeep-alive: ${value}`)));
    return reader.idleMs;
  };
  expect(['timeout=10, max=5', 'TIMEOUT=1', 'timeout=9999', 'nonsense'].map(idle)).toEqual([
    8_000, 0, 60_000, 4_000,
  ]);
});
