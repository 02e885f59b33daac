// Tests every screen in both themes and two widths: accessibility, horizontal overflow, console errors, script size.
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseSettings } from '../settings.ts';
import { databaseNow, openStore } from '../store/open.ts';
import { prepareBackend } from '../testing/backend.ts';
import { ACTION_TIMEOUT_MS, sharedBrowser } from '../testing/browser.ts';
import { buildPage } from '../testing/page.ts';
import { startTestService, type TestService } from '../testing/service.ts';
import { seedWorld } from '../testing/world.ts';
import { checkPage, phone } from './test-checks.ts';

interface Screen {
  path: string;
  /** The heading that shows that the screen is drawn. */
  heading: string;
  act?: (page: Page) => Promise<void>;
}

const press = (key: string) => (page: Page) => page.keyboard.press(key);
const click = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).click();

describe('in Chromium', () => {
  let service: TestService;
  let browser: Browser;
  let cleanUp: () => Promise<void>;
  let failing: string;
  let failed: string;
  let earlier: string;
  let missed: string;

  beforeAll(async () => {
    await buildPage();
    const prepared = await prepareBackend();
    const store = await openStore(parseSettings(prepared.environment));

    await seedWorld(store, await databaseNow(store.db));
    await store.close();
    [service, browser] = await Promise.all([
      startTestService({ ...prepared.environment, INSTANCE_NAME: 'Staging' }),
      sharedBrowser(),
    ]);
    cleanUp = () => prepared.cleanUp();
    failing = (await service.scheduler.jobs.list({ q: 'sync-crm', limit: 1 })).data[0]!.id;
    const { channels, credentials, rules } = service.scheduler;
    const { id } = await channels.create({ name: 'On-call', type: 'slack', url: 'https://example.com/hook' });
    await rules.create({
      name: 'Any failure',
      event: 'failing',
      failures: 1,
      job_id: failing,
      channel_ids: [id],
    });
    await credentials.create({ name: 'crm', hosts: ['crm.acme.example'], bearer: { token: 'secret' } });
    const { data } = await service.scheduler.jobs.listRuns(failing, { status: 'failed', limit: 2 });
    [failed = '', earlier = ''] = data.map((run) => run.id);
    missed = (await service.scheduler.runs.list({ status: 'missed', limit: 1 })).data[0]!.id;
  });
  afterAll(async () => {
    await service.stop();
    await cleanUp();
  });

  const screens = (): Record<string, Screen> => ({
    overview: { path: '/', heading: 'Overview' },
    jobs: { path: '/jobs', heading: 'Jobs' },
    'jobs, one selected': { path: '/jobs', heading: 'Jobs', act: press('j') },
    'a job': { path: `/jobs/${failing}`, heading: 'sync-crm' },
    'a job, delete panel open': {
      path: `/jobs/${failing}`,
      heading: 'sync-crm',
      act: async (page) => {
        await click('More for sync-crm')(page);
        await page.getByRole('menuitem', { name: 'Delete' }).click();
      },
    },
    'a new job': { path: '/jobs/new', heading: 'New job' },
    'a job in the form': { path: `/jobs/${failing}/edit`, heading: 'Edit' },
    runs: { path: '/runs', heading: 'Runs' },
    'runs, filtered': {
      path: '/runs?tag=finance&status_code=5xx&hide=delay',
      heading: 'Runs',
      act: click('Export runs'),
    },
    'a view to save': {
      path: '/runs?status=failed',
      heading: 'Runs',
      act: async (page) => {
        await click('Views')(page);
        await page.getByRole('menuitem', { name: 'Save this view…' }).click();
      },
    },
    upcoming: { path: '/upcoming', heading: 'Upcoming' },
    'a run': { path: `/runs/${failed}`, heading: 'Run of' },
    'a missed run': { path: `/runs/${missed}`, heading: 'Run of' },
    'two runs': { path: `/runs/compare?a=${earlier}&b=${failed}`, heading: 'Compare two runs' },
    alerts: { path: '/alerts', heading: 'Alerts' },
    'alerts, new rule': {
      path: '/alerts',
      heading: 'Alerts',
      act: async (page) => {
        await click('New rule')(page);
        await page.getByLabel('Jobs', { exact: true }).selectOption('job');
        await click('Save rule')(page);
        await page.locator('.field .error').first().waitFor();
      },
    },
    'alerts, new channel': { path: '/alerts', heading: 'Alerts', act: click('New channel') },
    'alerts, deletion': { path: '/alerts', heading: 'Alerts', act: click('Delete On-call') },
    audit: { path: '/audit', heading: 'Audit' },
    system: { path: '/system', heading: 'System' },
    'system, new credential': {
      path: '/system',
      heading: 'System',
      act: async (page) => {
        await click('New credential')(page);
        await click('Save credential')(page);
        await page.locator('.field .error').first().waitFor();
      },
    },
    palette: { path: '/system', heading: 'System', act: press('Control+k') },
    keys: { path: '/jobs', heading: 'Jobs', act: press('?') },
  });

  test('light and dark at 360 and 1280 px, with at most 60 KB of script, gzipped', async () => {
    const page = await browser.newPage({ viewport: phone, reducedMotion: 'reduce', colorScheme: 'light' });
    page.setDefaultTimeout(ACTION_TIMEOUT_MS);
    const found: string[] = [];
    const sizes: Record<string, number> = {};
    page.on('console', (message) => {
      // Invalid forms are among the screens.
      if (message.type() === 'error' && !message.text().includes('422')) found.push(message.text());
    });
    page.on('pageerror', (error) => found.push(String(error)));
    let unchanged: string | undefined;
    for (const [name, { path, heading, act }] of Object.entries(screens())) {
      await page.setViewportSize(phone);
      if (path !== unchanged) {
        await page.goto(service.url + path);
        await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      }
      await act?.(page);
      unchanged = act ? undefined : path;
      for (const problem of await checkPage(page)) found.push(`${name} ${problem}`);
      if (!act) sizes[name] = await scriptSize(page);
    }
    await page.close();
    console.log(`Script by screen, gzipped: ${JSON.stringify(sizes)}`);
    expect(found).toEqual([]);
    for (const [name, size] of Object.entries(sizes)) {
      expect(size, name).toBeGreaterThan(10_000);
      expect(size, name).toBeLessThan(61_440);
    }
  });

  test('draws rows of equal height for any content', async () => {
    const { id } = (await service.scheduler.jobs.list({ q: 'nightly-backup', limit: 1 })).data[0]!;
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const heights = async () =>
      new Set(await page.locator('[data-row]').evaluateAll((rows) => rows.map((row) => row.clientHeight)));
    for (const path of [`/runs?job_id=${id}`, `/jobs/${id}`]) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(service.url + path);
      for (const width of [1280, 1000, 900]) {
        await page.setViewportSize({ width, height: 800 });
        await page
          .locator('[data-row]', { hasText: /1 min \d+ s/ })
          .first()
          .waitFor();
        await expect.poll(async () => (await heights()).size, { message: `${path} at ${width} px` }).toBe(1);
      }
    }
    await page.close();
  });

  /** Gzipped size of the scripts that the page has loaded, also from the browser's cache. */
  async function scriptSize(page: Page): Promise<number> {
    const urls = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => name.endsWith('.js')),
    );
    const sizes = await Promise.all([...new Set(urls)].map(gzippedSize));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  const knownSizes = new Map<string, number>();
  async function gzippedSize(url: string): Promise<number> {
    const size = knownSizes.get(url) ?? gzipSync(await (await fetch(url)).bytes()).length;
    knownSizes.set(url, size);
    return size;
  }
});
