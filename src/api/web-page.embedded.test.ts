// Tests content negotiation between the web interface and the API.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API_KEYS, bearer, keys } from '../testing/keys.ts';
import { startTestService, type TestService } from '../testing/service.ts';
import { prefersHtml } from './web-page.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const ORIGIN = 'https://app.example.com';
const ID = '0198f0c2-7a51-7000-8000-000000000000';

let service: TestService;
let withKeys: TestService;
beforeAll(async () => {
  [service, withKeys] = await Promise.all([
    startTestService({ ALLOWED_ORIGINS: ORIGIN }),
    startTestService({ API_KEYS }),
  ]);
});
afterAll(() => Promise.all([service.stop(), withKeys.stop()]));

async function get(at: TestService, path: string, accept: string | undefined, more: RequestInit = {}) {
  const headers = { ...(accept !== undefined && { accept }), ...(more.headers as Record<string, string>) };
  return await fetch(new URL(path, at.url), { ...more, headers });
}

function varies(response: Response): string[] {
  return (response.headers.get('vary') ?? '').split(', ');
}

async function expectPage(response: Response): Promise<void> {
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
  expect(response.headers.get('cache-control')).toBe('no-cache');
  expect(varies(response)).toContain('Accept');
  expect(await response.text()).toMatch(/^<!doctype html>/);
}

/** Paths with the status of the API without jobs and runs. */
const pages: [path: string, status: number][] = [
  ['/jobs', 200],
  ['/jobs/new', 404],
  [`/jobs/${ID}`, 404],
  [`/jobs/${ID}/edit`, 404],
  ['/runs', 200],
  [`/runs/${ID}`, 404],
  ['/system', 200],
  ['/audit', 200],
];

describe.each(pages)('%s', (path, status) => {
  test('returns the page to a browser, also with API keys', async () => {
    for (const at of [service, withKeys]) await expectPage(await get(at, path, BROWSER));
  });

  test.each([
    undefined,
    '*/*',
    'application/json',
    'application/json, text/html;q=0.5',
    'text/event-stream',
  ])('is the API’s for Accept: %s', async (accept) => {
    const response = await get(service, path, accept);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe(
      status === 200 ? 'application/json' : 'application/problem+json',
    );
    expect(varies(response)).toContain('Accept');
  });

  test('returns JSON only with an API key', async () => {
    const without = await get(withKeys, path, 'application/json');
    expect(without.status).toBe(401);
    expect(varies(without)).toContain('Accept');
    const shown = await get(withKeys, path, 'application/json', { headers: bearer(keys.viewer) });
    expect(shown.status).toBe(status);
    // A browser gets the page even if it sends an API key.
    await expectPage(await get(withKeys, path, BROWSER, { headers: bearer(keys.viewer) }));
  });

  test('responds to HEAD like GET, without a body', async () => {
    const page = await get(withKeys, path, BROWSER, { method: 'HEAD' });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
    expect([varies(page).includes('Accept'), await page.text()]).toEqual([true, '']);
    const json = await get(service, path, '*/*', { method: 'HEAD' });
    expect([json.status, varies(json).includes('Accept'), await json.text()]).toEqual([status, true, '']);
  });

  test('varies by Origin as well', async () => {
    for (const accept of [BROWSER, 'application/json']) {
      const response = await get(service, path, accept, { headers: { origin: ORIGIN } });
      expect(varies(response)).toEqual(expect.arrayContaining(['Accept', 'Origin']));
      expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    }
  });
});

test('a mistyped address gives a person the page, and a program JSON', async () => {
  for (const at of [service, withKeys]) {
    for (const path of [
      '/joobs',
      '/jobs/a/b/c',
      '/runs/a/edit',
      '/jobs/',
      '/docs/',
      '/docs/x',
      '/stats/x',
      '/%zz',
    ]) {
      const page = await get(at, path, BROWSER);
      expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8']);
    }
  }
  const problem = await get(service, '/joobs', 'application/json');
  expect([problem.status, problem.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  expect((await get(service, '/assets/none.js', BROWSER)).headers.get('content-type')).toBe(
    'application/problem+json',
  );
});

test('/ returns the page to every client', async () => {
  for (const at of [service, withKeys]) {
    for (const accept of [BROWSER, undefined, 'application/json'])
      await expectPage(await get(at, '/', accept));
  }
});

test.each([
  '/jobs/batch',
  '/runs/bulk',
  '/resume',
  `/jobs/${ID}/pause`,
  '/schedules/preview',
])('%s, which is only posted to, is a page that does not exist for a browser', async (path) => {
  const page = await get(service, path, BROWSER);
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8']);
  const answer = await get(service, path, 'application/json');
  expect([404, 405]).toContain(answer.status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
});

test('the content security policy is strict, and the page loads absolute paths', async () => {
  const page = await get(service, `/jobs/${ID}/edit`, BROWSER);
  expect(page.headers.get('content-security-policy')).toBe(
    "default-src 'self'; img-src 'self' data:; style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  );
  const links = Array.from((await page.text()).matchAll(/(?:src|href)="([^"]*)"/g), ([, link]) => link ?? '');
  for (const link of links) expect(link).toMatch(/^\//);
});

describe('other paths belong to the API for every client', () => {
  test.each([
    ['GET', '/jobs/by-key/edit', 404, undefined],
    ['GET', `/jobs/${ID}/runs`, 404, undefined],
    ['GET', '/healthz', 200, undefined],
    ['POST', '/runs', 405, 'GET, HEAD'],
    ['POST', '/jobs/new', 405, 'GET, HEAD, PUT, PATCH, DELETE'],
    ['POST', `/jobs/${ID}/edit`, 404, undefined],
    ['DELETE', '/system', 405, 'GET, HEAD'],
  ] as const)('%s %s is %i', async (method, path, status, allow) => {
    const response = await get(service, path, BROWSER, { method });
    expect([response.status, response.headers.get('allow') ?? undefined]).toEqual([status, allow]);
    expect(response.headers.get('content-type')).toMatch(/^application\/(problem\+)?json$/);
  });
});

test.each([
  [BROWSER, true],
  ['text/html', true],
  ['TEXT/HTML; charset=utf-8', true],
  ['text/*', true],
  ['text/html, */*', true],
  ['*/*, text/html', true],
  ['text/html, application/json', true],
  ['application/json;q=0.9, text/html', true],
  ['application/json, text/html', false],
  ['application/json, text/html;q=0.5', false],
  ['text/html;q=0.8, application/*;q=0.9', false],
  ['text/html;q=0.5, */*', false],
  ['text/html;q=0, */*;q=0.1', false],
  ['text/html;q=0', false],
  ['application/json, text/plain, */*', false],
  ['application/problem+json', false],
  ['*/*', false],
  ['', false],
  [undefined, false],
  [`${'x,'.repeat(5_000)}text/html`, true],
])('Accept: %.80s prefers a page: %s', (accept, expected) => {
  expect(prefersHtml(accept)).toBe(expected);
});
