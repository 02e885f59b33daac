// Tests API keys, roles, sessions and host names.
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, SchedulerError } from '../../client/src/index.ts';
import { access } from '../../openapi/access.ts';
import { createDocument, routes } from '../../openapi/document.ts';
import { contractFetch } from '../testing/contract.ts';
import { API_KEYS, bearer, digest, keys, type Role, signIn, validJob } from '../testing/keys.ts';
import { startTestService, type TestService } from '../testing/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ API_KEYS, ALLOWED_ORIGINS: 'https://app.example.com' });
});
afterAll(() => service.stop());

const client = (apiKey: string) => createClient({ baseUrl: service.url, apiKey, fetch: contractFetch });

/** Sends a request with any `Host` header, which `fetch` does not allow. */
async function statusUnder(host: string, at: TestService, headers = {}): Promise<number> {
  const { hostname, port } = new URL(at.url);
  return await new Promise((resolve, reject) => {
    const request = httpRequest(
      { hostname, port, path: '/jobs', headers: { host, ...headers } },
      (response) => resolve(response.resume().statusCode ?? 0),
    );
    request.on('error', reject);
    request.end();
  });
}

describe('every route of the contract', () => {
  const open = [
    'GET /healthz',
    'GET /readyz',
    'GET /openapi.json',
    'GET /docs',
    'GET /',
    'POST /session',
    'DELETE /session',
  ];
  const reading = ['POST /schedules/preview'];
  const operating = [
    'POST /jobs/{id}/pause',
    'POST /jobs/{id}/resume',
    'POST /jobs/{id}/runs',
    'POST /jobs/{id}/backfill',
    'POST /jobs/bulk',
    'POST /runs/{id}/cancel',
    'POST /runs/{id}/retry',
    'POST /runs/bulk',
    'POST /pause',
    'POST /resume',
  ];
  const roles = [undefined, 'viewer', 'operator', 'admin'] as const;

  /** The required role according to the documentation, independent of the tested table. */
  function leastOf(name: string): Role | undefined {
    if (open.includes(name)) return undefined;
    if (name.startsWith('GET ') || reading.includes(name)) return 'viewer';
    return operating.includes(name) ? 'operator' : 'admin';
  }

  test.each(Object.entries(routes))('%s', async (_id, { method, path }) => {
    const least = leastOf(`${method.toUpperCase()} ${path}`);
    const place = path.replaceAll(/\{[^}]+\}/g, '0198f0c2-7a51-7000-8000-000000000000');
    for (const role of roles) {
      const leaving = new AbortController();
      const response = await fetch(new URL(place, service.url), {
        method: method.toUpperCase(),
        headers: role ? bearer(keys[role]) : {},
        signal: leaving.signal,
      });
      // Some responses are endless streams.
      leaving.abort();
      const isKnown = role !== undefined || least === undefined;
      const isEnough = roles.indexOf(role) >= roles.indexOf(least);
      const description = `${role ?? 'nobody'}: ${response.status}`;
      if (!isKnown) expect(response.status, description).toBe(401);
      else if (!isEnough) expect(response.status, description).toBe(403);
      else if (`${method} ${path}` === 'post /session') expect(response.status, description).not.toBe(403);
      else expect([401, 403], description).not.toContain(response.status);
    }
  });

  test('the table of roles lists exactly these routes, and the OpenAPI document contains the roles', () => {
    expect(Object.keys(access).toSorted()).toEqual(Object.keys(routes).toSorted());
    const { paths = {} } = createDocument();
    for (const [id, { method, path }] of Object.entries(routes)) {
      const { security } = (paths[path] as Record<string, { security: object[] }>)[method]!;
      const least = leastOf(`${method.toUpperCase()} ${path}`);
      expect(security, id).toEqual(least ? [{ key: [least] }, { session: [least] }] : []);
    }
  });

  test('an unknown path is 404 only with an API key', async () => {
    for (const [path, status] of [
      ['/nowhere', 404],
      ['/assets/nothing.js', 404],
      ['/docs/swagger-ui-dist/swagger-ui.css', 200],
    ] as const) {
      const isFile = path !== '/nowhere';
      const without = await fetch(new URL(path, service.url));
      expect(without.status).toBe(isFile ? status : 401);
      const withKey = await fetch(new URL(path, service.url), { headers: bearer(keys.viewer) });
      expect(withKey.status).toBe(status);
    }
    const changing = await service.request('PUT', '/jobs', {}, bearer(keys.viewer));
    expect(changing.status).toBe(403);
    const ofAnAdmin = await service.request('PUT', '/jobs', {}, bearer(keys.admin));
    expect(ofAnAdmin.status).toBe(405);
  });
});

