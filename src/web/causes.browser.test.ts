// Tests in Chromium that screens say why jobs do not run, agree on it, and promise no run while paused.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { JobInput, Run, Scheduler } from '../../client/src/index.ts';
import { delayJobList } from '../testing/browser.ts';
import { useInterface } from '../testing/interface.ts';
import { waitFor } from '../testing/wait.ts';

describe('in Chromium', () => {
  const { service, target, complaints, newPage } = useInterface({ FAILING_AFTER: '1' });
  let page: Page;
  let jobs: Scheduler['jobs'];
  let runs: Scheduler['runs'];

  beforeAll(async () => {
    ({ jobs, runs } = service.scheduler);
    target.answer = ({ path }, response) => {
      if (path !== '/hang') response.writeHead(path === '/down' ? 503 : 200).end();
    };
    page = await newPage();
  });

  const create = (name: string, more: Partial<JobInput> = {}) =>
    jobs.create({
      ...{ name, target: `${target.url}/up`, schedule_type: 'cron', cron_expression: '0 0 1 1 *' },
      retry: { max_attempts: 1 },
      ...more,
    });
  const runToEnd = async (id: string) => await runs.wait((await jobs.run(id)).id);
  const open = (path: string) => page.goto(service.url + path);
  const notes = () => page.locator('.timeline-notes li').allTextContents();

  test('every gap of a timeline has a label: pauses of any kind, and stops by the service', async () => {
    const { id } = await create('paused in every way', { status: 'inactive' });
    await open(`/jobs/${id}`);
    await expect.poll(notes).toEqual(['Paused. Manual runs only, until it is resumed.']);
    await jobs.update(id, { status: 'active' });
    await jobs.update(id, { status: 'inactive', description: 'Moves' });
    await jobs.pause(id, { reason: 'First' });
    await jobs.pause(id, { reason: 'Second' });
    await jobs.resume(id);
    await expect
      .poll(notes)
      .toEqual([
        expect.stringMatching(/^The job was paused .*: Second, resumed /),
        expect.stringMatching(/^The job was paused .*: First$/),
        expect.stringMatching(/^The job was (paused|edited) /),
        expect.stringMatching(/^The job was (paused|edited) /),
        'and 1 earlier',
      ]);

    const stopped = await create('stopped', { target: `${target.url}/down`, pause_after_failures: 1 });
    await runToEnd(stopped.id);
    await open(`/jobs/${stopped.id}`);
    await expect.poll(notes).toEqual(['Stopped after a failed run. Manual runs only, until it is resumed.']);
    await jobs.resume(stopped.id);
    await expect.poll(notes).toEqual([expect.stringMatching(/^The job was stopped .*, resumed /)]);
    const limited = await create('limited', { cron_expression: '* * * * * *', max_runs: 1 });
    await waitFor('its end', async () => (await jobs.get(limited.id)).status === 'inactive');
    await open(`/jobs/${limited.id}`);
    await expect.poll(notes).toEqual(['Reached its maximum of 1 run. Edit the job to raise the maximum.']);
  });

  test('a run that waits for the one before it links to that run', async () => {
    const every = { cron_expression: '* * * * * *', target: `${target.url}/hang` };
    const { id } = await create('one at a time', { ...every, overlap: 'queue' });
    const find = async (status: Run['status'], reason: string | null) =>
      (await jobs.listRuns(id, { status })).data.find((run) => run.status_reason === reason)?.id;
    const first = await waitFor('a running run', () => find('running', null));
    const waiting = await waitFor('a waiting run', () => find('queued', 'overlap'));
    await open(`/runs/${waiting}`);
    await page.getByText('Waiting for the previous run to finish.').waitFor();
    await page.getByRole('link', { name: /^the run of / }).click();
    await page.waitForURL(`**/runs/${first}`);
    await jobs.pause(id);
  });

  test('skipped occurrences have the mark of the legend, alone and among many', async () => {
    const every = { cron_expression: '* * * * * *', target: `${target.url}/hang` };
    const { id } = await create('hangs', every);
    await waitFor(
      'two skipped runs',
      async () => (await jobs.listRuns(id, { status: 'skipped' })).data.length > 1,
    );
    await jobs.pause(id);
    for (const range of ['minutes', 'month']) {
      await open(`/jobs/${id}?range=${range}`);
      await page.locator('.timeline-plot path.bar-gap:not(.stretch)').first().waitFor();
      expect(await page.locator('.timeline-plot :is(rect, circle).bar-gap').count()).toBe(0);
      await expect.poll(() => page.locator('.timeline-readout .status-skipped path').count()).toBe(1);
    }
  });

  test('the list, the page, the palette and the fields for a job agree on its status', async () => {
    const failing = await create('agree failing', { target: `${target.url}/down` });
    const completed = await create('agree completed', {
      ...{ schedule_type: 'specific_time', cron_expression: null },
      specific_time: new Date(Date.now() + 1_000).toISOString(),
    });
    await create('agree paused', { status: 'inactive' });
    await create('agree active');
    await runToEnd(failing.id);
    await waitFor('its end', async () => (await jobs.get(completed.id)).status === 'inactive');
    const words = ['active', 'completed', 'failing', 'paused'];
    await open('/jobs?q=agree&sort=name');
    const rows = page.locator('tr[data-row]');
    await expect.poll(() => rows.locator('.cell-status').allTextContents()).toEqual(words);
    const ends = await page
      .getByRole('button', { name: /^More for agree/ })
      .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().right));
    expect(new Set(ends)).toHaveLength(1);
    expect(ends).toHaveLength(words.length);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('agree');
    const options = page.getByRole('dialog').getByRole('option');
    await expect
      .poll(async () => (await options.locator('.status-word').allTextContents()).sort())
      .toEqual(words);
    await page.keyboard.press('Escape');
    for (const word of words) {
      await page.getByRole('link', { name: `agree ${word}`, exact: true }).click();
      await expect.poll(() => page.locator('.status-sentence .status-word').textContent()).toBe(word);
      await page.goBack();
    }
  });

  test('cached jobs are sorted by the next run that they show, too', async () => {
    const tag = 'spread';
    const at = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
    const once = { schedule_type: 'specific_time', cron_expression: null } as const;
    const middle = await create('in the middle', { ...once, tags: [tag], specific_time: at(50_000) });
    const due = async (id: string) => Date.parse((await jobs.get(id)).next_due_at!);
    const spread = { schedule_type: 'cron', spread_seconds: 86_400 } as const;
    // The share of a job in its spread depends on its ID.
    const hour = new Date(Date.now() + 3_600_000).getUTCHours();
    let later = 0;
    while (later <= (await due(middle.id))) {
      const { id } = await create('spread', { ...spread, tags: [tag], cron_expression: `0 ${hour} * * *` });
      later = Math.max(later, await due(id));
    }
    await open(`/jobs?tag=${tag}`);
    await page.getByText('in the middle').waitFor();
    const found = (await jobs.list({ tag })).data.sort((a, b) =>
      a.next_due_at!.localeCompare(b.next_due_at!),
    );
    const release = await delayJobList(page);
    await page.getByRole('button', { name: 'Next run' }).click();
    await expect
      .poll(() => page.locator('tr[data-row]').evaluateAll((rows) => rows.map((row) => row.dataset['row'])))
      .toEqual(found.map(({ id }) => id));
    await release();
  });

  test('no screen promises a run while the scheduler is paused, and a started one is queued', async () => {
    const soon = await create('soon', {
      schedule_type: 'recurring',
      cron_expression: null,
      interval: 'hour',
      interval_value: 1,
      tags: ['soon'],
    });
    target.answer = (_delivery, response) => response.writeHead(503, { 'retry-after': '3600' }).end();
    const ended = await runToEnd((await create('ended')).id);
    const retrying = await create('retries', { retry: { max_attempts: 2 } });
    const { id: runId } = await jobs.run(retrying.id);
    await waitFor('its first attempt', async () => (await runs.get(runId)).status === 'retrying');
    await service.scheduler.system.pause({ reason: 'A test.' });
    const paths = ['/', '/jobs', '/runs', '/upcoming', `/jobs/${soon.id}`, `/jobs/${retrying.id}`];
    for (const path of [...paths, `/runs/${runId}`, '/system', '/alerts']) {
      await open(path);
      await page.locator('.paused-bar').waitFor();
      await expect.poll(() => page.locator('main :is(.skeleton, .slow-loading)').count()).toBe(0);
      const text = (await page.locator('main').innerText()).replace(/\s+/g, ' ');
      expect(text, path).not.toMatch(/(?<!runs )\bin \d+ (s|min|h|days)\b|\bdue now\b/);
    }
    const shows = (text: string) => page.locator('.messages').getByText(text).waitFor();
    await open(`/runs/${ended.id}`);
    await page.locator('.paused-bar').waitFor();
    await page.getByRole('button', { name: 'Retry', exact: true }).click();
    await shows(`Retry of “ended” is queued: the scheduler is paused.`);
    await page.getByText('Waiting: the scheduler is paused.').waitFor();
    await open('/jobs?tag=soon');
    await page.getByRole('link', { name: 'soon', exact: true }).first().waitFor();
    await page.getByLabel('Select all shown').click();
    await page.getByRole('button', { name: 'Run…', exact: true }).click();
    await page.getByText('The runs are queued: the scheduler is paused.').waitFor();
    await page.getByRole('button', { name: 'Run 1 job' }).click();
    await shows('1 job queued: the scheduler is paused.');
    await service.scheduler.system.resume();
    expect(complaints).toEqual([]);
  });
});
