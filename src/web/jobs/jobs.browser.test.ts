// The list of jobs in a real browser: found, sorted, run, paused and taken back, and changed many at a time.
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Job, JobInput } from '../../../client/src/index.ts';
import { chromiumPath } from '../../testing/browser.ts';
import { useInterface } from '../../testing/interface.ts';
import { waitFor } from '../../testing/wait.ts';
import { holdList } from './test-hold.ts';

describe.runIf(chromiumPath !== undefined)('in Chromium', () => {
  const { service, target, complaints, newPage } = useInterface();
  let page: Page;

  beforeEach(async () => {
    page = await newPage();
    return () => page.close();
  });

  const jobInput = (name: string, more: Partial<JobInput> = {}): JobInput => {
    const yearly = { schedule_type: 'recurring', interval: 'year', interval_value: 1 } as const;
    return { name, target: `${target.url}/${name}`, ...yearly, ...more };
  };
  const create = (name: string, more?: Partial<JobInput>) =>
    service.scheduler.jobs.create(jobInput(name, more));
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const row = (name: string) =>
    page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
  const names = () => page.locator('[data-row] [data-open]').allTextContents();
  const said = (text: string) => page.locator('.messages').getByText(text).waitFor();
  const search = () => page.getByRole('searchbox', { name: 'Search jobs' });
  const open = (path = '/jobs') => page.goto(service.url + path);

  /** Until the names are those, in this order. */
  async function shows(...wanted: string[]): Promise<void> {
    await waitFor(`the rows ${wanted.join()}`, async () => (await names()).join() === wanted.join());
  }

  test('where there is no job yet, it tells how to make the first', async () => {
    await open();
    await page.getByRole('heading', { name: 'Nothing is scheduled yet' }).waitFor();
    expect(await page.locator('.jobs-table').count()).toBe(0);
  });

  test('it is filtered, searched and sorted, and the address says how', async () => {
    await create('Invoices', { tags: ['billing'], description: 'Closes the month' });
    await create('Digest', {
      schedule_type: 'cron',
      cron_expression: '0 9 * * 1-5',
      interval: null,
      interval_value: null,
    });
    await create('Crm', { tags: ['billing', 'crm'], status: 'inactive' });
    await open();
    await shows('Crm', 'Digest', 'Invoices');
    expect(await row('Digest').locator('.cell-schedule').textContent()).toMatch(
      /At 09:00 on Monday to Friday/,
    );
    expect(await row('Crm').locator('.cell-status').textContent()).toBe('inactive');
    expect(await page.getByRole('navigation', { name: 'Status' }).textContent()).toMatch(
      /all 3.*active 2.*inactive 1/,
    );

    // What is known is shown while the answer is awaited.
    const letGo = await holdList(page);
    await page.keyboard.press('/');
    await page.keyboard.type('MONTH');
    await shows('Invoices');
    expect(page.url()).toMatch('/jobs?q=MONTH');
    expect(await page.locator('.count').textContent()).toBe('');
    await letGo();
    await page.getByText('1 job', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Invoices');
    await search().fill('no such thing');
    await page.getByText('No job matches.').waitFor();
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await shows('Crm', 'Digest', 'Invoices');

    await page.getByRole('link', { name: /^inactive/ }).click();
    await shows('Crm');
    await page.getByRole('link', { name: /^all/ }).click();
    await page.getByLabel('Schedule').selectOption('Cron expression');
    await shows('Digest');
    await page.getByLabel('Tag').fill('billing');
    await page.keyboard.press('Enter');
    await page.getByLabel('Schedule').selectOption('Any schedule');
    await shows('Crm', 'Invoices');
    await page.reload();
    await shows('Crm', 'Invoices');
    expect(await page.getByLabel('Tag').inputValue()).toBe('billing');

    await open();
    const head = page.getByRole('columnheader', { name: 'Name' });
    await head.getByRole('button').click();
    await shows('Crm', 'Digest', 'Invoices');
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await head.getByRole('button').click();
    await shows('Invoices', 'Digest', 'Crm');
    expect(page.url()).toMatch('sort=-name');
    await button('Next run').click();
    await shows('Digest', 'Invoices', 'Crm');
    await page.getByLabel('Order').selectOption('Oldest first');
    await shows('Invoices', 'Digest', 'Crm');

    const next = row('Digest').locator('time');
    await next.focus();
    expect(await page.getByRole('tooltip').textContent()).toMatch(/09:00:00 UTC, your own time/);
  });

  test('a job is run, paused with a way back, and taken back where the service refuses', async () => {
    const job = await create('Acts');
    await open('/jobs?q=acts');
    await button('Run Acts now').click();
    await said('“Acts” was started by hand.');
    await row('Acts').getByRole('img', { name: 'Last run: 1 succeeded' }).waitFor();
    expect(target.deliveries.filter(({ path }) => path === '/Acts').length).toBe(1);

    await button('Pause Acts').click();
    await said('“Acts” is paused');
    expect(await row('Acts').locator('.cell-status').textContent()).toBe('inactive');
    await button('Undo').click();
    await said('“Acts” is active again');
    expect((await service.scheduler.jobs.get(job.id)).status).toBe('active');

    target.answer = (_delivery, response) => response.writeHead(503, { 'scheduler-retry': 'no' }).end();
    await button('Run Acts now').click();
    await row('Acts').getByText('failing').waitFor();
    target.answer = (_delivery, response) => response.end('ok');
    await page.getByRole('link', { name: /^failing/ }).click();
    await shows('Acts');

    const letGo = await holdList(page);
    await service.scheduler.jobs.delete(job.id);
    await button('Pause Acts').click();
    await said('“Acts” was not paused. There is no job with this id.');
    expect(await row('Acts').locator('.cell-status').textContent()).toBe('failing');
    await letGo();
    await shows();
  });

  test('more can be done with a job, and deleting it says what that means', async () => {
    const job = await create('More');
    await open('/jobs?q=more');
    const more = button('More for More');
    await more.click();
    const items = page.getByRole('menuitem');
    expect(await items.allTextContents()).toEqual(
      expect.arrayContaining(['Edit', 'Duplicate', 'See its runs', 'Copy its id', 'Delete…']),
    );
    await page.keyboard.press('Escape');
    expect(await more.evaluate((it) => it === document.activeElement)).toBe(true);
    await more.click();
    expect(await page.getByRole('menuitem', { name: 'See its runs' }).getAttribute('href')).toMatch(job.id);
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    const panel = page.getByRole('region', { name: 'Delete jobs' });
    await panel.getByText('Delete 1 job?').waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await more.click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await button('Delete 1 job').click();
    await said('1 job is deleted.');
    await page.getByText('No job matches.').waitFor();
  });

  test('the keyboard goes through the rows and acts on them', async () => {
    for (const name of ['Key one', 'Key two', 'Key three']) await create(name);
    await open('/jobs?q=key');
    await shows('Key three', 'Key two', 'Key one');
    const at = () => page.locator('tr[data-at] [data-open]').textContent();
    for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key);
    expect(await at()).toBe('Key two');
    await page.keyboard.press('p');
    await said('“Key two” is paused');
    await page.keyboard.press('p');
    await said('“Key two” is active again');
    await page.keyboard.press('r');
    await said('“Key two” was started by hand.');
    await page.keyboard.press('x');
    await page.getByText('1 job selected').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('1 job selected').waitFor({ state: 'detached' });
    await page.keyboard.press('e');
    await page.waitForURL(/\/edit$/);
    await page.goBack();
    await shows('Key three', 'Key two', 'Key one');
    await page.keyboard.press('c');
    await page.waitForURL(/\/jobs\/new$/);
    await page.goBack();
    await shows('Key three', 'Key two', 'Key one');
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await page.getByRole('heading', { name: 'Key three' }).waitFor();
  });

  test('many are selected, and what is done with them is shown before', async () => {
    const jobs = await service.scheduler.jobs.batch(
      Array.from({ length: 120 }, (_, index) =>
        jobInput(`Many ${String(index).padStart(3, '0')}`, { tags: ['many'] }),
      ),
    );
    await open('/jobs?tag=many&sort=name');
    await page.getByText('more than 100 jobs').waitFor();
    await page.getByLabel('Select Many 001').click();
    await page.getByLabel('Select Many 004').click({ modifiers: ['Shift'] });
    await page.getByText('4 jobs selected').waitFor();
    // It is still there when one comes back, and after what others change.
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.getByText('120 jobs', { exact: true }).waitFor();
    await service.scheduler.jobs.pause(jobs[2]!.id);
    await page.evaluate(() => scrollTo(0, 0));
    await row('Many 002').getByText('inactive').waitFor();
    expect(await page.getByLabel('Select Many 002').isChecked()).toBe(true);
    expect(await page.getByLabel('Select Many 005').isChecked()).toBe(false);

    await button('Pause').click();
    const panel = page.getByRole('region', { name: 'Pause jobs' });
    await panel.getByText('Pause 3 jobs?').waitFor();
    await panel.getByText('Many 001, Many 003 and Many 004').waitFor();
    await panel.getByText('1 job would stay').waitFor();
    const letGo = await holdList(page);
    await service.scheduler.jobs.delete(jobs[3]!.id);
    await button('Pause 3 jobs').click();
    await panel.getByText('2 jobs are paused. With 1 it could not be done.').waitFor();
    expect(await panel.getByRole('listitem').textContent()).toBe('Many 003: There is no job with this id.');
    await button('Close').click();
    await letGo();

    await page.reload();
    await page.getByText('more than 100 jobs').waitFor();
    await page.getByLabel('Select all that are shown').click();
    await page.getByText('100 jobs selected').waitFor();
    await button('Select all that match').click();
    await page.getByText('All that match selected').waitFor();
    await button('Pause').click();
    await panel.getByText('Pause 116 jobs?').waitFor();
    await button('Pause 116 jobs').click();
    await said('116 jobs are paused.');
    await row('Many 000').getByText('inactive').waitFor();
    await button('Undo').click();
    await said('116 jobs are active again.');

    // An answer that was lost: it goes on where it was.
    await page.getByLabel('Select all that are shown').click();
    await button('Select all that match').click();
    await button('Delete').click();
    await page.getByText('Delete 119 jobs?').waitFor();
    await page.route('**/jobs/bulk', (route) => route.abort());
    await button('Delete 119 jobs').click();
    await page.getByText('The service cannot be reached.').first().waitFor();
    await page.unroute('**/jobs/bulk');
    await button('Go on').click();
    await said('119 jobs are deleted.');
    await page.getByText('No job matches.').waitFor();
  });

  test('on a phone a row has two lines, its strip, and everything in its menu', async () => {
    const job: Job = await create('Phone', { tags: ['phone'] });
    await page.setViewportSize({ width: 360, height: 740 });
    await open('/jobs?tag=phone');
    const strip = row('Phone').getByRole('img');
    await strip.waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    const box = (await row('Phone').boundingBox())!;
    expect(box.height).toBeLessThan(72);
    expect((await strip.boundingBox())!.width).toBeGreaterThan(100);
    await button('More for Phone').click();
    await page.getByRole('menuitem', { name: 'Pause' }).click();
    await said('“Phone” is paused');
    await button('More for Phone').click();
    await page.getByRole('menuitem', { name: 'Run now' }).click();
    await said('“Phone” was started by hand.');
    await waitFor('its run', async () => (await service.scheduler.jobs.listRuns(job.id)).data.length === 1);
  });

  test('nothing was refused by the content security policy, and nothing threw', () => {
    // A job that is gone, and a request that was cut off, are what there is to tell of.
    expect(complaints.filter((text) => !/\b404\b|ERR_FAILED/.test(text))).toEqual([]);
  });
});
