// Tests tasks of an operator in a real browser: compare runs, act from the palette, use the timeline by keyboard.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { useInterface } from '../testing/interface.ts';
import { settle } from './test-checks.ts';

/** Runs in the page: describes the element with the focus, or its frame if the frame has the mark. */
function inspectFocus() {
  const element = document.activeElement;
  if (element === null || element === document.body) return undefined;
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const isOutlined = (one: Element | null) => one !== null && getComputedStyle(one).outlineStyle !== 'none';
  const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  // The picker button of a date field has a mark of its own, which styles do not show.
  const hasOwnMark = element.matches('[type^="datetime"]');
  return {
    name:
      (element.getAttribute('aria-label') ?? element.textContent).trim() || element.outerHTML.slice(0, 80),
    isMarked: hasOwnMark || isOutlined(element) || isOutlined(element.closest('.editor, .segments > label')),
    isInView: bottom > 0 && top < innerHeight,
    isCovered: at === null || !(element.contains(at) || at.contains(element)),
  };
}

describe('in Chromium', () => {
  const { service, target, complaints, open, newPage } = useInterface({ FAILING_AFTER: '1' });
  let jobId: string;
  let failedId: string;

  beforeAll(async () => {
    target.answer = ({ path }, response) => {
      response.writeHead(path === '/down' ? 503 : 200, { 'x-answer': path }).end(`{"path":"${path}"}`);
    };
    const job = await service.scheduler.jobs.create({
      name: 'wages',
      target: `${target.url}/up`,
      schedule_type: 'cron',
      cron_expression: '0 0 1 1 *',
      tags: ['billing'],
      retry: { max_attempts: 1 },
    });
    jobId = job.id;
    const run = async () =>
      (await service.scheduler.runs.wait((await service.scheduler.jobs.run(jobId)).id)).id;
    await run();
    await service.scheduler.jobs.update(jobId, { target: `${target.url}/down` });
    failedId = await run();
  });

  test('a run is compared with the previous one, and differences are marked', async () => {
    const page = await open(`/runs/${failedId}`);
    await page.getByRole('link', { name: 'Compare with the previous run' }).click();
    const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) });
    await expect.poll(() => row('Status code').textContent()).toBe('Status code (different)200503');
    await expect.poll(() => row('x-answer').textContent()).toBe('x-answer (different)/up/down');
    await expect.poll(() => row('Trigger').count()).toBe(0);
    await expect
      .poll(() => row('Body').locator('mark').allTextContents())
      .toEqual(['  "path": "/up"\n', '  "path": "/down"\n']);
    await page.getByLabel('Only differences').uncheck();
    await expect.poll(() => row('Trigger').textContent()).toBe('Triggermanualmanual');
  });

  test('the timeline of a job is used by keyboard', async () => {
    const page = await open(`/jobs/${jobId}`);
    const runs = page.getByRole('group', { name: /^Runs of the timeline/ });
    await runs.focus();
    await page.keyboard.press('ArrowLeft');
    await page.locator('.timeline-readout').getByText('503').waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/runs/${failedId}`);
  });

  test('runs are filtered by code and tag, and columns, view and export follow', async () => {
    const page = await open('/runs');
    const rows = page.locator('tr[data-row]');
    await expect.poll(() => rows.count()).toBe(2);
    await expect.poll(() => page.getByRole('link', { name: 'failed 1', exact: true }).count()).toBe(1);
    const code = page.getByLabel('Code', { exact: true });
    await code.fill('7xx');
    await code.press('Enter');
    await page.getByText('A code such as 503, or a class such as 5xx.').waitFor();
    await code.fill('5xx');
    await code.press('Enter');
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByLabel('Tag', { exact: true }).fill('billing');
    await page.getByLabel('Tag', { exact: true }).press('Enter');

    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Delay' }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('columnheader', { name: 'Delay' }).count()).toBe(0);
    await expect.poll(() => page.title()).toMatch(/^All runs with the code 5xx with the tag “billing” · /);
    const search = '?status_code=5xx&tag=billing&hide=delay';
    await expect.poll(() => new URL(page.url()).search).toBe(search);

    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Save this view…' }).click();
    await page.getByLabel('Name of the view').fill('Broken billing');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'View: Broken billing' }).waitFor();
    await page.goto(`${service.url}/runs`);
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Broken billing' }).click();
    await expect.poll(() => new URL(page.url()).search).toBe(search);
    await expect.poll(() => rows.count()).toBe(1);

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export runs' }).click();
    await page.getByRole('menuitem', { name: 'CSV, for a spreadsheet' }).click();
    const saved = await download;
    const lines = (await readFile(await saved.path(), 'utf8')).trimEnd().split('\r\n');
    expect([saved.suggestedFilename(), lines.length]).toEqual(['runs.csv', 2]);
    expect(lines[0]).toContain('id,job_id,job_name,trigger');
    expect(lines[1]).toContain(failedId);
  });

  test('without the service, every page has its name, also of a job or run that was not visited', async () => {
    const page = await open('/jobs');
    await page.getByRole('link', { name: 'wages', exact: true }).waitFor();
    await page.route('**', (route) => route.abort());
    const follow = (path: string) =>
      page.evaluate((href) => {
        const link = document.querySelector<HTMLAnchorElement>('nav a')!;
        link.href = href;
        link.click();
      }, path);
    const paths = {
      System: '/system',
      Job: `/jobs/${jobId}`,
      'Edit job': `/jobs/${jobId}/edit`,
      Run: `/runs/${failedId}`,
      'Compare two runs': '/runs/compare?a=x&b=y',
    };
    for (const [name, path] of Object.entries(paths)) {
      await follow(path);
      await page.getByRole('heading', { name, exact: true }).waitFor();
      await page.getByText('The page cannot be loaded').waitFor();
      await expect.poll(() => page.title()).toMatch(new RegExp(`^${name} ·`));
    }
    await page.unroute('**');
    await follow(`/jobs/${jobId}`);
    await page.getByRole('heading', { name: 'wages', exact: true }).waitFor();
    // The script of the page is loaded now, but not the other job.
    const other = await service.scheduler.jobs.create({
      ...{ name: 'other', target: `${target.url}/up`, schedule_type: 'cron', cron_expression: '0 0 1 1 *' },
    });
    await page.route('**', (route) => route.abort());
    await follow(`/jobs/${other.id}`);
    await page.getByText('Shown as soon as the service can be reached.').waitFor();
    await page.unroute('**');
    await page.getByRole('heading', { name: 'other', exact: true }).waitFor();
    // Closed first: an open page would be told that the job is not found.
    await page.close();
    await service.scheduler.jobs.delete(other.id);
    expect(complaints.splice(0).filter((text) => !/ERR_FAILED|dynamically imported/.test(text))).toEqual([]);
  });

  test('a page that nobody touches says soon that the network is lost, until it is back', async () => {
    const page = await newPage();
    await page.clock.install();
    const isStreaming = page.waitForResponse('**/events');
    await page.goto(`${service.url}/jobs`);
    await page.getByRole('link', { name: 'wages', exact: true }).waitFor();
    await isStreaming;
    // From here, time passes in steps: a page with an open stream asks again after 30 s only.
    await page.clock.pauseAt(Date.now() + 10_000);
    const change = (isOnline: boolean) =>
      page.evaluate((value) => {
        Object.defineProperty(navigator, 'onLine', { configurable: true, value });
        dispatchEvent(new Event(value ? 'online' : 'offline'));
      }, isOnline);
    await page.route('**', (route) => route.abort());
    await change(false);
    await page.clock.runFor(4_000);
    await page.locator('.bar-error').waitFor();

    await page.unroute('**');
    await change(true);
    await expect
      .poll(async () => {
        await page.clock.runFor(1_000);
        return await page.locator('.bar-error').count();
      })
      .toBe(0);
    expect(complaints.splice(0).filter((text) => !text.includes('ERR_FAILED'))).toEqual([]);
  });

  test('what runs between two times is listed, and leads to the job', async () => {
    const page = await open('/upcoming?range=7d', { timezoneId: 'Europe/Berlin' });
    await page.getByLabel('From').fill('2126-12-31T23:30');
    await page.getByLabel('to', { exact: true }).fill('2127-01-01T02:00');
    await page.getByLabel('to', { exact: true }).press('Tab');
    await page.getByText('1 occurrence of 1 job').waitFor();
    await page.getByRole('row', { name: /wages/ }).getByRole('link', { name: 'wages' }).press('Enter');
    await page.getByRole('heading', { name: 'wages' }).waitFor();
  });

  test('every stop of the Tab key is in view, uncovered and marked', async () => {
    for (const [path, act] of [
      ['/jobs', (page: Page) => page.getByLabel('Select wages').check()],
      [`/jobs/${jobId}`, undefined],
      ['/jobs/new', undefined],
      [`/runs/${failedId}`, undefined],
    ] as const) {
      const page = await open(path, { viewport: { width: 1280, height: 600 } });
      await page.getByRole('heading', { level: 1 }).waitFor();
      await act?.(page);
      // Also what is loaded after the heading.
      await expect.poll(() => page.locator('main :is(.skeleton, .slow-loading, .waiting)').count()).toBe(0);
      await settle(page);
      await page.getByRole('link', { name: 'Skip to content' }).focus();
      const stops = new Set<string>();
      for (let count = 0; count < 60; count++) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate(inspectFocus);
        if (stop === undefined) break;
        stops.add(stop.name);
        expect({ path, ...stop }).toEqual({
          path,
          name: stop.name,
          isMarked: true,
          isInView: true,
          isCovered: false,
        });
      }
      // The focus moves on, and comes to the end of the page.
      expect(stops.size, path).toBeGreaterThan(20);
      await page.close();
    }
  });

  test('the palette pauses the job that is named, and loses no key while it loads', async () => {
    const page = await open('/system');
    await page.getByRole('heading', { name: 'Processes' }).waitFor();
    const { promise: isTyped, resolve: release } = Promise.withResolvers<void>();
    await page.route(/assets\/command-search/, async (route) => {
      await isTyped;
      await route.continue();
    });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('pause wa');
    // The field has the focus at once when it replaces the first one: a key in between would be lost.
    const hasFocus = page.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          new MutationObserver(() => {
            const field = document.querySelector('dialog [role=combobox]');
            if (field) resolve(document.activeElement === field);
          }).observe(document.body, { childList: true, subtree: true });
        }),
    );
    release();
    expect(await hasFocus).toBe(true);
    await page.keyboard.type('ges');
    await page.getByRole('option', { name: 'Pause “wages”' }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await service.scheduler.jobs.get(jobId)).status).toBe('inactive');
    await service.scheduler.jobs.resume(jobId);
    expect(complaints).toEqual([]);
  });
});
