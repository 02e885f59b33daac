// Tests in Chromium that a key acts on what is shown when it is pressed, also before the next frame.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { useInterface } from '../testing/interface.ts';

/** Holds frames and short timers; returns a function that lets them go. */
async function holdFrames(page: Page): Promise<() => Promise<void>> {
  const release = await page.evaluateHandle(() => {
    const held: (() => void)[] = [];
    const original = { requestAnimationFrame, setTimeout };
    const hold = (callback: () => void, ms = 0) =>
      ms < 100 ? held.push(callback) : original.setTimeout.call(window, callback, ms);
    Object.assign(window, {
      requestAnimationFrame: (callback: () => void) => hold(callback),
      setTimeout: hold,
    });
    return () => {
      Object.assign(window, original);
      for (const callback of held) callback();
    };
  });
  return () => release.evaluate((letGo) => letGo());
}

describe('in Chromium', () => {
  const { service, target, open } = useInterface();
  let jobId: string;

  beforeAll(async () => {
    const job = await service.scheduler.jobs.create({
      ...{ name: 'wages', target: `${target.url}/up`, tags: ['billing'] },
      schedule_type: 'cron',
      cron_expression: '0 0 1 1 *',
    });
    jobId = job.id;
  });

  test('all jobs with a tag of a row are paused by keyboard, and the pause is undone', async () => {
    const page = await open('/jobs');
    await page.getByRole('link', { name: 'wages', exact: true }).waitFor();
    await page.getByLabel('Select all shown').press('Space');
    await page.getByText('1 job selected').waitFor();
    const release = await holdFrames(page);
    await page.getByRole('link', { name: 'billing' }).press('Enter');
    await expect.poll(() => new URL(page.url()).search).toBe('?tag=billing');
    await page.keyboard.press('p');
    const panel = page.getByRole('region', { name: 'Pause jobs' });
    await panel.getByText('Pause 1 job?').waitFor();
    // What the new filter does in the next frame must not close the panel.
    await release();
    await panel.getByText('wages').waitFor();
    // The focus is on Cancel, so that Enter changes nothing by mistake.
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.locator('.messages').getByText('1 job paused.').waitFor();
    expect((await service.scheduler.jobs.get(jobId)).status).toBe('inactive');
    await page.keyboard.press('z');
    await expect.poll(async () => (await service.scheduler.jobs.get(jobId)).status).toBe('active');
  });

  test.for([
    { path: '/alerts', button: 'Delete Mail', to: 'Cancel' },
    { path: '/alerts', after: 'New channel', button: 'Save channel', to: 'Name', role: 'textbox' },
    { path: '/system', button: 'Pause scheduler', to: 'Reason', role: 'textbox' },
    { path: '/jobs', button: 'More for wages', to: 'Edit', role: 'menuitem' },
    { path: '/jobs', button: 'Search', key: 'j', to: 'wages', role: 'link' },
    { path: '/jobs/new', button: 'Create job', to: 'Name', role: 'textbox' },
  ] as const)('$path: $button gives the focus to $to before the next key', async (step) => {
    if (step.button === 'Delete Mail')
      await service.scheduler.channels.create({ name: 'Mail', type: 'slack', url: `${target.url}/slack` });
    const page = await open(step.path);
    if ('after' in step) await page.getByRole('button', { name: step.after }).click();
    const button = page.getByRole('button', { name: step.button, exact: true });
    await button.waitFor();
    const to = page.getByRole('role' in step ? step.role : 'button', { name: step.to }).first();
    if ('key' in step) await to.waitFor();
    // Only what is done right after the key press is done.
    await holdFrames(page);
    await button.press('key' in step ? step.key : 'Enter');
    await expect
      .poll(async () => await ((await to.count()) > 0 && to.evaluate((one) => one.matches(':focus'))))
      .toBe(true);
  });

  test('what is typed before the next frame is kept as a draft', async () => {
    const page = await open('/jobs/new');
    const name = page.getByLabel('Name', { exact: true });
    await name.waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'wages', exact: true }).waitFor();
    await holdFrames(page);
    await page.keyboard.press('c');
    await name.fill('Typed at once');
    await page.reload();
    await page.getByText('Draft restored').waitFor();
    await expect.poll(() => name.inputValue()).toBe('Typed at once');
  });
});
