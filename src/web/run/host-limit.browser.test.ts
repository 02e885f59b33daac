// Tests in Chromium that a run names the host that it waits for on every screen.
import { expect, test } from 'vitest';
import { useInterface } from '../../testing/interface.ts';
import { waitFor } from '../../testing/wait.ts';

const { service, target, open } = useInterface({ TARGET_CONCURRENCY: '1' });

test('a run that waits for its host names the host, the limit and the requests in flight', async () => {
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
  target.answer = (_delivery, response) => void isReleased.then(() => response.end('ok'));
  const yearly = { schedule_type: 'recurring', interval: 'year', interval_value: 1 } as const;
  const { jobs, runs } = service.scheduler;
  const first = await jobs.create({ ...yearly, name: 'in flight', target: target.url });
  const second = await jobs.create({ ...yearly, name: 'waits', target: target.url });
  await jobs.run(first.id);
  await waitFor('the request of the first run', () => target.deliveries.length === 1);
  const { id } = await jobs.run(second.id);
  await waitFor('the cause', async () => (await runs.get(id)).cause !== null);

  const { hostname } = new URL(target.url);
  const sentence = `Waiting for ${hostname}: 1 request is in flight, and its limit is 1.`;
  const page = await open(`/runs/${id}`);
  await page.getByText(sentence).waitFor();
  await page
    .getByText('TARGET_CONCURRENCY limits the requests of each worker process to one host.')
    .waitFor();
  await page.goto(`${service.url}/jobs/${second.id}`);
  await page.getByRole('row').getByText(sentence).waitFor();
  await page.getByRole('group', { name: /^Runs of the timeline/ }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.locator('.timeline-readout').getByText(sentence).waitFor();

  await page.goto(`${service.url}/system`);
  const hosts = page.getByRole('list', { name: 'Target hosts at their limit' });
  await hosts.getByText(`${hostname} is at its limit of 1 request in flight.`).waitFor();
  await hosts.getByRole('link').click();
  await page.getByRole('row').getByText(sentence).waitFor();

  release();
  await page.goto(`${service.url}/runs/${id}`);
  await page.getByText('Succeeded on the first attempt').waitFor();
  await expect.poll(() => page.getByText('TARGET_CONCURRENCY').count()).toBe(0);
});
