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
    await page.getByText('URL is required for the type slack.').waitFor();
    expect(await page.getByRole('alert').allTextContents()).toContain('Not saved: 1 invalid field.');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('password');
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

  test('forms by keyboard alone: errors of every field at once, the focus never lost', async () => {
    const page = await open('/alerts');
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    await page.getByRole('button', { name: 'New rule' }).focus();
    await page.keyboard.press('Enter');
    const form = page.getByRole('region', { name: 'New rule' });
    await form.getByLabel('Notify when').selectOption('A run is late');
    await form.getByLabel('Seconds late').fill('soon');
    await form.getByLabel('Repeat every (hours, optional)').fill('0.001');
    await form.getByLabel('Jobs', { exact: true }).selectOption('One job');
    // The only channel is chosen.
    await form.getByRole('checkbox', { name: 'Ops' }).press('Space');
    // Enter in a text field saves; the combobox keeps Enter for its list.
    await form.getByLabel('Name').press('Enter');
    const errors = form.locator('.field .error');
    await expect
      .poll(() => errors.allTextContents())
      .toEqual([
        expect.stringContaining('Name must have'),
        'Job must be chosen from the list.',
        'Seconds late must be a whole number from 5 to 86400.',
        'Repeat every must be a number of hours from 0.02 (1 minute) to 720 (30 days).',
        'Channels must have at least 1 item.',
      ]);
    expect(await form.getByLabel('Name').evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('New rule');

    // A deletion needs a second step, and gives the focus back.
    const { id } = await service.scheduler.channels.create({
      ...{ name: 'Pager', type: 'slack', url: `${target.url}/slack` },
    });
    await page.reload();
    const remove = page.getByRole('button', { name: 'Delete Pager' });
    await remove.press('Enter');
    await expect.poll(focused).toBe('Cancel');
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('Delete');
    await remove.press('Enter');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('New channel');
    expect((await service.scheduler.channels.list()).map((channel) => channel.id)).not.toContain(id);
  });
});
