// Tests every screen in both themes and two widths: accessibility, horizontal overflow, console errors, script size.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseSettings } from '../settings.ts';
import { databaseNow, openStore } from '../store/open.ts';
import { prepareBackend } from '../testing/backend.ts';
import { ACTION_TIMEOUT_MS, launchBrowser } from '../testing/browser.ts';
import { buildPage } from '../testing/page.ts';
import { startTestService, type TestService } from '../testing/service.ts';
import { seedWorld } from '../testing/world.ts';

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

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

  beforeAll(async () => {
    await buildPage();
    const prepared = await prepareBackend();
    const store = await openStore(parseSettings(prepared.environment));

    await seedWorld(store, await databaseNow(store.db));
    await store.close();
    [service, browser] = await Promise.all([startTestService(prepared.environment), launchBrowser()]);
    cleanUp = () => prepared.cleanUp();
    failing = (await service.scheduler.jobs.list({ q: 'sync-crm', limit: 1 })).data[0]!.id;
    failed = (await service.scheduler.jobs.listRuns(failing, { status: 'failed', limit: 1 })).data[0]!.id;
  });
  afterAll(async () => {
    await browser.close();
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
    'a run': { path: `/runs/${failed}`, heading: 'Run of' },
    system: { path: '/system', heading: 'System' },
    palette: { path: '/system', heading: 'System', act: press('Control+k') },
    keys: { path: '/jobs', heading: 'Jobs', act: press('?') },
  });

  const themes = [
    { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
    { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
    { colorScheme: 'light', viewport: { width: 360, height: 740 } },
    { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
  ] as const;

  test.each(themes)('$colorScheme at $viewport.width px', async (theme) => {
    const context = await browser.newContext({ ...theme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(ACTION_TIMEOUT_MS);
    const found: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') found.push(message.text());
    });
    page.on('pageerror', (error) => found.push(String(error)));
    for (const [name, { path, heading, act }] of Object.entries(screens())) {
      await page.goto(service.url + path);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await settle(page);
      if (act) {
        await act(page);
        await settle(page);
      }
      const problems = [...(await violations(page, theme.colorScheme)), ...(await overflow(page))];
      found.push(...problems.map((problem) => `${name}: ${problem}`));
    }
    await context.close();
    expect(found).toEqual([]);
  });

  test('draws rows of equal height for any content', async () => {
    const { id } = (await service.scheduler.jobs.list({ q: 'nightly-backup', limit: 1 })).data[0]!;
    for (const width of [1280, 1000, 900]) {
      const page = await browser.newPage({ viewport: { width, height: 800 } });
      for (const path of [`/runs?job_id=${id}`, `/jobs/${id}`]) {
        await page.goto(service.url + path);
        await page
          .locator('[data-row]', { hasText: /1 min \d+ s/ })
          .first()
          .waitFor();
        const heights = await page
          .locator('[data-row]')
          .evaluateAll((rows) => rows.map((row) => row.clientHeight));
        expect(new Set(heights), `${path} at ${width} px`).toEqual(new Set([heights[0]]));
      }
      await page.close();
    }
  });

  test('no screen loads more than 60 KB of script, gzipped', async () => {
    const sizes: Record<string, number> = {};
    for (const [name, { path, act }] of Object.entries(screens())) {
      if (act) continue;
      const page = await browser.newPage();
      const scripts: Promise<Buffer>[] = [];
      page.on('response', (response) => {
        if (response.url().endsWith('.js')) scripts.push(response.body());
      });
      await page.goto(service.url + path);
      await page.locator('h1').waitFor();
      sizes[name] = (await Promise.all(scripts)).reduce((sum, body) => sum + gzipSync(body).length, 0);
      await page.close();
    }
    console.log(`Script by screen, gzipped: ${JSON.stringify(sizes)}`);
    for (const [name, size] of Object.entries(sizes)) expect(size, name).toBeLessThan(61_440);
  });

  /** Waits until the DOM has not changed for 300 ms, at most 3 s. */
  async function settle(page: Page): Promise<void> {
    await page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          let timer = setTimeout(done, 300);
          const observer = new MutationObserver(() => {
            clearTimeout(timer);
            timer = setTimeout(done, 300);
          });
          const last = setTimeout(done, 3_000);
          function done() {
            observer.disconnect();
            clearTimeout(last);
            resolve();
          }
          observer.observe(document.body, { childList: true, subtree: true });
        }),
    );
  }

  /** Every rule in the light theme; in the dark theme the rule of colors, as the page is the same otherwise. */
  async function violations(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
    await page.evaluate(axe);
    const results = await page.evaluate(
      async (options) =>
        await (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run(
          options,
        ),
      colorScheme === 'dark' ? { runOnly: ['color-contrast'] } : {},
    );
    return results.violations.map(
      ({ id, help, nodes }) =>
        `${id} (${help}): ${nodes
          .slice(0, 3)
          .map(({ html }) => html.slice(0, 160))
          .join(' | ')}`,
    );
  }

  async function overflow(page: Page): Promise<string[]> {
    const { wide, seen } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { wide: scrollWidth, seen: clientWidth };
    });
    return wide > seen ? [`is ${wide} px wide on a page of ${seen} px`] : [];
  }
});
