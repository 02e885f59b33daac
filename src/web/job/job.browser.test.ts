// Tests of the job page in Chromium: actions, timeline, audit log and code snippets.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Job, JobInput } from '../../../client/src/index.ts';
import { useInterface } from '../../testing/interface.ts';
import { waitFor } from '../../testing/wait.ts';
import { jobToClient, jobToCurl } from '../format/code.ts';

describe('a job in Chromium', () => {
  const { service, target, complaints, open: openAt } = useInterface();

  const open = (path: string) => openAt(path, { permissions: ['clipboard-read', 'clipboard-write'] });

  async function create(name: string, fields: Partial<JobInput> = {}): Promise<Job> {
    return await service.scheduler.jobs.create({
      name,
      target: `${target.url}/${name}`,
      schedule_type: 'recurring',
      interval: 'hour',
      interval_value: 1,
      ...fields,
    });
  }

  async function pointAt(page: Page, selector: string): Promise<void> {
    const { x, y, width, height } = (await page.locator(selector).first().boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 2);
  }

  const sentTo = (name: string) => target.deliveries.filter((delivery) => delivery.path === `/${name}`);
  const get = (job: Job) => service.scheduler.jobs.get(job.id);

  test('erases the evidence of a job once its name is typed', async () => {
    const job = await create('private', { payload: { customer: 'alice' } });
    const { runs, jobs } = service.scheduler;
    const { id } = await jobs.run(job.id);
    await waitFor('the end of the run', async () => (await runs.get(id)).finished_at !== null);
    const page = await open(`/jobs/${job.id}`);
    await page.getByRole('button', { name: 'More for private', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Erase evidence' }).click();
    await page.getByLabel('Name of the job').fill('private');
    await page.getByRole('button', { name: 'Erase evidence', exact: true }).click();
    await page.getByText('Evidence of “private” erased: 1 run.').waitFor();
    expect((await runs.get(id)).attempts).toMatchObject([{ request: null, response: null }]);
  });

  test('runs, pauses, resumes, duplicates and deletes a job', async () => {
    const job = await create('acted', { payload: { a: 1 }, timezone: 'Europe/Berlin' });
    const page = await open(`/jobs/${job.id}`);
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const choose = async (name: string) => {
      await button('More for acted').click();
      await page.getByRole('menuitem', { name }).click();
    };
    await page.getByText('Runs next in').waitFor();

    await page.keyboard.press('r');
    await page.getByText('Run of “acted” started.').waitFor();
    await waitFor('the first run to be sent', () => sentTo('acted')[0]);
    await choose('Run with another payload');
    await page.getByLabel('Payload of this run').fill('{ "a": 2');
    await page.getByText('Line 1, column 9: missing comma or }.').waitFor();
    await button('Run with this payload').click();
    await page.getByLabel('Payload of this run').fill('{ "a": 2 }');
    await button('Run with this payload').click();
    await page.getByText('Run of “acted” started with this payload.').waitFor();
    await waitFor('both runs to be sent', () => sentTo('acted')[1]);
    await expect.poll(() => sentTo('acted').map(({ body }) => body)).toEqual(['{"a":1}', '{"a":2}']);
    await page.getByRole('img', { name: '2 succeeded' }).waitFor();
    await pointAt(page, '.timeline-plot .bar-succeeded');
    const reading = page.locator('.timeline-readout');
    await reading.getByText('succeeded').waitFor();
    await expect.poll(() => reading.textContent()).toMatch(/^succeeded200.* Europe\/Berlintook .* m?s delay/);
    await page.mouse.down();
    await page.mouse.up();
    await page.waitForURL((url) => url.pathname.startsWith('/runs/'));
    await page.goBack();

    await button('Pause').click();
    await page.locator('.status-sentence').getByText('Paused: manual runs only.').waitFor();
    await button('Undo').click();
    await page.getByText('Runs next in').waitFor();
    await expect.poll(async () => (await get(job)).status).toBe('active');
    await choose('Pause with a reason');
    await page.getByLabel('Reason').fill('The target moves.');
    await page.getByLabel('Until').fill('2020-01-01T09:00:00');
    await button('Pause the job').click();
    await page.getByText('Not paused. Until must be in the future.').waitFor();
    await page.getByLabel('Until').fill('2127-01-01T09:00:00');
    await button('Pause the job').click();
    await page
      .locator('.status-sentence')
      .getByText('Paused: manual runs only. Reason: “The target moves.”')
      .waitFor();
    await expect
      .poll(() => get(job))
      .toMatchObject({
        pause_reason: 'The target moves.',
        paused_until: '2127-01-01T08:00:00.000Z',
      });
    await page.keyboard.press('p');
    await page.getByText('Runs next in').waitFor();
    // The gap on the timeline has its cause, and all times of the page follow the zone switch.
    await page.getByText(/^The job was paused .*: The target moves\., resumed /).waitFor();
    await expect.poll(() => page.locator('.timeline-plot .note-pause').count()).toBeGreaterThan(0);
    await page.getByText('Europe/Berlin time').waitFor();
    await page.getByLabel('Shown zone').selectOption('UTC');
    await page.getByText('UTC time').waitFor();
    await page.reload();
    await page.getByText('UTC time').waitFor();
    await page.getByLabel('Shown zone').selectOption('Europe/Berlin (job)');
    await page.getByText('Europe/Berlin time').waitFor();

    await choose('Duplicate');
    await page.waitForURL((url) => url.pathname === '/jobs/new');
    await page.goBack();
    await choose('Delete');
    await page.getByText('A running attempt will finish').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => button('Delete the job').count()).toBe(0);
    await choose('Delete');
    await button('Delete the job').click();
    await page.waitForURL((url) => url.pathname === '/jobs');
    await expect.poll(async () => (await service.request('GET', `/jobs/${job.id}`)).status).toBe(404);
    await page.close();
  });

  test('counts the runs of a backfill, starts them, and shows them on the timeline', async () => {
    // Half an hour from now, so that the schedule starts no run meanwhile.
    const minute = String((new Date().getMinutes() + 30) % 60).padStart(2, '0');
    const job = await create('filled', { starts_at: `2026-01-01T00:${minute}:00Z`, timezone: 'Asia/Tokyo' });
    const page = await open(`/jobs/${job.id}`);
    const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
    await page.getByText('No runs in the last day.').waitFor();
    const timelineTop = () => page.locator('.timeline-plot').evaluate((it) => it.getBoundingClientRect().top);
    const before = await timelineTop();

    await page.keyboard.press('b');
    await page.getByLabel('To', { exact: true }).fill('2127-01-01T00:00:00');
    await button('Count runs').click();
    await page.getByText('Not counted. To lies in the future').waitFor();
    await page.getByLabel('From').fill(`2026-02-01T00:${minute}:00`);
    await page.getByLabel('To', { exact: true }).fill(`2026-02-01T02:${minute}:00`);
    await button('Count runs').click();
    await page.getByText('3 occurrences: 3 runs would start.').waitFor();
    expect(sentTo('filled')).toEqual([]);
    await button('Start 3 runs').click();
    const timeline = page.getByRole('img', { name: 'Timeline of the last day: 3 succeeded' });
    await timeline.waitFor();
    await expect
      .poll(() =>
        sentTo('filled')
          .map(({ headers }) => headers['scheduler-scheduled-for'])
          .toSorted(),
      )
      .toEqual([15, 16, 17].map((hour) => `2026-01-31T${hour}:${minute}:00.000Z`));
    await expect.poll(timelineTop).toBe(before);
    await expect.poll(() => page.getByRole('img', { name: 'Duration of the last 3 runs' }).count()).toBe(1);

    // All three runs started at the same time and share one bar.
    await pointAt(page, '.timeline-plot .bar-succeeded');
    await page
      .locator('.timeline-readout')
      .getByText(/Asia\/Tokyo, \d+ min/)
      .waitFor();
    await page.mouse.down();
    await page.mouse.up();
    await page.waitForURL((url) => url.searchParams.has('from'));
    await page.locator('tr[data-row]').nth(2).waitFor();
    await page.getByRole('link', { name: '10 min' }).click();
    await page.getByRole('img', { name: 'Timeline of the last 10 minutes: 3 succeeded' }).waitFor();
    await expect.poll(() => new URL(page.url()).searchParams.get('range')).toBe('minutes');

    await page.getByLabel('Status').selectOption('failed');
    await page.getByText('No run matches.').waitFor();
    await expect.poll(() => new URL(page.url()).searchParams.get('status')).toBe('failed');
    await page.getByRole('link', { name: 'Show all runs' }).click();
    await page.locator('tr[data-row]').nth(2).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await page.waitForURL((url) => url.pathname.startsWith('/runs/'));
    await page.close();
  });

  test('shows the definition, the audit log and the code snippets', async () => {
    const job = await create('told', {
      schedule_type: 'cron',
      interval: null,
      interval_value: null,
      cron_expression: '30 2 * * *',
      timezone: 'Europe/Berlin',
      headers: { authorization: 'Bearer s3cret' },
      tags: ['billing'],
      key: 'told:1',
    });
    await service.scheduler.jobs.update(job.id, { retry: { max_attempts: 9 }, tags: ['billing', 'eu'] });
    await service.scheduler.jobs.pause(job.id, { reason: 'A while.' });
    const page = await open(`/jobs/${job.id}`);
    await page.getByText('so 02:30 does not exist').waitFor();

    await page.getByRole('link', { name: 'Definition' }).click();
    await page.getByText('Up to 9 attempts.').waitFor();
    await expect
      .poll(() => page.getByRole('link', { name: 'eu', exact: true }).first().getAttribute('href'))
      .toBe('/jobs?tag=eu');

    await page.getByRole('link', { name: 'Changes' }).click();
    const changes = page.locator('.changes > li');
    await changes.nth(2).waitFor();
    const entries = (await changes.allTextContents()).map((text) =>
      text.replaceAll(/(?:now|in \d+ s|\d+ (?:s|min) ago) .*? \d\d:\d\d:\d\d \S+?(?=tags|pause|$)/g, ''),
    );
    expect(entries).toEqual([
      'Paused (no key) pause reasonnone → A while.',
      'Changed (no key) tagsbilling → billing, euretry → max attempts4 → 9',
      'Created (no key) ',
    ]);

    await page.getByRole('link', { name: 'As code' }).click();
    await page.getByText('with the value of authorization').waitFor();
    const copy = page.getByRole('button', { name: 'Copy: curl' });
    // “Copied” is shown for 2 s.
    await Promise.all([page.getByText('Copied', { exact: true }).waitFor(), copy.click()]);
    const stored = await get(job);
    const where = { url: service.url, needsKey: false };
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe(jobToCurl(stored, where));
    expect(await page.content()).not.toContain('s3cret');
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
    });
    await page.getByRole('button', { name: 'Copy: TypeScript' }).click();
    await expect.poll(() => page.getByLabel('press Ctrl + C').inputValue()).toBe(jobToClient(stored, where));
    await page.close();
  });

  test('reports no content security policy violation and no uncaught error', () => {
    // Expected: the refused requests of the tests above, and 404 if the page refetches a job that it has just deleted.
    expect(complaints.filter((text) => !/\b4(04|09|22)\b/.test(text))).toEqual([]);
  });
});
