// Tests of the run list page in Chromium: filters, live updates, actions and bulk actions.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Job } from '../../../client/src/index.ts';
import { useInterface } from '../../testing/interface.ts';
import { waitFor } from '../../testing/wait.ts';

describe('runs in Chromium', () => {
  const { service, target, complaints, open } = useInterface();
  let good: Job;
  let bad: Job;

  beforeAll(async () => {
    target.answer = ({ path }, response) => {
      response.writeHead(path === '/good' ? 200 : 503, { 'retry-after': '3600' }).end();
    };
    good = await create('Good one', '/good');
    bad = await create('Bad one', '/bad');
  });

  async function create(name: string, path: string, max_attempts = 1): Promise<Job> {
    return await service.scheduler.jobs.create({
      name,
      target: target.url + path,
      schedule_type: 'recurring',
      interval: 'year',
      interval_value: 1,
      retry: { max_attempts },
    });
  }

  async function runToEnd(job: Job, times: number): Promise<void> {
    for (let n = 0; n < times; n++)
      await service.scheduler.runs.wait((await service.scheduler.jobs.run(job.id)).id);
  }

  const rows = (page: Page) => page.locator('tr[data-row]');
  const queryOf = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);
  const showsCount = (page: Page, text: string) =>
    page.getByRole('search').getByRole('status').getByText(text, { exact: true }).waitFor();

  test('filters runs by status, job, trigger and time, keeps the filters in the URL, and adds new runs', async () => {
    await runToEnd(bad, 3);
    await runToEnd(good, 2);
    const page = await open('/runs');
    await showsCount(page, '5 runs');
    await expect
      .poll(() => rows(page).first().textContent())
      .toMatch(/succeededGood one.*manual.* m?s1[\d.]+ m?s200/);
    await service.scheduler.jobs.run(good.id);
    await showsCount(page, '6 runs');

    await page.getByRole('navigation', { name: 'Status' }).getByRole('link', { name: 'failed' }).click();
    await showsCount(page, '3 runs');
    await expect
      .poll(() => rows(page).first().textContent())
      .toContain('The target answered 503 Service Unavailable.');
    expect(queryOf(page)).toEqual({ status: 'failed' });
    await page.keyboard.press('/');
    await page.keyboard.type('good');
    await page.getByRole('option', { name: 'Good one' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('No run matches.').waitFor();
    expect(queryOf(page)).toEqual({ status: 'failed', job_id: good.id });
    await page.getByRole('link', { name: 'all', exact: true }).click();
    await showsCount(page, '3 runs');
    await expect.poll(() => page.getByRole('combobox', { name: 'Job' }).inputValue()).toBe('Good one');

    await page.getByRole('combobox', { name: 'Trigger' }).selectOption('Schedule');
    await page.getByText('No run matches.').waitFor();
    await page.getByRole('combobox', { name: 'Trigger' }).selectOption('Manual');
    await page.getByRole('combobox', { name: 'Time' }).selectOption('The last hour');
    await showsCount(page, '3 runs');
    expect(queryOf(page)).toEqual({ job_id: good.id, trigger: 'manual', last: '1h' });
    await page.getByRole('combobox', { name: 'Job' }).fill('');
    await page.keyboard.press('Enter');
    await showsCount(page, '6 runs');
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await expect.poll(() => page.url()).toBe(`${service.url}/runs`);

    // The overview links to the list with exact times.
    await page.goto(`${service.url}/runs?status=failed&from=2020-01-01T10:00:00Z&to=2020-01-01T11:00:00Z`);
    await page.getByText('No run matches.').waitFor();
    await expect.poll(() => page.getByRole('combobox', { name: 'Time' }).inputValue()).toBe('exact');
    const zoned = await page.getByLabel('From').inputValue();
    expect(zoned).toMatch(/^2020-01-01T\d\d:00$|^2019-12-31T/);
    await page.getByLabel('to', { exact: true }).fill('2127-01-01T00:00');
    await page.getByLabel('to', { exact: true }).press('Tab');
    await showsCount(page, '3 runs');
    await page.close();
  });

  test('a time typed by keyboard is kept while the list refreshes', async () => {
    const page = await open('/runs?from=2027-01-02T03:04:05Z&to=2127-01-01T00:00:00Z', {
      timezoneId: 'America/New_York',
    });
    const field = page.getByLabel('From');
    await field.focus();
    // Month, day and year: the year passes through 2, 20 and 202.
    await page.keyboard.type('11282026');
    await expect.poll(() => queryOf(page)['from']).toMatch(/^2026-11-2/);
    await page.keyboard.press('ArrowRight');
    // The hour 0 alone is no time yet.
    await page.keyboard.type('0315');
    await expect.poll(() => field.inputValue()).toMatch(/^2026-11-28T15:15/);
    await page.keyboard.press('Tab');
    await expect.poll(() => queryOf(page)['from']).toMatch(/^2026-11-2[89]T\d\d:15/);
    await page.close();
  });

  test('retries all matching runs, and explains which runs it cannot retry', async () => {
    const page = await open(`/runs?status=failed&job_id=${bad.id}`);
    await page.getByRole('button', { name: 'Retry all…' }).click();
    const panel = page.getByRole('region', { name: 'Retry runs' });
    await panel.getByText('Retry 3 runs?').waitFor();
    await panel.press('Escape');
    const retryAll = page.getByRole('button', { name: 'Retry all…' });
    await expect.poll(() => retryAll.evaluate((it) => it === document.activeElement)).toBe(true);
    await expect.poll(async () => (await service.scheduler.runs.list({ trigger: 'retry' })).data).toEqual([]);
    await page.getByRole('button', { name: 'Retry all…' }).click();
    await panel.getByRole('button', { name: 'Retry 3 runs' }).click();
    await page.getByText('3 runs retried.').waitFor();
    await page.getByRole('link', { name: 'See the new runs' }).click();
    await showsCount(page, '3 runs');
    await expect
      .poll(async () => (await service.scheduler.runs.list({ trigger: 'retry' })).data.length)
      .toBe(3);
    await expect.poll(() => rows(page).first().textContent()).toContain('Bad one');

    // Selects a range with the mouse, and another run with the keyboard.
    await page.goto(`${service.url}/runs?job_id=${good.id}`);
    await rows(page).nth(2).waitFor();
    await rows(page).nth(0).getByRole('checkbox').click();
    await rows(page)
      .nth(1)
      .getByRole('checkbox')
      .click({ modifiers: ['Shift'] });
    await page.getByText('2 runs selected').waitFor();
    for (const key of ['j', 'j', 'j', 'x']) await page.keyboard.press(key);
    await page.getByText('3 runs selected').waitFor();
    await page.getByRole('button', { name: 'Cancel…' }).click();
    await page.getByText('Nothing to do.').waitFor();
    await page.getByText('3 skipped: already ended.').waitFor();
    await page.getByRole('button', { name: 'Do not cancel' }).click();
    await service.scheduler.jobs.delete(good.id);
    await page.getByRole('button', { name: 'Retry…' }).click();
    await page.getByRole('button', { name: 'Retry 3 runs' }).click();
    await page.getByText('3 failed.').waitFor();
    await page.getByText('The run cannot be rerun: its job is deleted. 3 times: Good one').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByText('runs selected').waitFor({ state: 'detached' });
    await rows(page).first().getByRole('checkbox').click();
    await page.getByText('1 run selected').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('1 run selected').waitFor({ state: 'detached' });
    await page.close();
  });

  test('opens, retries and cancels a run by key and by button', async () => {
    const busy = await create('Busy', '/busy', 2);
    const run = await service.scheduler.jobs.run(busy.id);
    const page = await open(`/runs?job_id=${busy.id}`);
    await rows(page).first().getByText('retrying').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('r');
    await page.getByText('Cannot retry: the run has not ended.').waitFor();
    const response = page.waitForResponse('**/cancel');
    await page.keyboard.press('c');
    await page.getByText('Canceled manually.').waitFor();
    expect(await service.scheduler.runs.wait(run.id)).toMatchObject({ status: 'canceled' });
    await (await response).finished();
    await expect.poll(() => rows(page).first().locator('.cell-status').textContent()).toBe('canceled');
    await page.keyboard.press('c');
    await page.getByText('Cannot cancel: the run has ended.').waitFor();

    await rows(page)
      .first()
      .getByRole('button', { name: /^Retry/ })
      .click();
    await page.getByText('Retry of “Busy” started.').waitFor();
    await showsCount(page, '2 runs');
    await rows(page).first().getByText('retrying').waitFor();
    await rows(page)
      .first()
      .getByRole('button', { name: /^Cancel/ })
      .click();
    await page.getByText('Canceled manually.').nth(1).waitFor();
    await page.keyboard.press('o');
    await page.getByRole('heading', { name: 'Run of' }).waitFor();
    await page.close();
  });

  test('keeps the rows in place when new runs arrive while scrolled down', async () => {
    const many = await create('Many', '/many');
    await Promise.all(Array.from({ length: 60 }, () => service.scheduler.jobs.run(many.id)));
    // While they run, a busy machine may refuse the page's requests, and the page is drawn again and again.
    await waitFor('the ends of the runs', async () => {
      const { queued, running } = await service.scheduler.runs.counts({ job_id: many.id });
      return queued + running === 0;
    });
    const page = await open(`/runs?job_id=${many.id}`);
    await showsCount(page, '60 runs');
    await page.evaluate(() => scrollTo(0, 600));
    const seen = rows(page).nth(20);
    const id = await seen.getAttribute('data-row');
    const top = () => page.locator(`[data-row="${id}"]`).evaluate((row) => row.getBoundingClientRect().top);
    const before = await top();
    const run = await service.scheduler.jobs.run(many.id);
    const newer = page.getByRole('button', { name: '1 newer run' });
    await newer.waitFor();
    expect(Math.abs((await top()) - before)).toBeLessThan(1);
    await newer.click();
    await showsCount(page, '61 runs');
    await page.locator(`[data-row="${run.id}"]`).waitFor();
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
    await page.close();
  });

  test('reports no uncaught error', () => {
    expect(complaints.filter((text) => !/\b4(04|09)\b/.test(text))).toEqual([]);
  });
});
