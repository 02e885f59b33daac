// The job form in a real browser: schedule kinds, time zones, payload editor, drafts, copies and edit conflicts.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { JobInput } from '../../../client/src/index.ts';
import { useInterface } from '../../testing/interface.ts';

describe('in Chromium', () => {
  const { service, target, complaints, open: openAt } = useInterface();

  const open = (path: string) => openAt(path, { timezoneId: 'Europe/Berlin' });

  const createJob = (job: Partial<JobInput>) =>
    service.scheduler.jobs.create({
      name: 'Stored',
      target: `${target.url}/stored`,
      schedule_type: 'cron',
      cron_expression: '0 9 * * *',
      timezone: 'Europe/Berlin',
      ...job,
    });

  const nameOf = (page: Page) => page.getByLabel('Name', { exact: true });
  const choose = (page: Page, kind: string) => page.getByText(kind, { exact: true }).click();
  const isFocused = (page: Page, label: string) =>
    page.getByLabel(label, { exact: true }).evaluate((it) => it === document.activeElement);

  async function fillIn(page: Page, name: string): Promise<void> {
    await nameOf(page).fill(name);
    await page.getByLabel('Target').fill(`${target.url}/form`);
  }

  async function newestJob() {
    const [job] = (await service.scheduler.jobs.list({ limit: 1, include: 'payload' })).data;
    return job!;
  }

  test('a schedule keeps its meaning when another kind is chosen', async () => {
    const page = await open('/jobs/new');
    const cron = page.getByLabel('Cron expression');
    await choose(page, 'Cron');
    await expect.poll(() => cron.inputValue(), { message: 'every hour' }).toBe('0 * * * *');
    await cron.fill('*/5 9-17 * * *');
    await choose(page, 'Daily');
    await page.getByLabel('At', { exact: true }).fill('07:30');
    await page.getByText('At 07:30 every day').waitFor();
    await choose(page, 'Cron');
    await expect.poll(() => cron.inputValue()).toBe('30 7 * * *');
    await cron.fill('15 6 * * MON-FRI');
    await choose(page, 'Weekly');
    await expect.poll(() => page.getByLabel('Monday').isChecked()).toBe(true);
    await expect.poll(() => page.getByLabel('Saturday').isChecked()).toBe(false);
    await page.getByLabel('Friday').uncheck({ force: true });
    await page.getByText('As cron: 15 6 * * 1-4').waitFor();
    for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday']) {
      await page.getByLabel(day).uncheck({ force: true });
    }
    await page.getByText('Choose at least one weekday.').waitFor();
    await page.getByLabel('Sunday').check({ force: true });
    await choose(page, 'Monthly');
    await page.getByLabel('On', { exact: true }).selectOption('L');
    await page.getByText('the last day of the month').waitFor();
    await choose(page, 'Once');
    await expect
      .poll(() => page.getByLabel('Date and time').inputValue(), { message: 'the next occurrence' })
      .toMatch(/T06:15$/);
    await choose(page, 'Interval');
    await expect.poll(() => page.getByLabel('Every', { exact: true }).inputValue()).toBe('1');
    await choose(page, 'Weekly');
    await expect.poll(() => page.getByLabel('Sunday').isChecked(), { message: 'unchanged' }).toBe(true);

    await fillIn(page, 'Sundays');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'Sundays' }).waitFor();
    await expect
      .poll(() => newestJob())
      .toMatchObject({ cron_expression: '15 6 * * 0', timezone: 'Europe/Berlin' });
    await page.close();
  });

  test('a stored cron expression opens as weekly and is saved unchanged', async () => {
    const job = await createJob({ name: 'Workdays', cron_expression: '0 9 * * MON-FRI' });
    const page = await open(`/jobs/${job.id}/edit`);
    await expect.poll(() => page.getByRole('radio', { name: 'Weekly' }).isChecked()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Workdays', exact: true }).waitFor();
    await page.goBack();
    await nameOf(page).fill('Workdays, renamed');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Workdays, renamed' }).waitFor();
    await expect
      .poll(async () => (await service.scheduler.jobs.get(job.id)).cron_expression)
      .toBe('0 9 * * MON-FRI');
    await page.close();
  });

  test('a time zone is found by city, abbreviation or offset, and remembered', async () => {
    const page = await open('/jobs/new');
    const zone = page.getByLabel('Time zone');
    const options = page.getByRole('listbox', { name: 'Zones' }).getByRole('option');
    await zone.click();
    await expect.poll(() => options.first().textContent()).toMatch(/^Europe\/Berlin yours/);
    await zone.fill('new yo');
    await page.keyboard.press('Tab');
    await expect.poll(() => zone.inputValue()).toBe('America/New_York');
    await expect.poll(() => options.count()).toBe(0);
    await page.getByText(/Now \d\d:\d\d, UTC−0[45]:00/).waitFor();

    await zone.fill('jst');
    await options.filter({ hasText: 'Asia/Tokyo' }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => zone.inputValue()).toBe('Asia/Tokyo');
    await zone.fill('utc+5:45');
    await options.first().click();
    await expect.poll(() => zone.inputValue()).toMatch(/Asia\/Kat/);
    await zone.press('ArrowDown');
    await expect.poll(() => options.nth(1).textContent()).toMatch(/^Asia\/Kat.*recent/);
    await zone.press('ArrowDown');
    await zone.press('Escape');
    await expect.poll(() => zone.inputValue(), { message: 'unchanged' }).toMatch(/Asia\/Kat/);
    await zone.fill('Atlantis');
    await page.getByText('No matching time zone.').waitFor();
    await zone.press('Tab');
    await page.getByText('is not a time zone').waitFor();
    await page.close();
  });

  test('the payload editor marks errors, formats JSON and indents', async () => {
    const page = await open('/jobs/new');
    const payload = page.getByRole('textbox', { name: 'Payload' });
    await payload.click();
    await page.keyboard.type('{');
    await page.keyboard.press('Enter');
    await page.keyboard.type('"dry": tru');
    await expect.poll(() => payload.inputValue()).toBe('{\n  "dry": tru');
    await expect.poll(() => page.locator('.editor mark').textContent()).toBe('tru');
    await page.getByRole('button', { name: 'Line 2, column 10: tru is not a JSON value' }).click();
    await expect.poll(() => isFocused(page, 'Payload')).toBe(true);
    await page.keyboard.press('End');
    await page.keyboard.type('e}');
    await page.getByText('Valid JSON.').waitFor();
    await expect.poll(() => page.locator('.editor mark').count()).toBe(0);
    await page.getByRole('button', { name: 'Format' }).click();
    await expect.poll(() => payload.inputValue()).toBe('{\n  "dry": true\n}');
    await expect.poll(() => isFocused(page, 'Payload')).toBe(true);
    await page.keyboard.press('Control+z');
    await expect.poll(() => payload.inputValue()).toBe('{\n  "dry": true}');
    await page.keyboard.press('Home');
    await page.keyboard.press('Tab');
    await expect.poll(() => payload.inputValue()).toMatch(/^( {2}|\{\n {2,4})/);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await expect.poll(() => isFocused(page, 'Payload')).toBe(false);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    await expect
      .poll(() => payload.inputValue(), { message: 'Tab outside of editing changes nothing' })
      .toBe('{\n  "dry": true}');
    await page.close();
  });

  test('a draft survives a failed save, navigation and a reload, until it is discarded', async () => {
    const page = await open('/jobs/new');
    await fillIn(page, 'Half a job');
    await page.getByRole('button', { name: 'Add header' }).click();
    await page.keyboard.type('authorization');
    await page.getByLabel('Value of header 1').fill('Bearer 42');
    await page.getByText('Details description').click();
    await page.getByLabel('Tags').fill('billing,');
    await page.keyboard.type('nightly');
    await page.keyboard.press('Enter');
    await page.getByLabel('Key (optional)').fill('not a key');
    await page.getByText('Details description').click();
    await page.getByRole('button', { name: 'Create job' }).click();
    await page.getByText('Not saved: 1 invalid field.').waitFor();
    // The group opens and the invalid field gets the focus.
    await page.locator('#field-key:focus').waitFor();
    await page.getByLabel('Key (optional)').fill('half');
    await page.route('**/jobs', (route) => route.abort());
    await page.getByRole('button', { name: 'Create job' }).click();
    await page.getByText('Your input is kept.').waitFor();
    await page.unroute('**/jobs');

    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    await page.goBack();
    await page.getByText(/Draft restored from .*\./).waitFor();
    await expect.poll(() => page.getByLabel('Value of header 1').inputValue()).toBe('Bearer 42');
    await page.reload();
    await page.getByText('Secrets are not stored').waitFor();
    await expect.poll(() => page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('Bearer 42');
    await expect.poll(() => nameOf(page).inputValue()).toBe('Half a job');
    await expect.poll(() => page.locator('.tag-button').allTextContents()).toEqual(['billing', 'nightly']);
    await page.getByRole('button', { name: 'Create job' }).click();
    await page.getByText('was not copied: enter it again').waitFor();
    await page.getByLabel('Value of header 1').fill('Bearer 42');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'Half a job' }).waitFor();
    await expect.poll(() => newestJob()).toMatchObject({ key: 'half', tags: ['billing', 'nightly'] });

    await page.goto(`${service.url}/jobs/new`);
    await expect.poll(() => nameOf(page).inputValue(), { message: 'a saved job leaves no draft' }).toBe('');
    await nameOf(page).fill('Never mind');
    await page.keyboard.press('Escape');
    await expect
      .poll(() => nameOf(page).inputValue(), { message: 'Escape keeps the input' })
      .toBe('Never mind');
    await page.getByRole('button', { name: 'Discard' }).click();
    await expect.poll(() => nameOf(page).inputValue()).toBe('');
    await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBe(0);
    await page.close();
  });

  test('a copy contains neither the key nor the secrets of the original job', async () => {
    const job = await createJob({
      name: 'Original',
      key: 'original',
      headers: { 'x-tenant': 'acme', authorization: 'Bearer 42' },
      payload: { a: 1 },
      tags: ['billing'],
      retry: { max_attempts: 2 },
    });
    const page = await open(`/jobs/new?from=${job.id}`);
    await page.getByRole('heading', { name: 'Copy of Original' }).waitFor();
    await expect.poll(() => nameOf(page).inputValue()).toBe('Original copy');
    await expect.poll(() => page.getByLabel('Key (optional)').inputValue()).toBe('');
    expect(await page.content()).not.toContain('[redacted]');
    await page.getByText('The value of authorization is a secret').waitFor();
    await page.getByRole('button', { name: 'Create job' }).click();
    await page.getByText('was not copied: enter it again').waitFor();
    await page.locator('.header-row:nth-of-type(2) input:nth-of-type(2):focus').waitFor();
    await page.keyboard.type('Bearer 43');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'Original copy' }).waitFor();
    await expect
      .poll(() => newestJob())
      .toMatchObject({
        name: 'Original copy',
        key: null,
        headers: { 'x-tenant': 'acme', authorization: '[redacted]' },
        payload: { a: 1 },
        tags: ['billing'],
        retry: { max_attempts: 2 },
      });
    await page.close();
  });

  test('an edit conflict is resolved per field, and a deleted job can be created again', async () => {
    const job = await createJob({ name: 'Shared', description: 'original', timeout_seconds: 30 });
    const page = await open(`/jobs/${job.id}/edit`);
    await nameOf(page).fill('Mine');
    await page.getByLabel('Description').fill('my words');
    // Block change notifications: the page learns of the other edit when it saves.
    await page.route('**/events', (route) => route.abort());
    await page.route(`**/jobs/${job.id}`, async (route) => {
      if (route.request().method() !== 'PUT') return await route.continue();
      await page.unroute(`**/jobs/${job.id}`);
      await service.scheduler.jobs.update(job.id, { name: 'Theirs', timeout_seconds: 60 });
      await route.continue();
    });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Someone else changed this job' }).waitFor();
    await page.locator('#conflict:focus').waitFor();
    const name = page.getByRole('group', { name: 'name changed by both' });
    const timeout = page.getByRole('group', { name: 'timeout changed by them only' });
    await expect.poll(() => name.getByLabel('Keep mine').isChecked()).toBe(true);
    await expect.poll(() => timeout.getByLabel('Take theirs 60').isChecked()).toBe(true);
    await name.getByLabel('Take theirs').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Theirs' }).waitFor();
    expect(await service.scheduler.jobs.get(job.id)).toMatchObject({
      name: 'Theirs',
      description: 'my words',
      timeout_seconds: 60,
    });

    await page.getByRole('link', { name: 'Edit' }).click();
    await nameOf(page).fill('Gone');
    await service.scheduler.jobs.delete(job.id);
    await page.getByRole('button', { name: 'Create as a new job' }).click();
    await page.getByRole('heading', { name: 'New job' }).waitFor();
    await page.getByRole('button', { name: 'Create job' }).click();
    await page.getByRole('heading', { name: 'Gone' }).waitFor();
    await expect.poll(() => newestJob()).toMatchObject({ name: 'Gone', description: 'my words' });
    await page.close();
  });

  test('the console shows no errors except the expected responses', () => {
    // The tests above provoke 404, 412, 422 and a failed connection.
    expect(complaints.filter((text) => !/\b4(04|12|22)\b|ERR_FAILED/.test(text))).toEqual([]);
  });
});
