// Tests that the contract check reports undeclared responses.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { examples } from '../../openapi/schemas/examples.ts';
import { contractFetch } from './contract.ts';

interface Given {
  status?: number;
  type?: string | undefined;
  body?: unknown;
}

let given: Given;
const server = createServer((_request, response) => {
  const { status = 200, type = 'application/json', body } = given;
  response.writeHead(status, { 'content-type': type });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

async function ask(answer: Given, path = `/jobs/${examples.job.id}`, method = 'GET') {
  given = answer;
  return (await contractFetch(new Request(new URL(path, url), { method }))).status;
}

const problem = {
  type: 'about:blank',
  title: 'Not Found',
  status: 404,
  detail: 'There is no job with this id.',
  instance: '/jobs/x',
  request_id: 'x',
};
const asProblem = { type: 'application/problem+json', status: 404 };

test('what is declared passes', async () => {
  expect(await ask({ body: examples.job })).toBe(200);
  expect(await ask({ ...asProblem, body: problem })).toBe(404);
});

test.each<[what: string, answer: Given, told: RegExp]>([
  ['an undeclared status', { status: 202, body: examples.job }, /→ 202: the status is not declared/],
  ['an undeclared error', { ...asProblem, status: 418, body: problem }, /→ 418: the status is not declared/],
  [
    'an undeclared media type',
    { type: 'text/plain', body: 'ok' },
    /the media type text\/plain is not declared/,
  ],
  ['an error that is plain JSON', { status: 404, body: problem }, /application\/json is not declared/],
  ['a leaked field', { body: { ...examples.job, password_hash: 'x' } }, /password_hash/],
  [
    'a leaked field deep within',
    { body: { ...examples.job, retry: { ...examples.job.retry, lease: 'x' } } },
    /lease/,
  ],
  ['a field left out', { body: { ...examples.job, next_run: undefined } }, /next_run/],
  ['a field of another type', { body: { ...examples.job, version: '1' } }, /version/],
  ['a field of an error', { ...asProblem, body: { ...problem, stack: 'x' } }, /stack/],
])('%s is told', async (_, answer, told) => {
  await expect(ask(answer)).rejects.toThrow(told);
});

test('a path that no route has is answered with a problem', async () => {
  expect(await ask({ ...asProblem, body: problem }, '/nothing/here')).toBe(404);
  await expect(ask({ body: { status: 'ok' } }, '/nothing/here')).rejects.toThrow();
});

test('a deletion answers with nothing', async () => {
  await expect(ask({ status: 204, type: 'text/plain' }, '/jobs/x', 'DELETE')).resolves.toBe(204);
  await expect(ask({ body: {} }, '/jobs/x', 'DELETE')).rejects.toThrow(/→ 200: the status is not declared/);
});
