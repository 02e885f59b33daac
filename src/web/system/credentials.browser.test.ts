// Tests credentials in a real browser: created on the system page, chosen in the form of a job, replaced, deleted.
import { describe, expect, test } from 'vitest';
import { useInterface } from '../../testing/interface.ts';

describe('in Chromium', () => {
  const { service, target, complaints, open } = useInterface();

  test('a credential is created, used by a job, replaced, and kept while the job uses it', async () => {
    const { credentials, jobs } = service.scheduler;
    const page = await open('/system');
    await page.getByRole('button', { name: 'New credential' }).click();
    await page.getByLabel('Name', { exact: true }).fill('billing-api');
    await page.getByLabel('Hosts').fill(target.url);
    await page.getByLabel('Authentication').selectOption('Secret header');
    await page.getByLabel('Header', { exact: true }).fill('x-key');
    await page.getByRole('button', { name: 'Save credential' }).click();
    await page.getByText('Value must have at least 1 character.').waitFor();
    await page.getByLabel('Value').fill('the-value');
    await page.getByRole('button', { name: 'Save credential' }).click();
    const section = page.getByRole('region', { name: 'Credentials' });
    await expect.poll(() => section.textContent()).toContain(`Header x-key for ${target.url}Used by no job`);

    await page.goto(`${service.url}/jobs/new`);
    await page.getByLabel('Name', { exact: true }).fill('wages');
    await page.getByLabel('Target').fill(target.url);
    await page.getByText('Details description').click();
    await page.getByLabel('Credential').selectOption('billing-api');
    await page.getByRole('button', { name: 'Create job' }).click();
    await page.getByRole('heading', { level: 1, name: 'wages' }).waitFor();
    const [job] = (await jobs.list()).data;
    expect(job?.credential).toBe('billing-api');

    await page.goto(`${service.url}/system`);
    await page.getByRole('button', { name: 'Edit billing-api' }).click();
    await page.getByLabel('Proxy (optional)').fill('http://127.0.0.1:3128');
    await page.getByLabel('Value').fill('another-value');
    await page.getByRole('button', { name: 'Save credential' }).click();
    await expect.poll(() => section.textContent()).toContain('Header x-key, proxy for');
    expect(await credentials.get('billing-api')).toMatchObject({ proxy_url: 'http://127.0.0.1:3128' });
    await page.getByRole('button', { name: 'Delete billing-api' }).click();
    await page.getByRole('button', { name: 'Delete credential' }).click();
    await expect.poll(() => page.getByText('Jobs use this credential: wages').count()).toBe(1);
    await jobs.update(job!.id, { credential: null });
    await page.getByRole('button', { name: 'Delete credential' }).click();
    await expect.poll(() => section.textContent()).toContain('No credentials yet.');
    expect(complaints.filter((text) => !/4(09|22)/.test(text))).toEqual([]);
  });
});
