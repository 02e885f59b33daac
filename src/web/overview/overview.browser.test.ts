// Tests of the overview in Chromium: first use, healthy, failing and paused.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { JobInput } from '../../../client/src/index.ts';
import { useInterface } from '../../testing/interface.ts';
import { waitFor } from '../../testing/wait.ts';

/** The time that a bar of the load covers. */
const HALF_HOUR_MS = 30 * 60_000;

describe('in Chromium', () => {
  const { service, target, complaints, newPage } = useInterface({ FAILING_AFTER: '1' });
  let page: Page;
  /** Lets the target answer the delayed requests to `/delayed`. */
  let release = () => {};

  beforeAll(async () => {
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    target.answer = ({ path }, response) => {
      response.statusCode = path.startsWith('/broken') ? 503 : 200;
      if (path.startsWith('/delayed')) void released.then(() => response.end('ok'));
      else response.end('ok');
    };
    page = await newPage();
    // One bar of the load shows the runs of all tests: they must not begin at its end.
    await waitFor('a new half hour', () => Date.now() % HALF_HOUR_MS < HALF_HOUR_MS - 60_000);
  });

  async function create(name: string, path: string, more: Partial<JobInput> = {}): Promise<string> {
    const job = await service.scheduler.jobs.create({
      name,
      target: target.url + path,
      schedule_type: 'cron',
      cron_expression: '0 0 1 1 *',
      retry: { max_attempts: 1 },
      ...more,
    });
    return job.id;
  }

  async function run(id: string): Promise<string> {
    const { id: runId } = await service.scheduler.jobs.run(id);
    await service.scheduler.runs.wait(runId);
    return runId;
  }

  const section = (name: string) => page.getByRole('region', { name });
  const figure = (name: string) => page.locator('.figures > div', { hasText: name }).locator('dd');

  test('shows how to create the first job, and then that all is well', async () => {
    await page.goto(service.url);
    await page.getByRole('heading', { name: 'Nothing is scheduled yet' }).waitFor();
    await expect.poll(() => page.title()).toBe('Overview · Scheduler Service');

    await run(await create('fine', '/fine'));
    await page.getByText('All is well: no run has failed in the last 24 hours.').waitFor();
    await figure('succeeded').getByText('100 %').waitFor();
    await expect.poll(() => figure('active jobs').textContent()).toBe('1');
    await expect.poll(() => figure('failing').textContent()).toBe('0');
    await expect.poll(() => figure('p99 delay').textContent()).toMatch(/^\d/);
    await section('The service').getByText('embedded PostgreSQL, answers in').waitFor();
    await section('The service').getByText('in the database, 0 messages ready').waitFor();
    await section('The service').getByText('1 process, 0 of 200 requests in flight').waitFor();
    const components = section('The service').getByRole('link');
    await expect
      .poll(() => components.evaluateAll((all) => all.map((it) => it.getAttribute('href'))))
      .toEqual(Array(3).fill('/system'));
  });

  test('groups failures by error, with links to their runs and jobs', async () => {
    const first = await create('broken-one', '/broken');
    const runs = [await run(first), await run(await create('broken-two', '/broken'))];
    await run(await create('given-up', '/broken', { pause_after_failures: 1 }));
    await page.reload();

    const attention = section('Needs attention');
    await attention.getByRole('link', { name: 'given-up has failed' }).waitFor();
    await attention.getByText('Stopped after a failed run.').waitFor();
    await expect
      .poll(() => attention.getByRole('link', { name: '2 jobs are failing' }).getAttribute('href'))
      .toBe('/jobs?failing=true');
    await expect
      .poll(() => figure('failing').getByRole('link').getAttribute('href'))
      .toBe('/jobs?failing=true');
    await expect.poll(() => figure('runs in').textContent()).toBe('4');
    await expect.poll(() => figure('succeeded').textContent()).toBe('25.00 %');
    await attention.getByText('127.0.0.1 · 3 jobs, 3 runs').waitFor();
    await expect
      .poll(() => attention.getByRole('link', { name: 'broken-one' }).getAttribute('href'))
      .toBe(`/jobs/${first}`);
    const newest = attention.getByRole('link', { name: /^The target answered 503/ });
    const [, , id] = (await newest.getAttribute('href'))!.split('/');
    expect(runs).not.toContain(id);
    await newest.click();
    await page.waitForURL(`**/runs/${id}`);
    await page.goBack();
    await newest.waitFor();
  });

  test('shows each bucket of the load by pointer and by keyboard, with a link to its runs', async () => {
    const load = section('Load');
    await load.getByRole('img', { name: /^Load of the last 24h: 1 succeeded, 3 failed\./ }).waitFor();
    await load.getByText('runs an hour').or(load.getByText('runs a minute')).first().waitFor();
    const told = load.locator('.load-readout');
    await expect.poll(() => told.textContent()).toBe('succeededfailedcanceledskippedmissedupcomingp99 delay');

    const newest = load.locator('a[href^="/runs"]').last();
    await newest.hover();
    await expect.poll(() => told.textContent()).toMatch(/^Since .*: 1 succeeded, 3 failed, p99 delay/);
    await page.mouse.move(0, 0);
    await expect.poll(() => told.textContent()).toContain('skipped');

    await newest.focus();
    await expect.poll(() => told.textContent()).toMatch(/^Since /);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => told.textContent()).toMatch(/^\w{3} \d+ \w{3} \d\d:\d\d–\d\d:\d\d \S+: no runs$/);
    await page.keyboard.press('End');
    await expect
      .poll(() => told.textContent())
      .toMatch(/^\w{3} \d+ \w{3} \d\d:\d\d–\d\d:\d\d \S+: no upcoming runs$/);
    await page.keyboard.press('Home');
    expect(
      await load
        .getByRole('link')
        .first()
        .evaluate((it) => it === document.activeElement),
    ).toBe(true);
    await newest.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/runs');
    const query = new URL(page.url()).searchParams;
    expect(query.get('status')).toBe('failed');
    expect(Date.parse(query.get('to')!) - Date.parse(query.get('from')!)).toBe(HALF_HOUR_MS);
    await page.goBack();
  });

  test('keeps the time range in the URL', async () => {
    await page.getByTitle('The last 7 days').click();
    await figure('runs in 7').waitFor();
    await expect.poll(() => new URL(page.url()).search).toBe('?window=7d');
    await page.getByRole('img', { name: /^Load of the last 7d/ }).waitFor();
    await section('Needs attention').getByText('In the last 7 days:').waitFor();
    await page.reload();
    await figure('runs in 7').waitFor();
    await expect.poll(() => page.locator('.filters [aria-current]').textContent()).toBe('7\u00a0d');
    await page.getByTitle('The last 24 hours').click();
    await page.getByRole('img', { name: /^Load of the last 24h/ }).waitFor();
    await expect.poll(() => new URL(page.url()).search).toBe('');
  });

  test('shows running runs before upcoming runs, and the scheduler pause', async () => {
    const long = await create('long', '/delayed');
    const soon = await create('soon', '/fine', { cron_expression: '* * * * *' });
    const next = section('next up');
    const rows = next.getByRole('listitem');
    await next.getByRole('link', { name: 'soon' }).waitFor();
    // Polled, because the run of this minute may be shown as running.
    await expect
      .poll(() => rows.first().textContent())
      .toMatch(/^(in \d+ s|now|due now|in 1 min)soonPOST http:\/\/127\.0\.0\.1/);
    await expect
      .poll(() => next.getByRole('link', { name: 'soon' }).getAttribute('href'))
      .toBe(`/jobs/${soon}`);
    const top = () => section('The service').evaluate((it) => it.getBoundingClientRect().top);
    const before = await top();

    const { id } = await service.scheduler.jobs.run(long);
    await page.getByRole('heading', { name: 'Running now and next up' }).waitFor();
    const row = rows.first();
    await expect
      .poll(() => row.textContent())
      .toMatch(/^\s*\d+ slongPOST http:\/\/127\.0\.0\.1:\d+\/delayedrunning$/);
    await expect.poll(() => row.getByRole('link').getAttribute('href')).toBe(`/runs/${id}`);
    expect(await top()).toBe(before);
    release();
    await page.getByRole('heading', { name: 'Next up', exact: true }).waitFor();

    await service.scheduler.system.pause({ reason: 'A test.' });
    const attention = section('Needs attention');
    await page.reload();
    await attention.getByRole('link', { name: 'The scheduler is paused' }).waitFor();
    await section('Next up, once the scheduler is resumed').getByText('paused').first().waitFor();
    await section('Load').getByText('paused: no forecast').waitFor();
    await service.scheduler.system.resume();

    // What comes next, on one axis and as a table.
    await page.goto(`${service.url}/upcoming?range=1h`);
    const axis = page.getByRole('region', { name: 'Time axis' });
    await axis.getByRole('img', { name: /^soon: (59|60) occurrences$/ }).waitFor();
    await expect
      .poll(() => page.locator('.upcoming-table tbody tr').first().textContent())
      .toMatch(/^\d+ \w+ \d\d:\d\d:00 (in \d+ s|now|in 1 min)soon127\.0\.0\.1$/);
    await page.getByLabel('Host').fill('elsewhere.example');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing occurs in this period.').waitFor();
    expect(new URL(page.url()).searchParams.get('host')).toBe('elsewhere.example');
    expect(complaints).toEqual([]);
  });
});
