// Tests the alerts page in a real browser: channels, rules, an alert and its notices.
import { describe, expect, test } from 'vitest';
import { useInterface } from '../../testing/interface.ts';

describe('in Chromium', () => {
  const { service, target, complaints, open } = useInterface();

  test('a channel and a rule are created, and an alert shows what was sent to whom and why', async () => {
    target.answer = ({ path }, response) => response.writeHead(path === '/slack' ? 200 : 500).end('ok');
    const page = await open('/alerts');
    await page.getByRole('button', { name: 'New channel' }).click();
    await page.getByLabel('Name').fill('Ops');
    await page.getByRole('button', { name: 'Save channel' }).click();
    await expect
      .poll(() => page.getByRole('alert').allTextContents())
      .toContain('Not saved. The URL is required for the type slack.');
    await page.getByLabel('URL').fill(`${target.url}/slack`);
    await page.getByRole('button', { name: 'Save channel' }).click();
    await page.getByRole('button', { name: 'Send a test to Ops' }).click();
    await expect.poll(() => page.getByText('Test sent to').count()).toBe(1);

    await page.getByRole('button', { name: 'New rule' }).click();
    await page.getByLabel('Name').fill('Any failure');
    await page.getByLabel('Failed runs in a row').fill('1');
    await page.getByRole('checkbox', { name: 'Ops' }).check();
    await page.getByRole('button', { name: 'Save rule' }).click();
    await expect.poll(() => page.getByText('A run fails, any job').count()).toBe(1);

    const job = await service.scheduler.jobs.create({
      ...{ name: 'wages', target: `${target.url}/fail`, retry: { max_attempts: 1 } },
      schedule_type: 'cron',
      cron_expression: '0 0 1 1 *',
    });
    await service.scheduler.jobs.run(job.id);
    const openAlerts = page.getByRole('region', { name: 'Open' });
    await expect.poll(() => openAlerts.textContent()).toContain('Failing wages');
    const notices = page.getByRole('region', { name: 'Notices' });
    await expect.poll(() => notices.textContent()).toContain('Failing: wages to Ops (Slack)');
    expect(await notices.textContent()).toContain('Rule “Any failure”: a failed run, every job.');

    await page.goto(`${service.url}/jobs/${job.id}?show=alerts`);
    await expect
      .poll(() => page.getByRole('region', { name: 'Alerts' }).textContent())
      .toContain('has failed once');
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
  });
});
