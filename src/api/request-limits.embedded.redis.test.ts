// Tests the limits of request bodies, and invalid paths and queries.
import { expect, test } from 'vitest';
import type { JobInput, Problem } from '../../client/src/index.ts';
import { useService } from '../testing/use-service.ts';
import { yearlyJob } from '../testing/yearly-job.ts';

const { service, target } = useService();
const body = (fields: Partial<JobInput> = {}) => yearlyJob(target.url, fields);

test.each([
  ['12345678901234567890', false],
  ['0.1', true],
  ['0.10000000000000000001', false],
  ['1e400', false],
  ['123456789.123456789', false],
  ['100e-2', true],
  ['-0', true],
  ['1.7976931348623157e308', true],
])('the number %s in a payload: accepted is %s', async (number, isAccepted) => {
  const text = JSON.stringify(body({ payload: { n: 0 } })).replace('"n":0', `"n":${number}`);
  const response = await service.request('POST', '/jobs', text);
  expect(response.status).toBe(isAccepted ? 201 : 422);
  if (!isAccepted) expect(((await response.json()) as Problem).errors?.[0]?.pointer).toBe('/payload/n');
});

test('size, depth and content type of the body are limited', async () => {
  expect(
    (await service.request('POST', '/jobs', body({ description: 'x'.repeat(1024 * 1024) }))).status,
  ).toBe(413);
  const deep = `${'['.repeat(65)}${']'.repeat(65)}`;
  expect((await service.request('POST', '/jobs', deep)).status).toBe(422);
  expect((await service.request('POST', '/jobs', '{"name"')).status).toBe(400);
  expect((await service.request('POST', '/jobs', body(), { 'content-type': 'text/plain' })).status).toBe(415);
  expect((await service.request('POST', '/jobs', body(), { 'content-encoding': 'gzip' })).status).toBe(415);
});

test('every accepted JSON content type is checked', async () => {
  const deep = JSON.stringify(body({ payload: 0 })).replace(
    '"payload":0',
    `"payload":${'['.repeat(65)}${']'.repeat(65)}`,
  );
  for (const text of [JSON.stringify(body({ payload: '\0' })), deep]) {
    const response = await service.request('POST', '/jobs', text, { 'content-type': 'application/x+json' });
    expect(response.status).toBe(422);
  }
});

test('invalid paths and queries', async () => {
  expect((await service.request('GET', '/jobs/1')).status).toBe(404);
  expect((await service.request('GET', '/nothing')).status).toBe(404);
  expect((await service.request('GET', '/jobs?limit=0')).status).toBe(400);
  expect((await service.request('GET', '/jobs?nonsense=1')).status).toBe(400);
  expect((await service.request('GET', '/jobs?cursor=abc')).status).toBe(400);
  const response = await service.request('PUT', '/jobs', body());
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, GET, HEAD']);
});

test('a thousand unknown parameters are refused by name in a response of limited size', async () => {
  const names = Array.from({ length: 1_100 }, (_, number) => `p${number}`);
  const response = await service.request('GET', `/jobs?${names.join('&')}`);
  expect(response.status).toBe(400);
  const problem = (await response.json()) as Problem;
  expect(problem.detail).toBe(`Invalid query parameter: ${names.slice(0, 10).join(', ')} and others.`);
  expect(problem.errors!.map((error) => error.pointer)).toEqual(names.slice(0, 50));
});

test('of many errors in one body, the first are listed and the others counted', async () => {
  const unknown = Object.fromEntries(Array.from({ length: 60_000 }, (_, number) => [`k${number}`, 1]));
  const response = await service.request('POST', '/jobs', { ...body(), ...unknown });
  expect(response.status).toBe(422);
  const problem = (await response.json()) as Problem;
  expect(problem.detail).toBe(
    'The request has 60000 invalid fields; errors lists 50, and there are 59950 more.',
  );
  expect(problem.errors).toHaveLength(50);
});

test.each([
  ['next_run', 'zz'],
  ['next_run', '2027-99-01 00:00:00+00'],
  ['next_run', null],
  ['name', 'a\0b'],
  ['name', null],
  ['-created_at', 'x'],
])('a forged cursor for %s with the value %j is a bad request', async (sort, value) => {
  const id = crypto.randomUUID();
  const cursor = Buffer.from(JSON.stringify([sort, id, value])).toString('base64url');
  const response = await service.request('GET', `/jobs?sort=${sort}&cursor=${cursor}`);
  expect(response.status).toBe(400);
  expect(((await response.json()) as Problem).errors?.[0]?.pointer).toBe('cursor');
});

test('each route has its own limit of the body', async () => {
  const withLength = (bytes: number) => JSON.stringify({ key: 'x'.repeat(bytes - 10) });
  expect((await service.request('POST', '/session', withLength(4 * 1024))).status).not.toBe(413);
  expect((await service.request('POST', '/session', withLength(4 * 1024 + 1))).status).toBe(413);
  expect((await service.request('POST', '/pause', withLength(64 * 1024 + 1))).status).toBe(413);
});

test.each([
  '/jobs?q=%00',
  '/jobs?tag=a%00b',
  '/runs?error_code=%00',
  '/jobs?%00=1',
])('U+0000 in a query is a bad request that names the parameter: %s', async (path) => {
  const response = await service.request('GET', path);
  expect(response.status).toBe(400);
  expect(((await response.json()) as Problem).errors?.length).toBeGreaterThan(0);
});

test.each([
  ['name', 'pay\u202Etxt.exe'],
  ['name', 'billing\u200b'],
  ['name', 'two\nlines'],
  ['tags/0', 'a\u2066b'],
])('a character in /%s that hides or reorders text is refused by its code point', async (pointer, text) => {
  const response = await service.request(
    'POST',
    '/jobs',
    body(pointer === 'name' ? { name: text } : { tags: [text] }),
  );
  expect(response.status).toBe(422);
  const [error] = ((await response.json()) as Problem).errors!;
  expect(error!.pointer).toBe(`/${pointer}`);
  expect(error!.detail).toMatch(/remove U\+[0-9A-F]{4}/);
});

test.each(['/jobs/{id}/pause', '/pause'])('a reason of %s with such a character is refused', async (path) => {
  const { id } = (await (await service.request('POST', '/jobs', body({}))).json()) as { id: string };
  const response = await service.request('POST', path.replace('{id}', id), { reason: 'Moving\u202eson' });
  expect(response.status).toBe(422);
  const [error] = ((await response.json()) as Problem).errors!;
  expect(error).toMatchObject({
    pointer: '/reason',
    detail: expect.stringContaining('remove U+202E') as string,
  });
});

test('joiners of scripts and emoji are accepted in names', async () => {
  expect(
    (
      await service.request(
        'POST',
        '/jobs',
        body({ name: '\u{1F468}\u200D\u{1F469}\u200D\u{1F467} \u0645\u06CC\u200C\u062E' }),
      )
    ).status,
  ).toBe(201);
});
