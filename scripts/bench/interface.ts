// Measures the longest tasks of the web interface with 10 000 jobs and 100 000 runs, in Chromium.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { createClient } from '../../client/src/index.ts';
import { parseSettings } from '../../src/settings.ts';
import { migrate } from '../../src/store/migrate.ts';
import { databaseNow, openStore } from '../../src/store/open.ts';
import { launchBrowser } from '../../src/testing/browser.ts';
import { startProcess } from '../../src/testing/process.ts';
import { seedWorld } from '../../src/testing/world.ts';
import { formatTable } from './table.ts';

const PROMISED_MS = 50;
const JOBS = 10_000;
const RUNS = 100_000;
/** So many of the seeded world have a little more; each has 5 345. */
const COPIES = 19;
const BATCH = 100;

interface Row {
  page: string;
  action: string;
  /** Milliseconds that the longest task worked. */
  worked: number;
  /** Milliseconds from the beginning to the end of the longest task: with what else had its core meanwhile. */
  took: number;
  /** How many took longer than promised. */
  over: number;
}

/** Prints the figures; false when the promise is broken. */
export async function run(json: boolean): Promise<boolean> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'scheduler-bench-'));
  try {
    await seed(dataDir);
    const service = await startProcess({ DATA_DIR: dataDir, PORT: '0' });
    try {
      await fill(service.url!);
      const rows = await measure(service.url!);
      return tell(rows, json);
    } finally {
      await service.end('SIGTERM');
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function seed(DATA_DIR: string): Promise<void> {
  const store = await openStore(parseSettings({ DATA_DIR }));
  await migrate(store.db);
  const now = await databaseNow(store.db);
  await seedWorld(store, now, COPIES);
  await store.close();
}

/** Jobs beside those that have runs; what they would send meanwhile is the service's work, on the same cores. */
async function fill(url: string): Promise<void> {
  const scheduler = createClient({ baseUrl: url });
  await scheduler.system.pause({ reason: 'The interface is measured.' });
  const { total } = (await scheduler.stats()).jobs;
  for (let number = total; number < JOBS; number += BATCH) {
    const jobs = Array.from({ length: Math.min(BATCH, JOBS - number) }, (_, index) => ({
      name: `close-books-${number + index}`,
      target: 'https://billing.acme.example/books/close',
      schedule_type: 'cron' as const,
      cron_expression: '0 0 1 1 *',
    }));
    await scheduler.jobs.batch(jobs);
  }
}

async function measure(url: string): Promise<Row[]> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const rows: Row[] = [];
    for (const [name, actions] of Object.entries(screens)) {
      await page.goto(`${url}/system`);
      for (const [action, act] of actions) {
        if (process.stderr.isTTY) console.error(`${name} ${action} …`);
        await browser.startTracing(page, { categories: ['toplevel'] });
        await act(page);
        await page.waitForTimeout(500);
        rows.push({ page: name, action, ...sum(await browser.stopTracing()) });
      }
    }
    return rows;
  } finally {
    await browser.close();
  }
}

/** An event of Chromium's traces; durations in microseconds. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

/** Of the tasks of the threads that run pages. */
function sum(trace: Buffer): Pick<Row, 'worked' | 'took' | 'over'> {
  const { traceEvents: events } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const toThread = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const threads = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(toThread),
  );
  const tasks = events.filter((event) => event.ph === 'X' && threads.has(toThread(event)));
  if (tasks.length === 0) throw new Error('The trace tells of no task.');
  const most = (read: (event: TraceEvent) => number | undefined) =>
    tasks.reduce((longest, event) => Math.max(longest, (read(event) ?? 0) / 1_000), 0);
  return {
    worked: most(({ tdur }) => tdur),
    took: most(({ dur }) => dur),
    over: tasks.filter(({ name, dur = 0 }) => name.endsWith('RunTask') && dur > PROMISED_MS * 1_000).length,
  };
}

type Action = readonly [name: string, act: (page: Page) => Promise<void>];