describe('keys', () => {
  test('a request succeeds only with a sufficient role', async () => {
    const job = await client(keys.admin).jobs.create(validJob);
    expect((await client(keys.viewer).jobs.get(job.id)).name).toBe('access');
    expect((await client(keys.operator).jobs.pause(job.id)).status).toBe('inactive');
    const refusal = await client(keys.operator)
      .jobs.delete(job.id)
      .catch((error: unknown) => error as SchedulerError);
    expect(refusal).toBeInstanceOf(SchedulerError);
    expect((refusal as SchedulerError).status).toBe(403);
    expect((refusal as SchedulerError).problem?.detail).toBe(
      'The API key turns has the role operator; this request requires admin.',
    );
    await client(keys.admin).jobs.delete(job.id);
  });

  test.each([
    ['none', {}],
    ['an empty one', { authorization: 'Bearer ' }],
    ['a part of one', bearer(keys.admin.slice(0, -1))],
    ['the digest of one', bearer(digest(keys.operator))],
    ['another scheme', { authorization: `Basic ${keys.admin}` }],
  ])('%s gets 401 with WWW-Authenticate and no data', async (_what, headers) => {
    const response = await service.request('GET', '/jobs', undefined, headers);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.text()).not.toMatch(/0123456789|[0-9a-f]{64}/);
  });

  test('the body is not read before the key is checked', async () => {
    expect((await service.request('POST', '/jobs', '{')).status).toBe(401);
    expect((await service.request('POST', '/jobs', '{', bearer(keys.viewer))).status).toBe(403);
    expect((await service.request('POST', '/jobs', '{', bearer(keys.admin))).status).toBe(400);
  });

  test('an operator pauses many jobs; only an admin deletes them', async () => {
    const job = await client(keys.admin).jobs.create(validJob);
    const statuses = [];
    for (const [action, key] of [
      ['pause', keys.viewer],
      ['pause', keys.operator],
      ['delete', keys.operator],
      ['delete', keys.admin],
    ] as const) {
      const body = { action, ids: [job.id] };
      statuses.push((await service.request('POST', '/jobs/bulk', body, bearer(key))).status);
    }
    expect(statuses).toEqual([403, 200, 403, 200]);
  });

  test('the audit log contains the name of the key', async () => {
    const job = await client(keys.admin).jobs.create(validJob);
    await client(keys.operator).jobs.pause(job.id);
    const changes = await service.request('GET', `/jobs/${job.id}/changes`, undefined, bearer(keys.viewer));
    const { data } = (await changes.json()) as { data: { actor: string }[] };
    expect(data.map(({ actor }) => actor)).toEqual(['turns', 'makes']);
    await client(keys.admin).jobs.delete(job.id);
  });

  test('authenticated responses are not cached', async () => {
    const response = await service.request('GET', '/jobs', undefined, bearer(keys.viewer));
    expect(response.headers.get('cache-control')).toBe('no-store');
    const refused = await service.request('GET', '/jobs/x', undefined, bearer(keys.viewer));
    expect(refused.headers.get('cache-control')).toBe('no-store');
  });

  test('with API keys any host name is accepted', async () => {
    expect(await statusUnder('scheduler.example.com', service, bearer(keys.viewer))).toBe(200);
  });
});

describe('without keys', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.stop());

  test('every client is the admin anonymous, with any credentials', async () => {
    const anonymous = { name: 'anonymous', role: 'admin', needs_key: false };
    expect(await (await service.request('GET', '/session')).json()).toEqual(anonymous);
    const shown = await service.request('GET', '/session', undefined, bearer('whatever'));
    expect(await shown.json()).toEqual(anonymous);
    const { response, whole } = await signIn(service, 'whatever');
    expect(await response.json()).toEqual(anonymous);
    expect(whole).toBe('');
  });

  test('foreign hosts, other sites and requests of runs are refused', async () => {
    expect(await statusUnder('scheduler.example.com', service)).toBe(403);
    expect(await statusUnder('localhost', service)).toBe(200);
    for (const headers of [
      { 'scheduler-run-id': 'x' },
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
    ] as Record<string, string>[]) {
      expect((await service.request('POST', '/jobs', validJob, headers)).status).toBe(403);
    }
  });
});

test('the eleventh wrong key in a minute gets 429 with Retry-After; valid keys are accepted', async () => {
  const service = await startTestService({ API_KEYS });
  const wrong = async (attempt: number) =>
    attempt % 2 === 0
      ? await service.request('POST', '/session', { key: `wrong ${attempt}` })
      : await service.request('GET', '/jobs', undefined, bearer(`wrong${attempt}`));
  // Requests without a key, or with the cookie of a removed key, do not count as wrong keys.
  for (let i = 0; i < 15; i++) {
    const headers = i % 2 === 0 ? {} : { cookie: 'scheduler_session=1.gone.x' };
    expect((await service.request('GET', '/jobs', undefined, headers)).status).toBe(401);
  }
  for (let attempt = 0; attempt < 10; attempt++) expect((await wrong(attempt)).status).toBe(401);
  for (let attempt = 10; attempt < 14; attempt++) {
    const response = await wrong(attempt);
    expect(response.status).toBe(429);
    const seconds = Number(response.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
  }
  expect((await service.request('GET', '/jobs', undefined, bearer(keys.viewer))).status).toBe(200);
  const { response, cookie } = await signIn(service, keys.viewer);
  expect(response.status).toBe(200);
  expect((await service.request('GET', '/jobs', undefined, { cookie })).status).toBe(200);
  await service.stop();
});
