// Tests the audit log page in a real browser: authors, refusals, and filters in the URL.
import { describe, expect, test } from 'vitest';
import { createClient } from '../../../client/src/index.ts';
import { contractFetch } from '../../testing/contract.ts';
import { useInterface } from '../../testing/interface.ts';
import { API_KEYS, keys, type Role, validJob } from '../../testing/keys.ts';
import { refusalOf } from '../../testing/refusal.ts';

describe('in Chromium', () => {
  const { service, open } = useInterface({ API_KEYS, ALLOWED_TARGET_HOSTS: 'public' });

  const as = (role: Role) =>
    createClient({ baseUrl: service.url, apiKey: keys[role], fetch: contractFetch, retries: 0 });

  test('the audit log shows who did what, and filters it', async () => {
    const job = await as('admin').jobs.create({ ...validJob, name: 'wages עברית' });
    await as('admin').jobs.update(job.id, { timeout_seconds: 9 });
    await refusalOf(as('operator').jobs.run(job.id, { payload: 1 }));
    const page = await open('/audit', { viewport: { width: 1000, height: 600 } });
    await page.getByLabel('API key').fill(keys.operator);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    const entries = page.locator('.changes > li');
    const texts = async () => (await entries.allTextContents()).join('\n');
    await expect.poll(texts).toContain('Job changed by makes wages עברית');
    expect(await texts()).toContain('timeout seconds30 → 9');
    expect(await entries.locator('a bdi').first().textContent()).toBe('wages עברית');
    // Sign-ins and refusals are stored within a second; changes of jobs make the page load them.
    await expect
      .poll(async () => {
        await as('operator').jobs.pause(job.id, { reason: 'audit' });
        return await texts();
      })
      .toMatch(/Request refused by turns.*403 POST \/jobs\/\{id\}\/runs/s);

    await page.getByLabel('Action').selectOption('Job created');
    await expect.poll(() => entries.count()).toBe(1);
    expect(new URL(page.url()).search).toBe('?action=job.created');
    await page.getByLabel('API key', { exact: true }).fill('turns');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByText('No entry matches.').count()).toBe(1);
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await expect.poll(() => entries.count()).toBeGreaterThan(3);

    // The operator may not replace the payload of this job.
    await page.goto(`${service.url}/jobs/${job.id}`);
    const more = page.getByRole('button', { name: `More for ${job.name}` });
    await more.click();
    await expect.poll(() => page.getByRole('menuitem', { name: 'Backfill' }).count()).toBe(1);
    expect(await page.getByRole('menuitem', { name: 'Run with another payload' }).count()).toBe(0);
    await as('admin').jobs.update(job.id, { allow_payload_override: true });
    await page.reload();
    await more.click();
    await expect.poll(() => page.getByRole('menuitem', { name: 'Run with another payload' }).count()).toBe(1);
  });
});
