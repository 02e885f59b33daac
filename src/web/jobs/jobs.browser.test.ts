// Tests of the job list page in Chromium: filters, sorting, actions, shortcuts and bulk actions.
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Job, JobInput } from '../../../client/src/index.ts';
import { delayJobList } from '../../testing/browser.ts';
import { useInterface } from '../../testing/interface.ts';
import { waitFor } from '../../testing/wait.ts';

describe('in Chromium', () => {
  const { service, target, complaints, newPage } = useInterface({ FAILING_AFTER: '1' });
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
  const showsMessage = (text: string) => page.locator('.messages').getByText(text).waitFor();
  const search = () => page.getByRole('searchbox', { name: 'Search jobs' });
  const open = (path = '/jobs') => page.goto(service.url + path);

  /** Waits until the rows have these names, in this order. */
  async function shows(...expected: string[]): Promise<void> {
    await waitFor(`the rows ${expected.join()}`, async () => (await names()).join() === expected.join());
  }

  test('shows how to create the first job', async () => {
    await open();
    await page.getByRole('heading', { name: 'Nothing is scheduled yet' }).waitFor();
    await expect.poll(() => page.locator('.jobs-table').count()).toBe(0);
  });

  test('filters, searches and sorts jobs, and keeps the choice in the URL', async () => {
    await create('Invoices', { tags: ['billing'], description: 'Closes the month' });
    const digest = await create('Digest', {
      schedule_type: 'cron',
      cron_expression: '0 9 * * 1-5',
      interval: null,
      interval_value: null,
    });
    await create('Crm', { tags: ['billing', 'crm'], status: 'inactive' });
    await open();
    await shows('Crm', 'Digest', 'Invoices');
    await expect
      .poll(() => row('Digest').locator('.cell-schedule').textContent())
      .toMatch(/At 09:00 on Monday to Friday/);
    await expect.poll(() => row('Crm').locator('.cell-status').textContent()).toBe('paused');
    await expect
      .poll(() => page.getByRole('navigation', { name: 'Status' }).textContent())
      .toMatch(/all 3.*active 2.*inactive 1/);

    // Cached jobs are shown until the service responds.
    const release = await delayJobList(page);
    await page.keyboard.press('/');
    await page.keyboard.type('MONTH');
    await shows('Invoices');
    await expect.poll(() => page.url()).toMatch('/jobs?q=MONTH');
    await expect.poll(() => page.locator('.count').textContent()).toBe('');
    await release();
    await page.getByText('1 job', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Invoices');
    await search().fill('no such thing');
    await page.getByText('No job matches.').waitFor();
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await shows('Crm', 'Digest', 'Invoices');

    await page.getByRole('link', { name: /^inactive/ }).click();
    await shows('Crm');
    await page.getByRole('link', { name: /^all/ }).click();
    await page.getByLabel('Schedule').selectOption('Cron expression');
    await shows('Digest');
    // A refresh of the list keeps what is typed.
    await page.getByLabel('Tag').pressSequentially('bill');
    await service.scheduler.jobs.update(digest.id, { description: 'Weekdays' });
    const refreshed = page.waitForResponse((response) => new URL(response.url()).pathname === '/jobs');
    await service.scheduler.jobs.update(digest.id, { description: 'Every weekday', managed_by: 'crm' });
    await refreshed;
    await page.getByLabel('Tag').pressSequentially('ing');
    await page.keyboard.press('Enter');
    await page.getByLabel('Schedule').selectOption('Any schedule');
    await shows('Crm', 'Invoices');
    await page.reload();
    await shows('Crm', 'Invoices');
    await expect.poll(() => page.getByLabel('Tag').inputValue()).toBe('billing');
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await page.getByLabel('Managed by').fill('crm');
    await page.keyboard.press('Enter');
    await shows('Digest');

    await open();
    const head = page.getByRole('columnheader', { name: 'Name' });
    await head.getByRole('button').click();
    await shows('Crm', 'Digest', 'Invoices');
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('ascending');
    await head.getByRole('button').click();
    await shows('Invoices', 'Digest', 'Crm');
    await expect.poll(() => page.url()).toMatch('sort=-name');
    await button('Next run').click();
    await shows('Digest', 'Invoices', 'Crm');
    await page.getByLabel('Sort by').selectOption('Oldest first');
    await shows('Invoices', 'Digest', 'Crm');

    const next = row('Digest').locator('time');
    await next.focus();
    await expect.poll(() => page.getByRole('tooltip').textContent()).toMatch(/09:00:00 UTC, your time zone/);
  });

  test('runs and pauses a job, undoes a pause, and rolls back a refused pause', async () => {
    const job = await create('Acts');
    await open('/jobs?q=acts');
    await button('Run Acts now').click();
    await showsMessage('Run of “Acts” started.');
    await row('Acts').getByRole('img', { name: 'Last run: 1 succeeded' }).waitFor();
    await expect.poll(() => target.deliveries.filter(({ path }) => path === '/Acts').length).toBe(1);

    await button('Pause Acts').click();
    await showsMessage('“Acts” paused');
    await expect.poll(() => row('Acts').locator('.cell-status').textContent()).toBe('paused');
    await button('Undo').click();
    await showsMessage('“Acts” resumed');
    await expect.poll(async () => (await service.scheduler.jobs.get(job.id)).status).toBe('active');

    target.answer = (_delivery, response) => response.writeHead(503, { 'scheduler-retry': 'no' }).end();
    await button('Run Acts now').click();
    await row('Acts').getByText('failing').waitFor();
    target.answer = (_delivery, response) => response.end('ok');
    await page.getByRole('link', { name: /^failing/ }).click();
    await shows('Acts');
    await page.getByRole('link', { name: 'Acts', exact: true }).click();
    await page.locator('.status-sentence').getByText('failing').waitFor();

    // Delayed before the list is shown again, from the cache: a refresh under way would show that the job is gone.
    const release = await delayJobList(page);
    await page.goBack();
    await shows('Acts');
    await service.scheduler.jobs.delete(job.id);
    await button('Pause Acts').click();
    await showsMessage('“Acts” was not paused. There is no job with this ID.');
    await expect.poll(() => row('Acts').locator('.cell-status').textContent()).toBe('failing');
    await release();
    await shows();
  });

  test('offers further actions in a menu, and asks before it deletes a job', async () => {
    const job = await create('More');
    await open('/jobs?q=more');
    const more = button('More for More');
    await more.click();
    const items = page.getByRole('menuitem');
    await expect
      .poll(() => items.allTextContents())
      .toEqual(expect.arrayContaining(['Edit', 'Duplicate', 'See runs', 'Copy ID', 'Delete…']));
    await page.keyboard.press('Escape');
    await expect.poll(() => more.evaluate((it) => it === document.activeElement)).toBe(true);
    await more.click();
    await expect
      .poll(() => page.getByRole('menuitem', { name: 'See runs' }).getAttribute('href'))
      .toMatch(job.id);
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    const panel = page.getByRole('region', { name: 'Delete jobs' });
    await panel.getByText('Delete 1 job?').waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await more.click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await button('Delete 1 job').click();
    await showsMessage('1 job deleted.');
    await page.getByText('No job matches.').waitFor();
  });

  test('moves through the rows and acts on them by keyboard', async () => {
    for (const name of ['Key one', 'Key two', 'Key three']) await create(name);
    await open('/jobs?q=key');
    await shows('Key three', 'Key two', 'Key one');
    const at = () => page.locator('tr[data-at] [data-open]').textContent();
    for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key);
    await expect.poll(() => at()).toBe('Key two');
    await page.keyboard.press('p');
    await showsMessage('“Key two” paused');
    await page.keyboard.press('p');
    await showsMessage('“Key two” resumed');
    await page.keyboard.press('r');
    await showsMessage('Run of “Key two” started.');
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

  test('selects many jobs, previews a bulk action and runs it', async () => {
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
    // The selection survives scrolling and changes made by other clients.
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.getByText('120 jobs', { exact: true }).waitFor();
    await service.scheduler.jobs.pause(jobs[2]!.id);
    await page.evaluate(() => scrollTo(0, 0));
    await row('Many 002').getByText('paused').first().waitFor();
    await expect.poll(() => page.getByLabel('Select Many 002').isChecked()).toBe(true);
    await expect.poll(() => page.getByLabel('Select Many 005').isChecked()).toBe(false);

    await button('Pause…').click();
    const panel = page.getByRole('region', { name: 'Pause jobs' });
    await panel.getByText('Pause 3 jobs?').waitFor();
    await panel.getByText('Many 001, Many 003 and Many 004').waitFor();
    await panel.getByText('1 skipped: not active.').waitFor();
    const release = await delayJobList(page);
    await service.scheduler.jobs.delete(jobs[3]!.id);
    await button('Pause 3 jobs').click();
    await panel.getByText('2 jobs paused. 1 failed.').waitFor();
    await expect
      .poll(() => panel.getByRole('listitem').textContent())
      .toBe('Many 003: There is no job with this ID.');
    await button('Close').click();
    await release();

    await page.reload();
    await page.getByText('more than 100 jobs').waitFor();
    await page.getByLabel('Select all shown').click();
    await page.getByText('100 jobs selected').waitFor();
    await button('Select all jobs with the tag “many”').click();
    await page.getByText('All jobs with the tag “many” selected').waitFor();
    await button('Pause…').click();
    await panel.getByText('Applies to all jobs with the tag “many”.').waitFor();
    await panel.getByText('Pause 116 jobs?').waitFor();
    await button('Pause 116 jobs').click();
    await showsMessage('116 jobs paused.');
    await row('Many 000').getByText('paused').first().waitFor();
    await button('Undo').click();
    await showsMessage('116 jobs resumed.');

    // After a lost response, the action continues where it stopped.
    await page.getByLabel('Select all shown').click();
    await button('Select all jobs with the tag “many”').click();
    await button('Delete…').click();
    await page.getByText('Delete 119 jobs?').waitFor();
    await page.route('**/jobs/bulk', (route) => route.abort());
    await button('Delete 119 jobs').click();
    await page.getByText('The service cannot be reached.').first().waitFor();
    await page.unroute('**/jobs/bulk');
    await button('Continue').click();
    await showsMessage('119 jobs deleted.');
    await page.getByText('No job matches.').waitFor();
  });

  test('shows two-line rows with a strip and a full menu on a phone', async () => {
    const job: Job = await create('Phone', { tags: ['phone'] });
    await page.setViewportSize({ width: 360, height: 740 });
    await open('/jobs?tag=phone');
    const strip = row('Phone').getByRole('img');
    await strip.waitFor();
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    const box = (await row('Phone').boundingBox())!;
    expect(box.height).toBeLessThan(72);
    expect((await strip.boundingBox())!.width).toBeGreaterThan(100);
    await button('More for Phone').click();
    await page.getByRole('menuitem', { name: 'Pause' }).click();
    await showsMessage('“Phone” paused');
    await button('More for Phone').click();
    await page.getByRole('menuitem', { name: 'Run now' }).click();
    await showsMessage('Run of “Phone” started.');
    await waitFor('its run', async () => (await service.scheduler.jobs.listRuns(job.id)).data.length === 1);
  });

  test('reports no content security policy violation and no uncaught error', () => {
    // Expected: the 404 of a deleted job and the aborted bulk request.
    expect(complaints.filter((text) => !/\b404\b|ERR_FAILED/.test(text))).toEqual([]);
  });
});
