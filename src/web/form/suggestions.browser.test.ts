// Tests in a real browser that suggestions of errors and warnings are buttons that fill the form.
import { describe, expect, test } from 'vitest';
import { useInterface } from '../../testing/interface.ts';

describe('in Chromium', () => {
  const { open } = useInterface();

  test('a suggestion fills the schedule, and the message disappears', async () => {
    const page = await open('/jobs/new');
    const cron = page.getByLabel('Cron expression');
    await page.getByText('Cron', { exact: true }).click();
    await cron.fill('* 10 * * *');
    await page
      .getByRole('list', { name: 'Warnings' })
      .getByRole('button', { name: 'Use 0 10 * * *' })
      .click();
    await expect.poll(() => cron.inputValue()).toBe('0 10 * * *');
    await page.getByText('At 10:00 every day').waitFor();
    await expect.poll(() => page.getByRole('list', { name: 'Warnings' }).count()).toBe(0);

    await cron.fill('@every 6h');
    await page.getByRole('button', { name: 'Use every 6 hours' }).click();
    await expect.poll(() => page.getByLabel('Every', { exact: true }).inputValue()).toBe('6');
    await page.getByText('Every 6 hours', { exact: false }).first().waitFor();
  });
});
