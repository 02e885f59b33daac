// Tests in Chromium that a long description is cut on the page of a job, until it is opened.
import { expect, test } from 'vitest';
import { useInterface } from '../../testing/interface.ts';

const { service, target, open } = useInterface();

test.each([1_366, 390])('a long description leaves room for the timeline at %i px', async (width) => {
  const yearly = { schedule_type: 'recurring', interval: 'year', interval_value: 1 } as const;
  const description = 'Closes the invoices of the day, and sends the totals to the accounts. '.repeat(25);
  const { jobs } = service.scheduler;
  const long = await jobs.create({ ...yearly, name: 'long', target: target.url, description });
  const short = await jobs.create({ ...yearly, name: 'short', target: target.url, description: 'Closes.' });

  const page = await open(`/jobs/${long.id}`, { viewport: { width, height: 800 } });
  const text = page.locator('.job-description');
  await text.waitFor();
  const sizes = () =>
    text.evaluate((element) => ({
      lines: Math.round(element.clientHeight / Number.parseFloat(getComputedStyle(element).lineHeight)),
      isCut: element.scrollHeight > element.clientHeight,
    }));
  await expect.poll(sizes).toEqual({ lines: 3, isCut: true });
  const button = page.getByRole('button', { name: 'Show the whole description' });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await sizes()).isCut).toBe(false);
  const less = page.getByRole('button', { name: 'Show less of the description' });
  await expect.poll(() => less.getAttribute('aria-expanded')).toBe('true');
  await page.keyboard.press('Space');
  await expect.poll(sizes).toEqual({ lines: 3, isCut: true });

  await page.goto(`${service.url}/jobs/${short.id}`);
  await page.getByText('Closes.', { exact: true }).waitFor();
  await expect.poll(() => page.getByRole('button', { name: /description/ }).count()).toBe(0);
});
