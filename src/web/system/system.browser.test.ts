// First use, scheduler pause, command palette, shortcuts and system page in a real browser.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../../client/src/index.ts';
import { contractFetch } from '../../testing/contract.ts';
import { useInterface } from '../../testing/interface.ts';
import { startTestService, type TestService } from '../../testing/service.ts';

const keys = {
  eve: 'viewer-key-0123456789abcdef',
  olaf: 'operator-key-0123456789abcdef',
  ada: 'admin-key-0123456789abcdef',
};

describe('in Chromium', () => {
  const { service, complaints, newPage } = useInterface();
  let guarded: TestService;
  let page: Page;

  beforeAll(async () => {
    const API_KEYS = `eve:viewer:${keys.eve},olaf:operator:${keys.olaf},ada:admin:${keys.ada}`;
    guarded = await startTestService({ API_KEYS, ALLOWED_TARGET_HOSTS: 'public' });
  });
  afterAll(async () => {
    await guarded.stop();
  });
  afterEach(async () => {
    await page.context().close();
  });

  async function open(url: string): Promise<void> {
    page = await newPage({ viewport: { width: 1000, height: 600 } });
    await page.goto(url);
  }

  async function signIn(url: string, key: string): Promise<void> {
    await open(url);
    await page.getByLabel('API key').fill(key);
    await button('Sign in').click();
  }

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const link = (name: string) => page.getByRole('link', { name, exact: true });
  const heading = (name: string) => page.getByRole('heading', { name, exact: true });
  const text = (of: string | RegExp) => page.getByText(of, { exact: typeof of === 'string' });
  const palette = () => page.getByRole('dialog', { name: 'Command palette' });
  const options = () => page.getByRole('option');
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.id);

  test('the first job is created, runs and succeeds on the overview', async () => {
    await open(service.url);
    await heading('Nothing is scheduled yet').waitFor();
    await expect
      .poll(() => page.locator('pre').textContent())
      .toMatch(/^curl -s http:\/\/localhost:\d+\/jobs/);
    await button('Create a first job').click();
    await heading('Your first job').waitFor();
    const run = page.locator('.first-run');
    await run.getByText('succeeded').waitFor();
    await expect.poll(() => run.textContent()).toContain(`GET ${own()}/healthz`);
    await expect.poll(() => run.textContent()).toContain('200 {"status":"ok"}');
    await run.getByRole('img', { name: /succeeded|runs?/i }).waitFor();
    const [job] = (await service.scheduler.jobs.list()).data;
    expect(job).toMatchObject({ name: 'hello', method: 'GET', interval: 'minute', status: 'active' });

    await link('See the run').click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
    await page.goBack();
    await heading('Overview').waitFor();
    await heading('Nothing is scheduled yet').waitFor({ state: 'detached' });
    await heading('Your first job').waitFor({ state: 'detached' });
  });

  test('the palette opens pages, jobs, runs and actions by keyboard', async () => {
    const job = await service.scheduler.jobs.create({
      name: 'Close the invoices',
      target: `${own()}/healthz`,
      method: 'GET',
      schedule_type: 'cron',
      cron_expression: '0 0 1 1 *',
    });
    const run = await service.scheduler.jobs.run(job.id);
    await open(`${service.url}/system`);
    await heading('Processes').waitFor();
    await link('API in Swagger UI').focus();
    await page.keyboard.press('Control+k');
    await palette().waitFor();
    await expect.poll(() => focused()).toBe('Search pages, jobs, runs and actions');
    await options().nth(3).waitFor();
    const field = palette().getByRole('combobox');
    const first = await field.getAttribute('aria-activedescendant');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.locator('[role=option][aria-selected=true]').textContent()).toMatch(/^Runs/);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => field.getAttribute('aria-activedescendant')).toBe(first);
    await page.keyboard.press('Escape');
    await palette().waitFor({ state: 'hidden' });
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent))
      .toBe('API in Swagger UI');

    await page.keyboard.press('/');
    await page.keyboard.type('invo clo');
    await options().filter({ hasText: 'Close the invoices' }).waitFor();
    await page.keyboard.press('Enter');
    await heading('Close the invoices').waitFor();
    await palette().waitFor({ state: 'hidden' });

    await page.keyboard.press('Control+k');
    await field.fill(`${service.url}/runs/${run.id}`);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/runs/${run.id}`);

    await page.keyboard.press('Control+k');
    await field.fill(job.id);
    await options().filter({ hasText: 'Close the invoices' }).waitFor();
    await field.fill('no such thing anywhere');
    await text(/^No matches\./).waitFor();
    await field.fill('pause sched');
    await options().filter({ hasText: 'Pause scheduler' }).click();
    await page.getByRole('form', { name: 'Pause the scheduler' }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('pause-reason');
    await page.keyboard.press('Escape');
    await page.getByRole('form').waitFor({ state: 'hidden' });
  });

  test('the scheduler pause asks first, shows on every page, and can be undone', async () => {
    await open(`${service.url}/system`);
    await button('Pause scheduler').click();
    await text(/2 active jobs stop/).waitFor();
    await button('Cancel').click();
    await expect.poll(() => page.getByRole('form').count()).toBe(0);
    await button('Pause scheduler').click();
    await page.getByLabel(/^Reason/).fill('The network is being rebuilt');
    await page.getByRole('form').getByRole('button', { name: 'Pause scheduler' }).click();
    const bar = page.locator('.paused-bar');
    await bar.waitFor();
    await expect
      .poll(() => bar.textContent())
      .toMatch(/^The scheduler is paused since \d\d:\d\d: The network is being rebuilt\. No run starts\./);
    expect(await service.scheduler.system.getSwitch()).toMatchObject({
      paused: true,
      reason: 'The network is being rebuilt',
    });
    await text(/^Scheduling is off: no run is planned or started\./).waitFor();

    // Message bars must not cover the end of the page.
    await expect
      .poll(() =>
        page.evaluate(() => {
          scrollTo(0, document.documentElement.scrollHeight);
          const end = document.querySelector('main > :last-child')!.getBoundingClientRect().bottom;
          return document.querySelector('.messages .bar')!.getBoundingClientRect().top - end;
        }),
      )
      .toBeGreaterThanOrEqual(0);
    await page.keyboard.press('z');
    await bar.waitFor({ state: 'hidden' });
    expect(await service.scheduler.system.getSwitch()).toMatchObject({ paused: false });

    // A pause by someone else shows as well.
    await service.scheduler.system.pause();
    await bar.waitFor();
    // Nothing promises a next run meanwhile.
    await page.goto(`${service.url}/jobs`);
    await expect.poll(() => page.locator('.cell-next').allTextContents()).toEqual(['paused', 'paused']);
    await page
      .getByRole('button', { name: /^Run .* now$/ })
      .first()
      .click();
    await text(/is queued: the scheduler is paused\./).waitFor();
    await page.getByRole('link', { name: 'See the run' }).click();
    await text('Waiting: the scheduler is paused.').waitFor();
    await page.goBack();
    await bar.getByRole('button', { name: 'Resume' }).click();
    await bar.waitFor({ state: 'hidden' });
    await text(/^The scheduler is running\./).waitFor();
    expect(await service.scheduler.system.getSwitch()).toMatchObject({ paused: false });
  });

  /** Without a pause: the second key counts only within a second. */
  const pressBoth = (first: string, second: string) =>
    Promise.all([page.keyboard.press(first), page.keyboard.press(second)]);

  test('? lists the shortcuts, and key sequences open pages', async () => {
    await open(service.url);
    await heading('Overview').waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.getByText('Search and go to a page').waitFor();
    await page.keyboard.press('?');
    await help.waitFor({ state: 'hidden' });
    await pressBoth('g', 'j');
    await heading('Jobs').waitFor();
    await link('hello').waitFor();
    await page.keyboard.press('?');
    // Shortcuts of the list come first and override global ones.
    await help.getByText('Next row').waitFor();
    await expect.poll(() => help.getByText('Search', { exact: true }).count()).toBe(1);
    await help.getByRole('button', { name: 'Close' }).click();
    await pressBoth('g', 's');
    await heading('System').waitFor();
  });

  test('the system page shows settings and processes, but no secrets', async () => {
    await signIn(`${guarded.url}/system`, keys.ada);
    const row = (name: string) =>
      page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
    await row('API_KEYS').waitFor();
    await expect
      .poll(() => row('API_KEYS').textContent())
      .toBe('API_KEYSeve (viewer), olaf (operator), ada (admin)set');
    await expect.poll(() => row('ALLOWED_TARGET_HOSTS').textContent()).toContain('public');
    await expect.poll(() => row('LOG_LEVEL').textContent()).toBe('LOG_LEVELerrorset');
    await page.getByText(/settings with their defaults/).click();
    await expect.poll(() => row('RUN_RETENTION_DAYS').textContent()).toBe('RUN_RETENTION_DAYS30default');
    await text(/Calls to this machine are not allowed\./).waitFor();
    await text(/Runs are kept for 30 days\./).waitFor();
    await expect
      .poll(() => page.locator('.processes-table tbody tr').textContent())
      .toMatch(/api, worker.*of 200/);
    await text(/Embedded PostgreSQL \d/).waitFor();
    const content = await page.content();
    for (const key of Object.values(keys)) expect(content).not.toContain(key);
    for (const href of ['/docs', '/openapi.json', '/metrics']) {
      await expect.poll(() => page.locator(`main a[href="${href}"]`).count(), { message: href }).toBe(1);
    }

    await link('Overview').click();
    await text(/jobs are not allowed to call this machine/).waitFor();
    await text('ALLOWED_TARGET_HOSTS=public,localhost npm start').waitFor();
    await expect.poll(() => button('Create a first job').count()).toBe(0);
    await expect.poll(() => page.locator('main').textContent()).toContain('authorization: Bearer $KEY');
    await page.locator('main').getByRole('link', { name: 'Create job' }).first().waitFor();
  });

  test('a viewer cannot pause or resume the scheduler, an operator can', async () => {
    await signIn(`${guarded.url}/system`, keys.eve);
    await text(/Signed in as/).waitFor();
    await text('Scheduling is on.').waitFor();
    await expect.poll(() => button('Pause scheduler').count()).toBe(0);
    await page.keyboard.press('Control+k');
    await options().filter({ hasText: 'Sign out' }).waitFor();
    for (const name of ['Create job', 'Pause scheduler']) {
      await expect.poll(() => options().filter({ hasText: name }).count(), { message: name }).toBe(0);
    }
    await page.keyboard.press('Escape');
    await link('Overview').click();
    await text(/Your role is viewer/).waitFor();
    await expect.poll(() => button('Create a first job').count()).toBe(0);

    const olaf = createClient({ baseUrl: guarded.url, apiKey: keys.olaf, fetch: contractFetch });
    await olaf.system.pause({ reason: 'Out to lunch.' });
    await page.goto(`${guarded.url}/runs`);
    await text(/by olaf: Out to lunch\. No run starts\./).waitFor();
    await expect.poll(() => button('Resume').count()).toBe(0);

    // Phones have the sign-out button on the system page only.
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${guarded.url}/system`);
    await text(/^Scheduling is off/).waitFor();
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
      .toBeLessThanOrEqual(360);
    await page.locator('main').getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').fill(keys.olaf);
    await button('Sign in').click();
    await page.locator('.paused-bar').getByRole('button', { name: 'Resume' }).click();
    await text('Scheduling is on.').waitFor();
    await expect.poll(() => olaf.system.getSwitch()).toMatchObject({ paused: false });
  });

  test('the console shows no errors except the expected responses', () => {
    // Signing in provokes 401. Searching a run ID as a job ID provokes 404.
    expect(complaints.filter((one) => !/\b40[14]\b/.test(one))).toEqual([]);
  });

  function own(): string {
    return Object.assign(new URL(service.url), { hostname: 'localhost' }).origin;
  }
});
