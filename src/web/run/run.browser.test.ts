// Tests of the run page in Chromium: attempts, timeline, request, response, retry and cancel.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { useInterface } from '../../testing/interface.ts';
import { waitFor } from '../../testing/wait.ts';
import { indentJson, requestToCurl } from '../format/code.ts';

const yearly = { schedule_type: 'recurring', interval: 'year', interval_value: 1 } as const;

/** Runs the command in a shell with a fake curl, and returns the arguments that curl received. */
async function argumentsOf(command: string): Promise<string[]> {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  const { stdout } = await promisify(execFile)('sh', ['-c', script]);
  return stdout.split('\0').slice(0, -1);
}

test('converts a request to a curl command that sends the same request', async () => {
  const request = {
    method: 'PUT',
    url: 'http://localhost/a?b[]=1&c={d}',
    headers: { 'x-note': `it's $HOME \`id\` \\ "quoted" !`, 'x-empty': '' },
    body: '{"a":"it\'s",\n "b": "%20 \\n"}',
  };
  expect(await argumentsOf(requestToCurl(request))).toEqual([
    ...['-X', 'PUT', '--globoff', request.url],
    ...['-H', `x-note: it's $HOME \`id\` \\ "quoted" !`, '-H', 'x-empty;', '--data-raw', request.body],
  ]);
  const plain = { url: 'http://localhost/', headers: {}, body: null };
  expect(await argumentsOf(requestToCurl({ ...plain, method: 'GET' }))).toEqual([plain.url]);
  expect(await argumentsOf(requestToCurl({ ...plain, method: 'HEAD' }))).toEqual(['--head', plain.url]);
  expect(await argumentsOf(requestToCurl({ ...plain, method: 'POST' }))).toEqual(['-X', 'POST', plain.url]);
});

test('indents JSON and keeps numbers and strings as written', () => {
  const text = '{"n":12345678901234567890,"s":"a,{\\"b\\":[1]}","list":[1.0,[]],"o":{}}';
  const indented = indentJson(text, false)!;
  expect(indented.split('\n')).toEqual([
    '{',
    '  "n": 12345678901234567890,',
    '  "s": "a,{\\"b\\":[1]}",',
    '  "list": [',
    '    1.0,',
    '    []',
    '  ],',
    '  "o": {}',
    '}',
  ]);
  expect(indentJson('{"a":[1,"cut off he', true)).toBe('{\n  "a": [\n    1,\n    "cut off he');
  expect(indentJson('{"a":[1,"cut off he', false)).toBeNull();
  expect(indentJson('plain text', true)).toBeNull();
});

