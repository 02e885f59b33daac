// Tests requests whose framing is ambiguous or wrong: one refusal, and nothing that follows is read as a request.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { useService } from '../testing/use-service.ts';
import { abuseVectors } from './test-abuse.ts';

const { service } = useService();

async function send(raw: string): Promise<string> {
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  socket.write(raw, 'latin1');
  return await text(socket);
}

const vectors = abuseVectors.filter(({ category }) => category === 'smuggling');

describe(`${vectors.length} vectors`, () => {
  test.each(vectors)('$id: $why', async ({ raw_tcp, expect: status, also_ok = [] }) => {
    const answer = await send(raw_tcp!.replaceAll('Host: x', 'Host: localhost'));
    expect([status, ...also_ok]).toContain(Number(answer.split(' ')[1]));
    expect(answer.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
    expect(answer).toContain('application/problem+json');
  });
});

const post = (length: number, body: string) =>
  `POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`;

test('size_depth-016: the bytes after a body are not read as a part of it', async () => {
  const answer = await send(post(10, '{"a": 1   }'.padEnd(100, 'x')));
  expect(answer.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 400']);
});

test('size_depth-017: a declared terabyte is refused before it arrives', async () => {
  expect(await send(post(1e12, '{"a": 1 }'))).toMatch(/^HTTP\/1\.1 413 /);
});

test.each([
  'a b',
  'a/b',
  '[::',
  'a:b:c',
  'localhost:99999999',
  'loc%41lhost',
  'a@b',
  '\u00fc',
])('the Host header %s is refused with one problem', async (host) => {
  const answer = await send(`GET /jobs HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*application\/problem\+json[^]*"status":400/);
});

test('the end of a connection within a body is not an error of the service', async () => {
  const read = async () => await (await fetch(`${service.url}/metrics`)).text();
  const countErrors = async () => /^scheduler_errors_total.*$/m.exec(await read())?.[0];
  const countRefused = async () => {
    const requests = (await read()).matchAll(/^scheduler_api_requests_total\{.*status="400"\} (\d+)$/gm);
    return Array.from(requests, ([, count]) => Number(count)).reduce((sum, count) => sum + count, 0);
  };
  const errors = await countErrors();
  for (const framing of ['Transfer-Encoding: chunked', 'Content-Length: 100']) {
    const refused = await countRefused();
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    const head = `POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${framing}\r\n\r\n`;
    socket.write(`${head}5\r\n{"a":`, () => socket.destroy());
    await expect.poll(countRefused).toBe(refused + 1);
  }
  expect(await countErrors()).toBe(errors);
});
