// Tests cross-origin requests, and requests that a run sends to its own scheduler.
import { get } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { API_KEYS, bearer, keys, validJob } from '../testing/keys.ts';
import { startTestService, type TestService } from '../testing/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ API_KEYS, ALLOWED_ORIGINS: 'https://app.example.com' });
});
afterAll(() => service.stop());

const own = () => new URL(service.url).origin;

test.each([
  ['curl', () => ({}), 404],
  ['a page of this service', () => ({ origin: own(), 'sec-fetch-site': 'same-origin' }), 404],
  ['a page of this service in an old browser', () => ({ origin: own() }), 404],
  ['a page of this service behind TLS', () => ({ origin: own().replace('http:', 'https:') }), 404],
  [
    'a page of this service behind a proxy that changes Host',
    () => ({ origin: 'https://scheduler.example.com', 'sec-fetch-site': 'same-origin' }),
    404,
  ],
  ['an allowed origin', () => ({ origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' }), 404],
  ['another origin', () => ({ origin: 'https://evil.example' }), 403],
  ['another port', () => ({ origin: 'http://localhost:1', 'sec-fetch-site': 'same-site' }), 403],
  ['nowhere', () => ({ origin: 'null' }), 403],
  ['a similar host name', () => ({ origin: `${own()}.evil.example` }), 403],
  ['another site, without saying which', () => ({ 'sec-fetch-site': 'cross-site' }), 403],
])('a write from %s', async (_what, headers, status) => {
  const path = '/jobs/0198f0c2-7a51-7000-8000-000000000000';
  const response = await service.request('DELETE', path, undefined, {
    ...headers(),
    ...bearer(keys.admin),
  });
  expect(response.status).toBe(status);
});

test('other origins can send reads but not see the response', async () => {
  const headers = {
    origin: 'https://evil.example',
    'sec-fetch-site': 'cross-site',
    ...bearer(keys.viewer),
  };
  const response = await service.request('GET', '/jobs', undefined, headers);
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
});

test('an allowed origin sends a preflight without a key, then a request with a key, never a cookie', async () => {
  const origin = 'https://app.example.com';
  const preflight = await fetch(new URL('/jobs', service.url), {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,idempotency-key,if-match',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase().split(',')).toEqual([
    'authorization',
    'content-type',
    'idempotency-key',
    'if-match',
  ]);
  const refused = await service.request('GET', '/jobs', undefined, { origin });
  expect(refused.status).toBe(401);
  for (const response of [preflight, refused]) {
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  }
  expect(refused.headers.get('access-control-expose-headers')?.split(',')).toEqual(
    expect.arrayContaining(['etag', 'idempotent-replayed', 'location', 'retry-after']),
  );
});

test('without keys a foreign host name is refused, except by the probes', async () => {
  const open = await startTestService();
  const statusOf = async (path: string) => {
    const { hostname, port } = new URL(open.url);
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    // fetch does not send another Host.
    get({ hostname, port, path, headers: { host: '10.1.2.3:3000' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
    return await promise;
  };
  const statuses = await Promise.all(['/healthz', '/readyz', '/metrics', '/jobs', '/system'].map(statusOf));
  await open.stop();
  expect(statuses).toEqual([200, expect.toBeOneOf([200, 503]), 200, 403, 403]);
});

test('a run can read from its own scheduler but not write', async () => {
  const headers = { ...bearer(keys.admin), 'scheduler-run-id': '0198f0c2-7a51-7000-8000-000000000000' };
  const response = await service.request('POST', '/jobs', validJob, headers);
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ type: '/problems/loop', status: 403, instance: '/jobs' });
  expect((await service.request('GET', '/jobs', undefined, headers)).status).toBe(200);
});