describe('a run in Chromium', () => {
  const { service, target, complaints, open: openAt } = useInterface();

  const open = (path: string) => openAt(path, { permissions: ['clipboard-read', 'clipboard-write'] });

  /** Presses the button and returns the copied text. */
  async function copyWith(page: Page, label: string): Promise<string> {
    await page.evaluate(() => navigator.clipboard.writeText('nothing yet'));
    await page.getByRole('button', { name: label, exact: true }).click();
    return await waitFor('something to be copied', async () => {
      const text = await page.evaluate(() => navigator.clipboard.readText());
      return text !== 'nothing yet' && text;
    });
  }

  test('shows two attempts with requests, responses and timings, and retries the run', async () => {
    const { promise: pageIsOpen, resolve: releaseFirst } = Promise.withResolvers<void>();
    target.answer = async ({ headers }, response) => {
      const isFirst = headers['scheduler-attempt'] === '1';
      if (isFirst) await pageIsOpen;
      response.writeHead(isFirst ? 503 : 200, { 'content-type': 'application/json', 'retry-after': '5' });
      response.end(
        isFirst ? '{"error":"busy"}' : `{"done":41,"ids":[12345678901234567890]}${' '.repeat(9_000)}`,
      );
    };
    const job = await service.scheduler.jobs.create({
      ...yearly,
      name: 'Second try',
      target: `${target.url}/second?try=1`,
      headers: { authorization: 'Bearer secret', 'x-team': "it's" },
      payload: { note: "it's {{run.attempt}}" },
    });
    const run = await service.scheduler.jobs.run(job.id);
    const page = await open(`/runs/${run.id}`);
    await page.getByRole('img', { name: 'attempt 1 running' }).waitFor();
    const first = page.getByRole('region', { name: 'Attempt 1' });
    // The page looks for all of them at once: they last until the next attempt.
    const shown = Promise.all([
      page.getByText('Failed once: the target answered 503 Service Unavailable. Next attempt').waitFor(),
      page.getByRole('img', { name: 'attempt 1 bad response 503' }).waitFor(),
      page.getByRole('img', { name: 'attempt 2 upcoming' }).waitFor(),
      first.getByText('status_503').waitFor(),
    ]);
    releaseFirst();
    await shown;

    await page.getByText('Succeeded after 2 attempts: the target answered 200.').waitFor();
    await page
      .getByRole('img', { name: /^Timeline: attempt 1 bad response 503 .*, attempt 2 succeeded 200/ })
      .waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Cancel' }).count()).toBe(0);
    // The open attempt stays open, and the new one opens too.
    await expect.poll(() => first.locator('details').getAttribute('open')).not.toBeNull();
    await first.getByText('Attempt 1').click();
    const second = page.getByRole('region', { name: 'Attempt 2' });
    await second.getByRole('img', { name: /^Timings: .*First byte .*Download/ }).waitFor();
    await second.getByText('with the value of authorization').waitFor();
    await second.getByText('Truncated to the first 8 KiB.').waitFor();
    const answer = second.getByRole('group', { name: 'Response body', exact: true });
    await expect
      .poll(() => answer.textContent())
      .toContain('{\n  "done": 41,\n  "ids": [\n    12345678901234567890\n  ]\n}');
    await second
      .getByRole('group', { name: 'Response body format' })
      .getByRole('button', { name: 'raw' })
      .click();
    await expect.poll(() => answer.textContent()).toContain('{"done":41,"ids":[12345678901234567890]}');
    await expect
      .poll(() => second.getByRole('group', { name: 'Request body', exact: true }).textContent())
      .toBe('{"note":"it\'s 2"}');

    const command = await argumentsOf(await copyWith(page, 'Copy as curl: the request of attempt 2'));
    const sent = target.deliveries.at(-1)!;
    expect(command[0]).toBe(`${target.url}/second?try=1`);
    expect(command.slice(-2)).toEqual(['--data-raw', sent.body]);
    expect(command).toEqual(expect.arrayContaining(['authorization: [redacted]', "x-team: it's"]));
    expect(command).toContain(`webhook-id: ${run.id}`);
    await first.getByText('Attempt 1').click();
    expect(await copyWith(page, 'Copy the run ID')).toBe(run.id);
    await first.getByText('Attempt 1').click();
    const headers = second.getByRole('button', { name: 'Copy the response headers' });
    await headers.click();
    await waitFor('the headers', async () =>
      (await page.evaluate(() => navigator.clipboard.readText())).includes(
        'content-type: application/json\n',
      ),
    );

    // A click on a bar of the timeline expands its attempt.
    await expect.poll(() => first.getByText('status_503').isVisible()).toBe(false);
    await page.locator('.run-timeline-attempt').first().click();
    await first.getByText('status_503').waitFor();

    await page.keyboard.press('r');
    await page.getByRole('link', { name: 'an earlier run' }).waitFor();
    const [retry] = (await service.scheduler.jobs.listRuns(job.id)).data;
    expect(retry).toMatchObject({ trigger: 'retry', source_run_id: run.id });
    await expect.poll(() => page.url()).toBe(`${service.url}/runs/${retry!.id}`);
    await page.getByRole('link', { name: '← Previous run succeeded' }).waitFor();
    await page.keyboard.press('j');
    await page.getByText('Manual retries', { exact: true }).waitFor();
    await page.getByRole('link', { name: /^Next run → / }).waitFor();
    await expect.poll(() => page.url()).toBe(`${service.url}/runs/${run.id}`);
    await page.locator(`.facts a[href="/runs/${retry!.id}"]`).waitFor();
    await page.keyboard.press('k');
    await page.waitForURL(`**/runs/${retry!.id}`);
    await page
      .getByRole('navigation', { name: 'Breadcrumb' })
      .getByRole('link', { name: 'Second try' })
      .click();
    await page.getByRole('heading', { name: 'Second try' }).waitFor();
    await page.close();
  });

  test('cancels a run and retries it', async () => {
    target.answer = () => {};
    const job = await service.scheduler.jobs.create({
      ...yearly,
      name: 'Hangs',
      target: `${target.url}/hang`,
    });
    const run = await service.scheduler.jobs.run(job.id);
    await waitFor('its request', () => target.deliveries.find(({ path }) => path === '/hang'));
    const page = await open(`/runs/${run.id}`);
    await page.getByRole('img', { name: 'attempt 1 running' }).waitFor();
    // The attempt may stop at once: the page learns it only after it has shown the request.
    const { promise: isShown, resolve: release } = Promise.withResolvers<void>();
    await page.route(`**/runs/${run.id}`, async (route) => {
      await isShown;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('the attempt stops within 5 seconds').waitFor();
    await expect
      .poll(() => page.getByRole('button', { name: 'Canceling…' }).getAttribute('aria-disabled'))
      .toBe('true');
    release();
    await page.getByText('Canceled manually.').waitFor();

    target.answer = (_delivery, response) => response.end('ok');
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('Succeeded on the first attempt').waitFor();
    const [retry] = (await service.scheduler.jobs.listRuns(job.id)).data;
    expect(retry).toMatchObject({ trigger: 'retry', source_run_id: run.id, status: 'succeeded' });
    await expect.poll(() => page.url()).toMatch(retry!.id);
    await page.getByRole('link', { name: 'an earlier run' }).click();
    await page.getByText('Canceled manually.').waitFor();

    await service.scheduler.jobs.delete(job.id);
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('its job is deleted').waitFor();
    await page.goto(`${service.url}/runs/01a20e60-4198-7b74-856c-04e9a277218d`);
    await page.getByRole('heading', { name: 'Run not found' }).waitFor();
    await page.close();
  });

  test('explains a failure and gives advice', async () => {
    target.answer = (_delivery, response) => response.writeHead(404).end('no such place');
    const job = await service.scheduler.jobs.create({
      ...yearly,
      name: 'Lost',
      target: `${target.url}/lost`,
      retry: { max_attempts: 1 },
      on_finish: { url: `${target.url}/report`, when: 'failed' },
    });
    const run = await service.scheduler.jobs.run(job.id);
    const page = await open(`/runs/${run.id}`);
    await page.getByText('Failed once: the target answered 404 Not Found.').waitFor();
    await page.getByText('Check the path in the job’s target.').waitFor();
    await page.getByText('retrying: The response had the status 404: no such place').waitFor();
    await page.getByRole('link', { name: 'Edit the job' }).click();
    await page.getByLabel('Target').waitFor();
    await page.close();
  });

  test('reports no uncaught error', () => {
    // Expected: the refused requests of the tests above.
    expect(complaints.filter((text) => !/\b4(04|09)\b/.test(text))).toEqual([]);
  });
});
