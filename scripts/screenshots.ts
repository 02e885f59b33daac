// Takes screenshots of every screen, light and dark, wide and narrow, with a day of sample data.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { createClient } from '../client/src/index.ts';
import { createLog } from '../src/log.ts';
import { startService } from '../src/service.ts';
import { parseSettings } from '../src/settings.ts';
import { migrate } from '../src/store/migrate.ts';
import { databaseNow, openStore } from '../src/store/open.ts';
import { launchBrowser } from '../src/testing/browser.ts';
import { seedWorld } from '../src/testing/world.ts';

const { values, positionals } = parseArgs({
  options: { folder: { type: 'string', default: 'screenshots' } },
  allowPositionals: true,
});

const dataDir = await mkdtemp(path.join(tmpdir(), 'scheduler-pictures-'));
const settings = parseSettings({
  DATA_DIR: dataDir,
  PORT: '0',
  ALLOWED_TARGET_HOSTS: 'public,localhost',
});
const store = await openStore(settings);
await migrate(store.db);
await seedWorld(store, await databaseNow(store.db));
await store.close();

const service = await startService(settings, new Set(['api', 'worker']), createLog('error'));
const url = service.url!;
const scheduler = createClient({ baseUrl: url });
await scheduler.jobs.create({
  name: 'check-health',
  target: `${url}/healthz`,
  method: 'GET',
  schedule_type: 'cron',
  cron_expression: '*/15 * * * * *',
  tags: ['ops'],
});
// The forecast is computed in the background.
while ((await scheduler.stats()).computed_at === null) await delay(1_000);

const jobOf = async (q: string) => (await scheduler.jobs.list({ q, limit: 1 })).data[0]!.id;
const failed = await scheduler.runs.list({ status: 'failed', limit: 2, job_id: await jobOf('sync-crm') });

/** The screens: name, path, and an optional action before the screenshot. */
const screens: [name: string, path: string, act?: (page: Page) => Promise<void>][] = [
  ['overview', '/'],
  ['jobs', '/jobs'],
  ['job', `/jobs/${await jobOf('sync-crm')}`],
  ['new-job', '/jobs/new'],
  ['edit-job', `/jobs/${await jobOf('close-invoices')}/edit`],
  ['runs', '/runs'],
  ['run', `/runs/${failed.data[0]!.id}`],
  ['compare', `/runs/compare?a=${failed.data[1]!.id}&b=${failed.data[0]!.id}`],
  ['upcoming', '/upcoming'],
  ['audit', '/audit'],
  ['system', '/system'],
  ['palette', '/jobs', (page) => page.keyboard.press('Control+k')],
  ['keys', '/jobs', (page) => page.keyboard.press('?')],
];
const wanted = screens.filter(([name]) => positionals.length === 0 || positionals.includes(name));

await mkdir(values.folder, { recursive: true });
const browser = await launchBrowser();
for (const colorScheme of ['light', 'dark'] as const) {
  for (const [size, viewport] of Object.entries({
    wide: { width: 1366, height: 900 },
    narrow: { width: 390, height: 780 },
  })) {
    const context = await browser.newContext({ colorScheme, viewport, deviceScaleFactor: 2 });
    const page = await context.newPage();
    for (const [name, address, act] of wanted) {
      await page.goto(url + address);
      // The event stream never ends, so the network is never idle. Wait until the timelines are drawn.
      await page.locator('h1').waitFor();
      await page.waitForTimeout(1_200);
      await act?.(page);
      await page.waitForTimeout(300);
      await page.screenshot({ path: path.join(values.folder, `${name}-${size}-${colorScheme}.png`) });
    }
    await context.close();
  }
}
await browser.close();
await service.stop();
await rm(dataDir, { recursive: true, force: true });
process.exit(0);
