// Tests tasks of an operator in a real browser: repair, retry and find jobs, read times and responses.
import { beforeAll, describe, expect, test } from 'vitest';
import { yearly } from '../testing/every-state.ts';
import { useInterface } from '../testing/interface.ts';
import { waitFor } from '../testing/wait.ts';
import { phone } from './test-checks.ts';

/** Runs in the page: whether the last characters are in the visible part of the element. */
function isEndShown(element: Element, length: number): boolean {
  const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode() as Text;
  const range = document.createRange();
  range.setStart(text, text.length - length);
  range.setEnd(text, text.length);
  const [end, shown] = [range.getBoundingClientRect(), element.getBoundingClientRect()];
  return end.left >= shown.left && end.right <= shown.right + 1;
}

describe('in Chromium', () => {
  const { service, target, complaints, open } = useInterface({ FAILING_AFTER: '1' });
  let isDown = true;
  let moved: string;
  let wages: string;

  beforeAll(async () => {
    target.answer = ({ path }, response) => {
      const status = path === '/v1/sync' ? 404 : path === '/wages' && isDown ? 503 : 200;
      response.writeHead(status, { 'content-type': 'application/json' }).end(`{"status":${status}}`);
    };
    const create = async (name: string, path: string) =>
      (
        await service.scheduler.jobs.create({
          ...{ name, target: target.url + path, ...yearly, cron_expression: '0 9 * * *' },
          retry: { max_attempts: 1 },
        })
      ).id;
    moved = await create('sync-crm', '/v1/sync');
    wages = await create('wages', '/wages');
    await create('close-invoices', '/billing/invoices/close');
    for (const id of [moved, wages, wages])
      await service.scheduler.runs.wait((await service.scheduler.jobs.run(id)).id);
  });

  test('a failing job is found, explained, repaired and run', async () => {
    const page = await open('/');
    const attention = page.getByRole('region', { name: 'Needs attention' });
    await attention.getByRole('link', { name: 'sync-crm' }).click();
    const status = page.locator('.status-sentence');
    await status.getByRole('link', { name: 'failed' }).click();
    await page.getByText('Check the path in the job’s target.').waitFor();
    await page.getByRole('link', { name: 'Edit the job' }).click();
    await page.getByLabel('Target').fill(`${target.url}/v2/sync`);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Run now' }).click();
    await status.getByRole('link', { name: 'succeeded' }).waitFor();
    expect(await service.scheduler.jobs.get(moved)).toMatchObject({ failing: false });
  });

  test('the failed runs of the last hour are retried', async () => {
    isDown = false;
    const page = await open('/runs');
    await page.getByRole('link', { name: /^failed/ }).click();
    await page.getByLabel('Time').selectOption('The last hour');
    await page.getByRole('button', { name: 'Retry all…' }).click();
    const panel = page.getByRole('region', { name: 'Retry runs' });
    await panel.getByText(/all failed runs since/).waitFor();
    await panel.getByText('wages (2)').waitFor();
    await panel.getByRole('button', { name: 'Retry 3 runs' }).click();
    await waitFor('the retries', async () => {
      const retries = { job_id: wages, trigger: 'retry', status: 'succeeded' } as const;
      return (await service.scheduler.runs.list(retries)).data.length === 2;
    });
    expect(await service.scheduler.jobs.get(wages)).toMatchObject({ failing: false });
  });

  test('the job that calls a URL is found by a part of it, which its row shows', async () => {
    const page = await open('/jobs');
    await page.getByRole('link', { name: 'wages' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('invoices/close');
    await expect.poll(() => page.locator('[data-row]').count()).toBe(1);
    const path = page.locator('[data-row] .target-path');
    await expect.poll(() => path.textContent()).toBe('/billing/invoices/close');
    expect(await path.evaluate(isEndShown, 'invoices/close'.length)).toBe(true);
    await page.getByRole('link', { name: 'close-invoices' }).click();
    await page.getByRole('heading', { name: 'close-invoices' }).waitFor();
    // The palette takes the whole URL from every page.
    await page.keyboard.press('Control+k');
    await page.keyboard.type(`${target.url}/wages`);
    await page.getByRole('option', { name: 'wages' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'wages' }).waitFor();
  });

  test('times are switched from the zone of the job to that of the viewer, on every page', async () => {
    const page = await open(`/jobs/${wages}`, { timezoneId: 'Asia/Tokyo' });
    const next = page.locator('.occurrences .time').first();
    const zone = page.getByLabel('Shown zone');
    await expect.poll(() => next.textContent()).toBe('09:00');
    await zone.selectOption('Asia/Tokyo (mine)');
    await expect.poll(() => next.textContent()).toBe('18:00');
    await page.reload();
    await expect.poll(() => next.textContent()).toBe('18:00');
    await page.getByRole('link', { name: 'Upcoming' }).click();
    const first = page.locator('.upcoming-table tbody tr').first();
    await expect.poll(() => first.textContent()).toContain('18:00');
    await zone.selectOption('UTC');
    await expect.poll(() => first.textContent()).toContain('09:00');
  });

  test('the response of a failed run is read on a phone, without a hint of keys', async () => {
    const page = await open('/runs?status=failed', { viewport: phone, isMobile: true, hasTouch: true });
    await expect
      .poll(() => page.getByLabel('Job', { exact: true }).getAttribute('placeholder'))
      .toBe('Any job');
    await page
      .getByRole('row', { name: /sync-crm/ })
      .first()
      .getByRole('link', { name: / ago|now/ })
      // The end of a long time is cut.
      .tap({ position: { x: 8, y: 8 } });
    await page.getByText('"status": 404').waitFor();
    const top = async (name: string) => (await page.getByRole('heading', { name }).boundingBox())!.y;
    expect(await top('Response')).toBeLessThan(phone.height);
    expect(await top('Response')).toBeLessThan(await top('Request'));
  });

  test('reports no uncaught error', () => {
    // The form has the service check the target of a job that is not saved yet.
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
  });
});
