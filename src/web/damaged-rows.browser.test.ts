// Tests that the list and the job pages show damaged jobs, mark them, and keep showing healthy ones.
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseSettings } from '../settings.ts';
import { openStore } from '../store/open.ts';
import { prepareBackend } from '../testing/backend.ts';
import { ACTION_TIMEOUT_MS, sharedBrowser } from '../testing/browser.ts';
import { buildPage } from '../testing/page.ts';
import { startTestService, type TestService } from '../testing/service.ts';
import { insertTestJob } from '../testing/store.ts';

/** Damages that constraints let pass; `shows` is the sentence of a job that cannot be planned. */
const damages: { name: string; change: string; shows?: string }[] = [
  {
    name: 'expression',
    change: `update jobs set cron_expression = 'not a schedule' where id = $1`,
    shows: 'The stored schedule is invalid',
  },
  {
    name: 'zone',
    change: `update jobs set timezone = 'Europe/Atlantis' where id = $1`,
    shows: 'The stored schedule is invalid',
  },
  { name: 'address', change: `update jobs set target = 'not an address' where id = $1` },
];

let service: TestService;
let page: Page;
let cleanUp: () => Promise<void>;
const ids = new Map<string, string>();
const complaints: string[] = [];

beforeAll(async () => {
  await buildPage();
  const prepared = await prepareBackend();
  const store = await openStore(parseSettings(prepared.environment));
  for (const { name, change } of [{ name: 'healthy', change: '' }, ...damages]) {
    const { id } = await insertTestJob(store, '2026-01-01T00:00:00Z', { name });
    ids.set(name, id);
    if (change !== '') await sql.raw(change.replace('$1', `'${id}'`)).execute(store.db);
  }
  await store.close();
  service = await startTestService(prepared.environment);
  cleanUp = () => prepared.cleanUp();
  page = await (await sharedBrowser()).newPage();
  page.setDefaultTimeout(ACTION_TIMEOUT_MS);
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
});
afterAll(async () => {
  await page.context().close();
  await service.stop();
  await cleanUp();
});

test('the list shows damaged jobs beside healthy ones, and marks those that cannot be planned', async () => {
  await page.goto(`${service.url}/jobs`);
  const status = (name: string) => page.locator(`[data-row="${ids.get(name)}"] .cell-status`).textContent();
  await expect.poll(() => page.locator('[data-row]').count()).toBe(damages.length + 1);
  await expect.poll(() => status('healthy')).toMatch(/active|failing/);
  for (const { name, shows } of damages) if (shows) await expect.poll(() => status(name)).toBe('failed');
  expect(complaints).toEqual([]);
});

test.each(damages)('the page of a job with a damaged $name is drawn', async ({ name, shows = '' }) => {
  await page.goto(`${service.url}/jobs/${ids.get(name)}`);
  await page.getByRole('heading', { name, exact: true }).waitFor();
  await expect.poll(() => page.locator('.status-sentence').textContent()).toContain(shows);
  await page.locator('.timeline-plot svg').waitFor();
  await page.getByRole('navigation', { name: 'Sections' }).waitFor();
  expect(complaints).toEqual([]);
});
