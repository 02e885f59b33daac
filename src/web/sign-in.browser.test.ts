// Tests of signing in and out, and of what each role sees, in Chromium.
import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient, type Job } from '../../client/src/index.ts';
import { useInterface } from '../testing/interface.ts';

const keys = {
  viewer: 'viewer-key-0123456789abcdef',
  operator: 'operator-key-0123456789abcdef',
  admin: 'admin-key-0123456789abcdef',
};

describe('in Chromium', () => {
  const { service, newPage } = useInterface({
    API_KEYS: `reader:viewer:${keys.viewer},oncall:operator:${keys.operator},deployer:admin:${keys.admin}`,
  });
  let job: Job;
  let page: Page;

  beforeAll(async () => {
    const scheduler = createClient({ baseUrl: service.url, apiKey: keys.admin });
    job = await scheduler.jobs.create({
      name: 'Nightly',
      target: 'https://example.com/',
      schedule_type: 'cron',
      cron_expression: '0 0 1 1 *',
    });
  });

  beforeEach(async () => {
    page = await newPage();
    return () => page.context().close();
  });

  const keyField = () => page.getByLabel('API key');
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const link = (name: string) => page.getByRole('link', { name, exact: true });

  async function signIn(key: string): Promise<void> {
    await keyField().fill(key);
    await button('Sign in').click();
  }

  test('asks for a key, rejects a wrong one at the field, and opens the requested page', async () => {
    await page.goto(`${service.url}/jobs/${job.id}`);
    await keyField().waitFor();
    await expect.poll(() => page.title()).toBe('Sign in · Scheduler Service');
    await expect.poll(() => keyField().evaluate((it) => it === document.activeElement)).toBe(true);
    await expect.poll(() => keyField().getAttribute('type')).toBe('password');
    await expect.poll(() => keyField().getAttribute('autocomplete')).toBe('current-password');
    await expect
      .poll(() => page.getByText('Nightly').count(), { message: 'the page shows no data before sign-in' })
      .toBe(0);

    await signIn('not-a-key-0123456789abcdef');
    await page.getByText('The API key is unknown.').waitFor();
    await expect.poll(() => keyField().getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => keyField().evaluate((it) => it === document.activeElement)).toBe(true);

    await signIn(keys.admin);
    await page.getByRole('heading', { name: 'Nightly' }).waitFor();
    await expect.poll(() => page.title()).toBe('Nightly · Scheduler Service');
    await expect.poll(() => page.locator('.current-key').textContent()).toBe('deployeradminSign out');

    // The page stores no key; the session cookie cannot be read by scripts.
    await expect
      .poll(() => page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]))
      .toEqual(['', 0, 0]);
    await page.reload();
    await page.getByRole('heading', { name: 'Nightly' }).waitFor();
  });

  test('removes the session and all data on sign-out', async () => {
    await page.goto(`${service.url}/jobs`);
    await signIn(keys.admin);
    await link('Nightly').click();
    await button('Sign out').click();
    await keyField().waitFor();
    await expect.poll(() => page.getByText('Nightly').count()).toBe(0);
    await expect.poll(() => page.context().cookies()).toEqual([]);
    await page.reload();
    await keyField().waitFor();
  });

  test('keeps typed text when the session ends, and continues after sign-in', async () => {
    await page.goto(`${service.url}/jobs/new`);
    await signIn(keys.admin);
    await page.getByLabel('Name', { exact: true }).fill('Half a job');
    await page.getByLabel('Target').fill('https://example.com/half');
    await page.context().clearCookies();
    // Dispatches the click, because a background request may have hidden the form already.
    await page.getByText('Create job', { exact: true }).dispatchEvent('click');
    await page.getByText('The session has ended.').waitFor();
    await expect.poll(() => page.getByLabel('Name', { exact: true }).isVisible()).toBe(false);

    await signIn(keys.admin);
    await button('Create job').waitFor();
    await expect.poll(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('Half a job');
    await button('Create job').click();
    await page.getByRole('heading', { name: 'Half a job' }).waitFor();

    // A draft is kept across reloads, and removed on sign-out.
    await page.goto(`${service.url}/jobs/new`);
    await page.getByLabel('Name', { exact: true }).fill('Mine alone');
    await page.reload();
    await page.getByText('Draft restored').waitFor();
    await button('Sign out').click();
    await keyField().waitFor();
    await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  test('asks for a key when a background request fails, and refreshes after sign-in', async () => {
    await page.goto(`${service.url}/jobs`);
    await signIn(keys.viewer);
    await link('Nightly').waitFor();
    await page.context().clearCookies();
    await page.getByText('The session has ended.').waitFor();
    await signIn(keys.operator);
    await link('Nightly').waitFor();
    await button('Run Nightly now').waitFor();
  });

  test('shows a viewer no action that needs another role', async () => {
    await page.goto(`${service.url}/jobs`);
    await signIn(keys.viewer);
    await link('Nightly').waitFor();
    const actions = page.getByRole('button', { name: /^(run|pause|resume|delete|select)/i });
    await expect.poll(() => actions.count()).toBe(0);
    await expect.poll(() => link('Create job').count()).toBe(0);
    await link('Nightly').click();
    await page.getByRole('heading', { name: 'Nightly' }).waitFor();
    await page.getByText('No runs yet.').first().waitFor();
    for (const name of ['Run now', 'Pause', 'Delete'])
      await expect.poll(() => button(name).count(), { message: name }).toBe(0);
    await expect.poll(() => link('Edit').count()).toBe(0);
    // A viewer may request schedule previews.
    await page.locator('.occurrences li').first().waitFor();

    await page.goto(`${service.url}/jobs/${job.id}/edit`);
    await page.getByText('you are viewer').waitFor();
    await expect.poll(() => page.title()).toMatch(/^Admin role required ·/);
    await page.goto(`${service.url}/joobs`);
    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
    await expect.poll(() => page.title()).toMatch(/^Page not found ·/);
  });

  test('lets an operator run, pause and resume jobs, but not edit them', async () => {
    await page.goto(`${service.url}/jobs/${job.id}`);
    await signIn(keys.operator);
    await button('Pause').click();
    await button('Resume').click();
    await button('Pause').waitFor();
    await expect.poll(() => button('Run now').count()).toBe(1);
    await expect.poll(() => button('Delete').count()).toBe(0);
    await expect.poll(() => link('Edit').count()).toBe(0);
  });

  test('shows how long to wait after too many wrong keys', async () => {
    await page.goto(`${service.url}/jobs`);
    // Another minute may begin meanwhile, which allows ten more.
    for (let status = 0; status !== 429; ) {
      const response = page.waitForResponse('**/session');
      await signIn('not-a-key-0123456789abcdef');
      status = (await response).status();
    }
    await page.getByText(/Too many requests with a wrong API key .* Try again in \d+ s\./).waitFor();
    await signIn(keys.viewer);
    await link('Nightly').waitFor();
  });
});
