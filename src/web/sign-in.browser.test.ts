// Signing in, being signed out, and what a key without rights is shown, in a real browser.
import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient, type Job } from '../../client/src/index.ts';
import { chromiumPath } from '../testing/browser.ts';
import { useInterface } from '../testing/interface.ts';

const keys = {
  viewer: 'viewer-key-0123456789abcdef',
  operator: 'operator-key-0123456789abcdef',
  admin: 'admin-key-0123456789abcdef',
};

describe.runIf(chromiumPath !== undefined)('in Chromium', () => {
  const { service, newPage } = useInterface({
    API_KEYS: `looks:viewer:${keys.viewer},turns:operator:${keys.operator},makes:admin:${keys.admin}`,
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

  const keyField = () => page.getByLabel('Access key');
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const link = (name: string) => page.getByRole('link', { name, exact: true });

  async function signIn(key: string): Promise<void> {
    await keyField().fill(key);
    await button('Sign in').click();
  }

  test('a key is asked for, a wrong one is told of in place, and a right one leads where one was going', async () => {
    await page.goto(`${service.url}/jobs/${job.id}`);
    await keyField().waitFor();
    expect(await page.title()).toBe('Sign in · Scheduler Service');
    expect(await keyField().evaluate((it) => it === document.activeElement)).toBe(true);
    expect(await keyField().getAttribute('type')).toBe('password');
    expect(await keyField().getAttribute('autocomplete')).toBe('current-password');
    expect(await page.getByText('Nightly').count(), 'nothing is behind it').toBe(0);

    await signIn('not-a-key-0123456789abcdef');
    await page.getByText('This access key is not known.').waitFor();
    expect(await keyField().getAttribute('aria-invalid')).toBe('true');
    expect(await keyField().evaluate((it) => it === document.activeElement)).toBe(true);

    await signIn(keys.admin);
    await page.getByRole('heading', { name: 'Nightly' }).waitFor();
    expect(await page.title()).toBe('Nightly · Scheduler Service');
    expect(await page.locator('.who').textContent()).toBe('makesadminSign out');

    // The page keeps no key: only the cookie, which it cannot read.
    expect(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual([
      '',
      0,
      0,
    ]);
    await page.reload();
    await page.getByRole('heading', { name: 'Nightly' }).waitFor();
  });

  test('signing out leaves nothing behind', async () => {
    await page.goto(`${service.url}/jobs`);
    await signIn(keys.admin);
    await link('Nightly').click();
    await button('Sign out').click();
    await keyField().waitFor();
    expect(await page.getByText('Nightly').count()).toBe(0);
    expect(await page.context().cookies()).toEqual([]);
    await page.reload();
    await keyField().waitFor();
  });

  test('a session that ends in the middle of typing leads to a key and back', async () => {
    await page.goto(`${service.url}/jobs/new`);
    await signIn(keys.admin);
    await page.getByLabel('Name', { exact: true }).fill('Half a job');
    await page.getByLabel('Target').fill('https://example.com/half');
    await page.context().clearCookies();
    // Whether or not something that the page asks by itself was told first, and has hidden it.
    await page.getByText('Create job', { exact: true }).dispatchEvent('click');
    await page.getByText('The session has ended.').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).isVisible()).toBe(false);

    await signIn(keys.admin);
    await button('Create job').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Half a job');
    await button('Create job').click();
    await page.getByRole('heading', { name: 'Half a job' }).waitFor();

    // What is typed is kept, but not for whoever comes next.
    await page.goto(`${service.url}/jobs/new`);
    await page.getByLabel('Name', { exact: true }).fill('Mine alone');
    await page.reload();
    await page.getByText('Draft restored').waitFor();
    await button('Sign out').click();
    await keyField().waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  test('a page that only looks is told too, and goes on by itself', async () => {
    await page.goto(`${service.url}/jobs`);
    await signIn(keys.viewer);
    await link('Nightly').waitFor();
    await page.context().clearCookies();
    await page.getByText('The session has ended.').waitFor();
    await signIn(keys.operator);
    await link('Nightly').waitFor();
    await button('Run Nightly now').waitFor();
  });

  test('a viewer looks, and is shown nothing that it may not do', async () => {
    await page.goto(`${service.url}/jobs`);
    await signIn(keys.viewer);
    await link('Nightly').waitFor();
    const turns = page.getByRole('button', { name: /^(run|pause|resume|delete|select)/i });
    expect(await turns.count()).toBe(0);
    expect(await link('Create a job').count()).toBe(0);
    await link('Nightly').click();
    await page.getByRole('heading', { name: 'Nightly' }).waitFor();
    await page.getByText('It has not run yet.').waitFor();
    for (const name of ['Run now', 'Pause', 'Delete']) expect(await button(name).count(), name).toBe(0);
    expect(await link('Edit').count()).toBe(0);
    // What the page asks about schedules is for viewers too.
    await page.locator('.occurrences li').first().waitFor();

    await page.goto(`${service.url}/jobs/${job.id}/edit`);
    await page.getByText('Its role is viewer').waitFor();
  });

  test('an operator runs, pauses and resumes, but does not edit', async () => {
    await page.goto(`${service.url}/jobs/${job.id}`);
    await signIn(keys.operator);
    await button('Pause').click();
    await button('Resume').click();
    await button('Pause').waitFor();
    expect(await button('Run now').count()).toBe(1);
    expect(await button('Delete').count()).toBe(0);
    expect(await link('Edit').count()).toBe(0);
  });

  test('too many wrong keys are told with the time to wait', async () => {
    await page.goto(`${service.url}/jobs`);
    for (let i = 0; i < 11; i++) {
      const answered = page.waitForResponse('**/session');
      await signIn('not-a-key-0123456789abcdef');
      await answered;
    }
    await page.getByText(/Too many wrong access keys .* Try again in \d+ s\./).waitFor();
    await signIn(keys.viewer);
    await link('Nightly').waitFor();
  });
});
