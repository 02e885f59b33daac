// The list of runs in a real browser: filtered, live, and changed one by one or many at a time.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Job } from '../../../client/src/index.ts';
import { chromiumPath } from '../../testing/browser.ts';
import { useInterface } from '../../testing/interface.ts';

describe.runIf(chromiumPath !== undefined)('runs in Chromium', () => {
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
  const filterOf = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);
  const countOf = (page: Page, text: string) =>
    page.getByRole('search').getByRole('status').getByText(text, { exact: true }).waitFor();

  test('they are filtered by status, job, trigger and time, all in the address, and come by themselves', async () => {
    await runToEnd(bad, 3);
    await runToEnd(good, 2);
    const page = await open('/runs');
    await countOf(page, '5 runs');
    expect(await rows(page).first().textContent()).toMatch(/succeededGood one.*by hand.* ms1\d+ ms200/);
    await service.scheduler.jobs.run(good.id);
    await countOf(page, '6 runs');

    await page.getByRole('navigation', { name: 'Status' }).getByRole('link', { name: 'failed' }).click();
    await countOf(page, '3 runs');
    expect(await rows(page).first().textContent()).toContain('The target answered 503 Service Unavailable.');
    expect(filterOf(page)).toEqual({ status: 'failed' });
    await page.keyboard.press('/');
    await page.keyboard.type('good');
    await page.getByRole('option', { name: 'Good one' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('No run matches.').waitFor();
    expect(filterOf(page)).toEqual({ status: 'failed', job_id: good.id });
    await page.getByRole('link', { name: 'all', exact: true }).click();
    await countOf(page, '3 runs');
    expect(await page.getByRole('combobox', { name: 'Job' }).inputValue()).toBe('Good one');

    await page.getByRole('combobox', { name: 'Started by' }).selectOption('By their schedule');
    await page.getByText('No run matches.').waitFor();
    await page.getByRole('combobox', { name: 'Started by' }).selectOption('By hand');
    await page.getByRole('combobox', { name: 'Time' }).selectOption('The last hour');
    await countOf(page, '3 runs');
    expect(filterOf(page)).toEqual({ job_id: good.id, trigger: 'manual', last: '1h' });
    await page.getByRole('combobox', { name: 'Job' }).fill('');
    await page.keyboard.press('Enter');
    await countOf(page, '6 runs');
    await page.getByRole('link', { name: 'Clear filters' }).click();
    expect(page.url()).toBe(`${service.url}/runs`);

    // As the overview links to it.
    await page.goto(`${service.url}/runs?status=failed&from=2020-01-01T10:00:00Z&to=2020-01-01T11:00:00Z`);
    await page.getByText('No run matches.').waitFor();
    expect(await page.getByRole('combobox', { name: 'Time' }).inputValue()).toBe('exact');
    const zoned = await page.getByLabel('From').inputValue();
    expect(zoned).toMatch(/^2020-01-01T\d\d:00$|^2019-12-31T/);
    await page.getByLabel('to', { exact: true }).fill('2127-01-01T00:00');
    await page.getByLabel('to', { exact: true }).press('Tab');
    await countOf(page, '3 runs');
    await page.close();
  });

  test('all that match run again, and what cannot is told', async () => {
    const page = await open(`/runs?status=failed&job_id=${bad.id}`);
    await page.getByRole('button', { name: 'Run all again…' }).click();
    const panel = page.getByRole('region', { name: 'Run many again' });
    await panel.getByText('Run 3 runs again?').waitFor();
    await panel.press('Escape');
    expect(
      await page
        .getByRole('button', { name: 'Run all again…' })
        .evaluate((it) => it === document.activeElement),
    ).toBe(true);
    expect((await service.scheduler.runs.list({ trigger: 'retry' })).data).toEqual([]);
    await page.getByRole('button', { name: 'Run all again…' }).click();
    await panel.getByRole('button', { name: 'Run 3 runs again' }).click();
    await page.getByText('3 runs are started again.').waitFor();
    await page.getByRole('link', { name: 'See them' }).click();
    await countOf(page, '3 runs');
    expect((await service.scheduler.runs.list({ trigger: 'retry' })).data.length).toBe(3);
    expect(await rows(page).first().textContent()).toContain('Bad one');

    // A range with the mouse, and one more with the keyboard.
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
    await page.getByText('There is nothing to do.').waitFor();
    await page.getByText('3 runs have ended already.').waitFor();
    await page.getByRole('button', { name: 'Leave them' }).click();
    await service.scheduler.jobs.delete(good.id);
    await page.getByRole('button', { name: 'Run again…' }).click();
    await page.getByRole('button', { name: 'Run 3 runs again' }).click();
    await page.getByText('With 3 it could not be done.').waitFor();
    await page.getByText('The run cannot be repeated: its job is deleted. 3 times: Good one').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByText('runs selected').waitFor({ state: 'detached' });
    await rows(page).first().getByRole('checkbox').click();
    await page.getByText('1 run selected').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('1 run selected').waitFor({ state: 'detached' });
    await page.close();
  });

  test('a row is opened, run again and canceled by key and by button', async () => {
    const busy = await create('Busy', '/busy', 2);
    const run = await service.scheduler.jobs.run(busy.id);
    const page = await open(`/runs?job_id=${busy.id}`);
    await rows(page).first().getByText('retrying').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('r');
    await page.getByText('The run has not ended').waitFor();
    await page.keyboard.press('c');
    await page.getByText('Canceled by hand.').waitFor();
    expect(await service.scheduler.runs.wait(run.id)).toMatchObject({ status: 'canceled' });
    await page.keyboard.press('c');
    await page.getByText('The run has ended').waitFor();

    await rows(page)
      .first()
      .getByRole('button', { name: /^Run again/ })
      .click();
    await page.getByText('“Busy” runs again.').waitFor();
    await countOf(page, '2 runs');
    await rows(page).first().getByText('retrying').waitFor();
    await rows(page)
      .first()
      .getByRole('button', { name: /^Cancel/ })
      .click();
    await page.getByText('Canceled by hand.').nth(1).waitFor();
    await page.keyboard.press('o');
    await page.getByRole('heading', { name: 'Run of' }).waitFor();
    await page.close();
  });

  test('what comes while one reads further down moves nothing', async () => {
    const many = await create('Many', '/many');
    await Promise.all(Array.from({ length: 60 }, () => service.scheduler.jobs.run(many.id)));
    const page = await open(`/runs?job_id=${many.id}`);
    await countOf(page, '60 runs');
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
    await countOf(page, '61 runs');
    await page.locator(`[data-row="${run.id}"]`).waitFor();
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await page.close();
  });

  test('nothing threw', () => {
    expect(complaints.filter((text) => !/\b4(04|09)\b/.test(text))).toEqual([]);
  });
});
