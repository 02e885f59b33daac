// Tests the service below a path of two proxies: one removes the path, one forwards it.
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '../../openapi/document.ts';
import { parseSettings } from '../settings.ts';
import { useInterface } from '../testing/interface.ts';

const KEY = 'base-path-key-0123456789';
const { service, newPage, complaints } = useInterface({
  BASE_PATH: '/tools/scheduler',
  API_KEYS: `ops:admin:${KEY}`,
});
const proxies: { server: Server; url: string }[] = [];

async function startProxy(forwardedPath: (path: string) => string): Promise<void> {
  const server = createServer((incoming, outgoing) => {
    if (!incoming.url!.startsWith('/tools/scheduler')) return void outgoing.writeHead(418).end();
    const { port } = new URL(service.url);
    const { method, headers } = incoming;
    const forwarded = request(
      { host: '127.0.0.1', port, method, headers, path: forwardedPath(incoming.url!) },
      (response) => {
        outgoing.writeHead(response.statusCode!, response.headers);
        response.pipe(outgoing);
      },
    );
    outgoing.on('close', () => forwarded.destroy());
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  proxies.push({ server, url: `http://127.0.0.1:${port}/tools/scheduler` });
}

beforeAll(async () => {
  await startProxy((path) => path);
  await startProxy((path) => path.replace('/tools/scheduler', '') || '/');
});
afterAll(() => {
  for (const { server } of proxies) server.close().closeAllConnections();
});

const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
const job = {
  name: 'below a path',
  target: 'https://example.com/',
  schedule_type: 'cron',
  cron_expression: '0 0 1 1 *',
};

test('links, locations and problems of the API begin with the path', async () => {
  for (const { url } of proxies) {
    const put = { method: 'PUT', headers, body: JSON.stringify(job) };
    const keys = [crypto.randomUUID(), crypto.randomUUID()];
    const created = await Promise.all(keys.map((key) => fetch(`${url}/jobs/by-key/${key}`, put)));
    const location = created[0]!.headers.get('location')!;
    expect(location).toMatch(/^\/tools\/scheduler\/jobs\/[0-9a-f-]{36}$/);
    const found = await fetch(new URL(location, url), { headers });
    expect(found.status).toBe(200);
    const page = await fetch(`${url}/jobs?limit=1`, { headers });
    const [, next = ''] = /^<([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '') ?? [];
    expect(next).toMatch(/^\/tools\/scheduler\/jobs\?/);
    expect((await fetch(new URL(next, url), { headers })).status).toBe(200);
    const missing = await fetch(`${url}/nothing`, { headers });
    expect(await missing.json()).toMatchObject({ status: 404, instance: '/tools/scheduler/nothing' });
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { servers: unknown };
    expect(document.servers).toEqual([{ url: '/tools/scheduler' }]);
  }
});

test('the interface and the API explorer load everything below the path', async () => {
  for (const { url } of proxies) {
    const page = await newPage();
    const strangers: string[] = [];
    page.on('response', (response) => {
      if (response.status() === 418 || response.status() === 404) strangers.push(response.url());
    });
    await page.goto(`${url}/jobs`);
    await page.getByLabel('API key').fill(KEY);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const [cookie] = await page.context().cookies(`${url}/`);
    await page.getByRole('link', { name: 'below a path' }).first().click();
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('below a path');
    expect(new URL(page.url()).pathname).toMatch(/^\/tools\/scheduler\/jobs\//);
    await page.reload();
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('below a path');
    await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
    await page.waitForURL(`${url}/runs`);
    await page.goto(`${url}/docs`);
    await expect.poll(() => page.locator('#client').textContent()).toBe('ops, admin');
    await page.locator('.opblock').first().waitFor();
    expect(cookie?.path ?? (await page.context().cookies(url))[0]?.path).toBe('/tools/scheduler');
    expect(strangers).toEqual([]);
  }
  // A request without a key before signing in.
  expect(complaints.filter((text) => !text.includes('401'))).toEqual([]);
});

test('a path of the API is refused as base path', () => {
  const first = new Set(Object.values(routes).map(({ path }) => path.split('/')[1]!));
  first.delete('');
  for (const segment of [...first, 'assets', 'upcoming']) {
    expect(() => parseSettings({ BASE_PATH: `/${segment}` }), segment).toThrow('  BASE_PATH: ');
  }
});
