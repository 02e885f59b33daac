// Tests that a pasted crontab line fills the form of a new job.
import { expect, test } from 'vitest';
import { useInterface } from '../../testing/interface.ts';

const { service, target, open } = useInterface();

test('a pasted crontab line becomes a job', async () => {
  const page = await open('/jobs/new', { timezoneId: 'Europe/Berlin' });
  await page.getByText('Paste a curl command or a crontab line').click();
  const field = page.getByLabel('Command or crontab line');
  await field.fill('backup --all');
  await page.getByRole('button', { name: 'Fill in the form' }).click();
  await page.getByText('is not a curl or wget command').waitFor();
  const command = `curl -m 9 -H 'x-tenant: acme' --json '{"a": [1]}' ${target.url}/pasted`;
  await field.fill(`CRON_TZ=Europe/Rome\n0 6 * * 1 ${command}`);
  await page.getByRole('button', { name: 'Fill in the form' }).click();
  await page.getByText('The form is filled in.').waitFor();
  await page.getByText('At 06:00 every Monday, Europe/Rome time').first().waitFor();
  await page.getByRole('button', { name: 'Create job' }).click();
  await page.getByRole('heading', { name: '127.0.0.1/pasted' }).waitFor();
  const { data } = await service.scheduler.jobs.list({ limit: 1, include: 'payload' });
  expect(data[0]).toMatchObject({
    name: '127.0.0.1/pasted',
    target: `${target.url}/pasted`,
    method: 'POST',
    headers: { 'x-tenant': 'acme' },
    payload: { a: [1] },
    timeout_seconds: 9,
    cron_expression: '0 6 * * 1',
    timezone: 'Europe/Rome',
  });
  await page.close();
});