const screens: Record<'jobs' | 'runs', readonly Action[]> = {
  jobs: [
    ['opened', (page) => follow(page, 'Jobs')],
    ['scrolled to its end', (page) => scrollToEnd(page, JOBS)],
    ['jumped about in', jump],
    ['searched, a letter at a time', type],
    ['sorted by name and by next run', sort],
    ['filtered by schedule and status', filterJobs],
  ],
  runs: [
    ['opened', (page) => follow(page, 'Runs')],
    ['scrolled to its end', (page) => scrollToEnd(page, RUNS)],
    ['jumped about in', jump],
    ['filtered by status, trigger and time', filterRuns],
  ],
};

async function follow(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name, exact: true }).first().click();
  await page.locator('tr[data-row]').first().waitFor();
}

/** As fast as pages of the list come in, a thousand pixels with each frame. */
async function scrollToEnd(page: Page, count: number): Promise<void> {
  const reached = await page.evaluate<number>(`(async () => {
    let still = 0;
    let last = -1;
    while (still < 120) {
      scrollBy(0, 1000);
      await new Promise(requestAnimationFrame);
      still = scrollY === last ? still + 1 : 0;
      last = scrollY;
    }
    return scrollY / 36;
  })()`);
  if (reached < count * 0.9) throw new Error(`The list ended after ${Math.round(reached)} rows.`);
}

async function jump(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    for (let number = 0; number < 40; number++) {
      scrollTo(0, ((number * 0.618) % 1) * document.documentElement.scrollHeight);
      for (let frame = 0; frame < 12; frame++) await new Promise(requestAnimationFrame);
    }
    scrollTo(0, 0);
  })()`);
}

async function type(page: Page): Promise<void> {
  const search = page.getByRole('searchbox');
  await search.pressSequentially('close-invoices', { delay: 80 });
  await page.waitForTimeout(500);
  for (let letter = 0; letter < 14; letter++) await search.press('Backspace', { delay: 80 });
}

async function sort(page: Page): Promise<void> {
  for (const name of ['Name', 'Name', 'Next run', 'Next run', 'Next run']) {
    await page.getByRole('button', { name, exact: true }).click();
    await page.waitForTimeout(500);
  }
}

async function filterJobs(page: Page): Promise<void> {
  for (const type of ['cron', 'recurring', '']) {
    await page.getByLabel('Schedule').selectOption(type);
    await page.waitForTimeout(500);
  }
  for (const name of [/^active/i, /^failing/i, /^all/i]) {
    await page.locator('.page-head .filters').getByRole('link', { name }).click();
    await page.waitForTimeout(500);
  }
}

async function filterRuns(page: Page): Promise<void> {
  for (const name of ['failed', 'succeeded', 'skipped', 'all']) {
    await page.locator('.page-head .filters').getByRole('link', { name }).click();
    await page.waitForTimeout(500);
  }
  for (const trigger of ['manual', 'schedule', '']) {
    await page.getByLabel('Trigger').selectOption(trigger);
    await page.waitForTimeout(500);
  }
  for (const last of ['1h', '24h', '']) {
    await page.getByLabel('Time').selectOption(last);
    await page.waitForTimeout(500);
  }
}

function tell(rows: readonly Row[], json: boolean): boolean {
  const isKept = rows.every(({ worked }) => worked <= PROMISED_MS);
  if (json) console.log(JSON.stringify({ promised_ms: PROMISED_MS, kept: isKept, rows }, null, 2));
  else {
    const cells = rows.map(({ page, action, worked, took, over }) => [
      `${page} ${action}`,
      worked.toFixed(0),
      took.toFixed(0),
      String(over),
    ]);
    const head = ['', 'worked, ms', 'took, ms', `took over ${PROMISED_MS} ms`];
    console.log(formatTable('The longest tasks of the page', head, cells));
    console.log(`\nNo task works over ${PROMISED_MS} ms: ${isKept ? 'kept' : 'BROKEN'}`);
  }
  return isKept;
}
