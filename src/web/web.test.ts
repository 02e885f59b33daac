// The page and Swagger UI in a real browser: a job is created, run, and its outcome seen.

import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, launchBrowser } from '../testing/browser.ts';
import { startTestService, type TestService } from '../testing/service.ts';
import { startTarget, type Target } from '../testing/target.ts';

describe.runIf(chromiumPath !== undefined)('in Chromium', () => {
  let service: TestService;
  let target: Target;
  let browser: Browser;
  const complaints: string[] = [];

  beforeAll(async () => {
    await build({ configFile: new URL('../../vite.config.ts', import.meta.url).pathname, logLevel: 'error' });
    [service, target, browser] = await Promise.all([startTestService(), startTarget(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await service.stop();
    await target.close();
  });

  async function open(path: string): Promise<Page> {
    const page = await browser.newPage();
    page.setDefaultTimeout(15_000);
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(service.url + path);
    return page;
  }

  test('a job is created, run by hand, and its run seen', async () => {
    const page = await open('/');
    await page.getByRole('link', { name: 'Create a job' }).first().click();
    await page.getByLabel('Name', { exact: true }).fill('From the page');
    await page.getByLabel('Target').fill(`${target.url}/page`);
    await page.getByLabel('Payload').fill('{ "message": "Hello" }');
    await page.getByRole('button', { name: 'Create the job' }).click();

    await page.getByRole('heading', { name: 'From the page' }).waitFor();
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByText('succeeded').first().waitFor();
    expect(target.deliveries.map(({ path, body }) => [path, body])).toEqual([
      ['/page', '{"message":"Hello"}'],
    ]);

    const [job] = (await service.scheduler.jobs.list()).data;
    expect(job).toMatchObject({
      name: 'From the page',
      schedule_type: 'recurring',
      last_run: { status: 'succeeded' },
    });
    await page.close();
  });

  test('an error of the service lands on its field', async () => {
    const page = await open('/#/jobs/new');
    await page.getByLabel('Name', { exact: true }).fill('Refused');
    await page.getByLabel('Target').fill('http://10.0.0.1/');
    await page.getByRole('button', { name: 'Create the job' }).click();
    await page.getByText('ALLOWED_TARGET_HOSTS').first().waitFor();
    expect(await page.getByLabel('Target').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Refused');
    await page.close();
  });

  test('Swagger UI creates the example when Execute is pressed', async () => {
    const page = await open('/docs');
    const operation = page.locator('#operations-Jobs-createJob');
    await operation.locator('.opblock-summary').click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table td.response-col_status', { hasText: '201' }).waitFor();
    await page.close();
  });

  test('nothing was refused by the content security policy, and nothing threw', () => {
    // The refused write of above is the one error there is to tell of.
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
  });
});
