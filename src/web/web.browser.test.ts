// Tests of the new-job form in Chromium, from creating a job to seeing its run.
import type { Page, Request } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { useInterface } from '../testing/interface.ts';
import { waitFor } from '../testing/wait.ts';

describe('in Chromium', () => {
  const { service, target, complaints, open } = useInterface();

  /** Opens the form for a new job and fills in a cron expression. */
  async function openCron(expression: string, zone: string): Promise<Page> {
    const page = await open('/jobs/new');
    await page.getByText('Cron', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Cron expression' }).fill(expression);
    await page.getByLabel('Time zone').fill(zone);
    return page;
  }

  test('creates a job, runs it manually, and shows the run', async () => {
    const page = await open('/jobs/new');
    await page.getByLabel('Name', { exact: true }).fill('From the page');
    await page.getByLabel('Target').fill(`${target.url}/page`);
    await page.getByRole('textbox', { name: 'Payload' }).fill('{ "message": "Hello" }');
    await page.getByRole('button', { name: 'Create job' }).click();

    await page.getByRole('heading', { name: 'From the page' }).waitFor();
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByText('succeeded').first().waitFor();
    await expect
      .poll(() => target.deliveries.map(({ path, body }) => [path, body]))
      .toEqual([['/page', '{"message":"Hello"}']]);

    const [job] = (await service.scheduler.jobs.list({ include: 'payload' })).data;
    expect(job).toMatchObject({
      name: 'From the page',
      schedule_type: 'recurring',
      last_run: { status: 'succeeded' },
    });
    await page.close();
  });

  test('shows an error of the service at its field', async () => {
    const page = await open('/jobs/new');
    await page.getByLabel('Name', { exact: true }).fill('Refused');
    await page.getByLabel('Target').fill('http://10.0.0.1/');
    await page.getByRole('button', { name: 'Create job' }).click();
    await page.getByText('ALLOWED_TARGET_HOSTS').first().waitFor();
    // Leaving the field shows its error, too; a click while the form is being saved does nothing.
    await page.getByText('Not saved: 1 invalid field.').waitFor();
    // Errors of the form and of the service show together.
    await page.getByRole('textbox', { name: 'Payload' }).fill('{ "open": ');
    await page.getByLabel('Target').fill('http://10.0.0.2/');
    await page.getByRole('button', { name: 'Create job' }).click();
    await page.getByText('Not saved: 2 invalid fields.').waitFor();
    await expect.poll(() => page.getByLabel('Target').getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('Refused');
    await page.close();
  });

  test('describes the typed schedule and shows the next five occurrences', async () => {
    const page = await openCron('', 'Europe/Berlin');
    const cron = page.getByRole('textbox', { name: 'Cron expression' });
    // In the page: the list of zones may scroll it.
    const top = () =>
      page.getByText('Schedule options').evaluate((it) => it.getBoundingClientRect().top + scrollY);
    await page.getByText('Next runs appear here.').waitFor();
    const before = await top();
    await cron.fill('0 9 * * 1-5');
    await page.getByText('09:00').first().waitFor();
    const sentence = page.locator('.preview .sentence');
    await expect.poll(() => sentence.getAttribute('aria-live')).toBe('polite');
    await expect.poll(() => sentence.textContent()).toMatch(/09:00.*Europe\/Berlin/);
    const occurrences = page.locator('.occurrences li');
    await expect.poll(() => occurrences.count()).toBe(5);
    for (const text of await occurrences.allTextContents()) {
      expect(text).toMatch(/^(Mon|Tue|Wed|Thu|Fri) .*09:00\+0[12]:00in /);
    }
    expect(await top()).toBe(before);

    await page.getByText('Schedule options').click();
    await page.getByLabel('Stop after N runs').fill('2');
    await page.getByText('No more after that.').waitFor();
    await expect.poll(() => occurrences.count()).toBe(3);
    await page.close();
  });

  test('drops a response that arrives after a newer one', async () => {
    const page = await openCron('', 'UTC');
    const cron = page.getByRole('textbox', { name: 'Cron expression' });
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/schedules/preview', async (route) => {
      if (route.request().postData()!.includes('11 1 * * *')) await released;
      await route.continue();
    });
    const isFirstRequest = (request: Request) => request.postData()?.includes('11 1 * * *') ?? false;
    const sent = page.waitForRequest(isFirstRequest);
    await cron.fill('11 1 * * *');
    await sent;
    await cron.fill('22 2 * * *');
    await page.getByText('02:22').first().waitFor();
    const lateResponse = page.waitForResponse((response) => isFirstRequest(response.request()));
    release();
    await (await lateResponse).finished();
    // A key press gives the page time to draw the late response, which it must not do.
    await cron.press('End');
    await expect.poll(() => page.locator('.times').textContent()).not.toContain('01:11');
    await page.close();
  });

  test('shows an error of the schedule while typing, but not in an empty form', async () => {
    const page = await openCron('', 'Europe/Berlin');
    const cron = page.getByRole('textbox', { name: 'Cron expression' });
    await page.getByText('Next runs appear here.').waitFor();
    await expect.poll(() => cron.getAttribute('aria-invalid')).toBe('false');
    await cron.fill('0 25 * * *');
    await page.locator('#field-cron_expression-errors .error').waitFor();
    await expect.poll(() => cron.getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => page.locator('.preview:not(.stale) .occurrences').count()).toBe(0);
    await cron.fill('0 5 * * *');
    await page.getByText('05:00').first().waitFor();
    await expect.poll(() => cron.getAttribute('aria-invalid')).toBe('false');
    await cron.fill('0 55 * * *');
    await page.locator('#field-cron_expression-errors .error').waitFor();
    // The occurrences of the previous expression are gone.
    await expect.poll(() => page.locator('.occurrences li').count()).toBe(0);

    await cron.fill('0 5 * * *');
    await page.getByText('Schedule options').click();
    for (const [name, valid, invalid] of [
      ['Stop after N runs', '9', 'few'],
      ['Stop after N runs', '9', '0'],
      ['Days off', '', '2027-02-30'],
      ['Time zone', 'UTC', 'Atlantis'],
    ] as const) {
      const field = page.getByLabel(name);
      await field.fill(valid);
      await expect.poll(() => page.locator('.occurrences .time').count(), { message: name }).toBe(5);
      await field.fill(invalid);
      await expect.poll(() => page.locator('.occurrences li').count(), { message: name }).toBe(0);
      await field.fill(valid);
    }
    await page.getByLabel('Days off').fill('2027-12-24\n\n2027-02-30');
    await page.getByText('Line 3 must be a date').waitFor();
    await page.close();
  });

  test('warns of an upcoming clock change', async () => {
    const page = await openCron('30 2 * * *', 'Europe/Berlin');
    await page.getByText('02:30 does not exist').waitFor();
    await page.close();
  });

  test('fills the form with the rarely used schedule fields of a saved job', async () => {
    const page = await openCron('0 9 1 1 *', 'Europe/Berlin');
    await page.getByLabel('Name', { exact: true }).fill('With days off');
    await page.getByLabel('Target').fill(`${target.url}/days`);
    await page.getByText('Schedule options').click();
    await page.getByLabel('Days off').fill('2127-12-24\n2127-12-27 – 2127-12-31');
    await page.getByLabel('Stop after N runs').fill('12');
    await page.getByLabel('If missed').selectOption('all');
    await page.getByLabel('Catch up within').fill('7200');
    await page.getByRole('button', { name: 'Create job' }).click();

    await page.getByRole('heading', { name: 'With days off' }).waitFor();
    const [job] = (await service.scheduler.jobs.list({ include: 'payload' })).data;
    expect(job).toMatchObject({
      exclude: ['2127-12-24', { from: '2127-12-27', to: '2127-12-31' }],
      max_runs: 12,
      spread_seconds: 0,
      catch_up: { policy: 'all', window_seconds: 7200 },
    });

    await page.getByRole('link', { name: 'Edit' }).click();
    await expect
      .poll(() => page.getByLabel('Days off').inputValue())
      .toBe('2127-12-24\n2127-12-27 – 2127-12-31');
    await expect.poll(() => page.getByLabel('Stop after N runs').inputValue()).toBe('12');
    await expect.poll(() => page.getByLabel('If missed').inputValue()).toBe('all');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('” saved.').waitFor();
    expect(await service.scheduler.jobs.get(job!.id)).toEqual(job);
    await page.close();
  });

  test('shows the result of a test request, and stores nothing', async () => {
    const before = (await service.scheduler.jobs.list()).data;
    const page = await open('/jobs/new');
    await page.getByLabel('Name', { exact: true }).fill('Tried');
    await page.getByLabel('Target').fill(`${target.url}/try`);
    await page
      .getByRole('textbox', { name: 'Payload' })
      .fill('{ "text": "attempt {{run.attempt}} of {{job.name}}" }');
    await page.getByText('Success and failure').click();
    const statuses = page.getByLabel('Success statuses');
    await statuses.fill('2xx, 4o4');
    await page.getByText('Success and failure').click();
    const send = page.getByRole('button', { name: 'Send test request' });
    await send.click();
    await page.getByText('“4o4” must be a code such as 204').waitFor();
    await page.getByText('Not sent: 1 invalid field.').waitFor();
    await expect.poll(() => statuses.getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => statuses.isVisible()).toBe(true);

    let release = () => {};
    target.answer = (_delivery, response) => {
      release = () => response.writeHead(404).end('nothing of that name');
    };
    await statuses.fill('2xx, 404');
    await send.click();
    const sending = page.getByRole('button', { name: 'Sending…' });
    await expect.poll(() => sending.getAttribute('aria-disabled')).toBe('true');
    const delivery = await waitFor('the test request', () =>
      target.deliveries.find(({ path }) => path === '/try'),
    );
    expect(delivery.body).toBe('{"text":"attempt 1 of Tried"}');
    await sending.dispatchEvent('click');
    release();
    await page.getByText('This would count as a success.').waitFor();
    const attempt = page.getByRole('region', { name: 'Test request' });
    await attempt.getByText('nothing of that name').waitFor();
    await expect.poll(() => attempt.getByText('succeeded').isVisible()).toBe(true);
    await expect.poll(() => target.deliveries.filter(({ path }) => path === '/try').length).toBe(1);
    await expect.poll(async () => (await service.scheduler.jobs.list()).data).toEqual(before);
    target.answer = (_delivery, response) => response.end('ok');
    await page.close();
  });

  test('fills the form with success rules, and keeps the signing secret', async () => {
    const page = await openCron('0 9 1 1 *', 'Europe/Berlin');
    await page.getByLabel('Name', { exact: true }).fill('With rules');
    await page.getByLabel('Target').fill(`${target.url}/rules`);
    await page.getByText('lets the target verify').click();
    await page.getByRole('button', { name: 'Generate' }).click();
    const secret = await page.getByLabel('Signing secret').inputValue();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await page.getByText('Schedule options').click();
    await page.getByLabel('If the previous run').selectOption('queue');
    await page.getByText('Success and failure').click();
    await page.getByLabel('Success statuses').fill('2XX 404');
    await page.getByLabel('Response must contain').fill(' "done"');
    await page.getByLabel('Pause after').fill('3');
    await page.getByText('Details description').click();
    await page.getByLabel('Key (optional)').fill('rules:1');
    await page.getByRole('button', { name: 'Create job' }).click();

    await page.getByRole('heading', { name: 'With rules' }).waitFor();
    const [job] = (await service.scheduler.jobs.list({ include: 'payload' })).data;
    expect(job).toMatchObject({
      key: 'rules:1',
      overlap: 'queue',
      success: { statuses: ['2xx', '404'], body_contains: ' "done"' },
      pause_after_failures: 3,
      has_signing_secret: true,
    });

    await page.getByRole('link', { name: 'Edit' }).click();
    await expect.poll(() => page.getByLabel('Keep the stored secret').isChecked()).toBe(true);
    await expect.poll(() => page.getByLabel('Success statuses').inputValue()).toBe('2xx, 404');
    expect(await page.content()).not.toContain(secret);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('” saved.').waitFor();
    expect(await service.scheduler.jobs.get(job!.id)).toEqual(job);

    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Remove the secret').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'With rules', exact: true }).waitFor();
    expect(await service.scheduler.jobs.get(job!.id)).toMatchObject({ has_signing_secret: false });
    await page.close();
  });

  test('reports no content security policy violation and no uncaught error', () => {
    // Expected: the refused requests of the tests above.
    expect(complaints.filter((text) => !/\b4(09|22)\b|ERR_FAILED|dynamically imported/.test(text))).toEqual(
      [],
    );
  });
});
