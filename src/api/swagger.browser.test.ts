// Tests Swagger UI and the examples of the OpenAPI document against a new service.
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDocument } from '../../openapi/document.ts';
import { type ContractDocument, operationsOf, resolve } from '../../scripts/contract/document.ts';
import { ACTION_TIMEOUT_MS, sharedBrowser } from '../testing/browser.ts';
import { startTestService, type TestService } from '../testing/service.ts';

const KEY = 'swagger-key-0123456789abcdef';
const document = JSON.parse(JSON.stringify(createDocument())) as ContractDocument;

let service: TestService;
let withKeys: TestService;
beforeAll(async () => {
  [service, withKeys] = await Promise.all([
    startTestService(),
    startTestService({ API_KEYS: `swagger:operator:${KEY}` }),
  ]);
});
afterAll(() => Promise.all([service.stop(), withKeys.stop()]));

/** Every example of a request body, with the required parameters only, as Swagger UI sends it. */
const examples = Array.from(operationsOf(document)).flatMap(([name, operation]) => {
  const [type] = Object.keys(operation.requestBody?.content ?? {});
  if (type === undefined || name.includes('{id}')) return [];
  const { schema = {}, examples: named = {} } = operation.requestBody!.content[type]!;
  const bodies = Object.entries(named).map(([key, { value }]) => [`${name}: ${key}`, name, value] as const);
  return bodies.length > 0 ? bodies : [[name, name, resolve(document, schema).example] as const];
});

/** The ID that the examples of rules have for a channel; the test replaces it by that of a created channel. */
const EXAMPLE_CHANNEL = '0198f0c2-8a10-7000-8000-0000000000a1';
let channelId = EXAMPLE_CHANNEL;
let credentialName = '';

test.each(examples)('the example of %s works', async (title, name, body) => {
  const [method = '', path = ''] = name.split(' ');
  const text = JSON.stringify(body)
    .replaceAll('http://localhost:3000', service.url)
    .replaceAll(EXAMPLE_CHANNEL, channelId);
  const url = path.replace('{key}', 'billing:close-invoices').replace('{name}', credentialName);
  const response = await service.request(method, url, text);
  expect([response.ok, response.status], await response.clone().text()).toEqual([true, response.status]);
  if (title === 'POST /jobs/test: here')
    expect(await response.json()).toMatchObject({ outcome: 'succeeded', status_code: 200 });
  if (name === 'POST /credentials') credentialName = (body as { name: string }).name;
  if (name === 'POST /channels') channelId = ((await response.json()) as { id: string }).id;
  if (name === 'POST /pause') expect((await service.request('POST', '/resume')).status).toBe(200);
});

describe('in Chromium', () => {
  let browser: Browser;
  const errors: string[] = [];
  beforeAll(async () => {
    browser = await sharedBrowser();
  });

  async function open(url: string): Promise<Page> {
    const page = await browser.newPage();
    page.setDefaultTimeout(ACTION_TIMEOUT_MS);
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(`${url}/docs`);
    return page;
  }

  /**
   * Swagger UI draws its operations again while it loads and after each click: a click meanwhile may be lost. Each click
   * gets twice the time of the last one, because a slow machine may take long to show the effect.
   */
  async function clickUntil(clicked: Locator, shown: Locator): Promise<void> {
    let timeout = 1_000;
    await expect
      .poll(
        async () => {
          if (await shown.isVisible()) return true;
          await clicked.click({ timeout }).catch(() => {});
          const isShown = await shown.waitFor({ timeout }).then(
            () => true,
            () => false,
          );
          timeout *= 2;
          return isShown;
        },
        { timeout: 2 * ACTION_TIMEOUT_MS },
      )
      .toBe(true);
  }

  async function execute(page: Page, tag: string, id: string, status: number) {
    const operation = page.locator(`#operations-${tag}-${id}`);
    const summary = operation.locator('.opblock-summary').first();
    const button = operation.getByRole('button', { name: 'Execute' });
    const response = operation.locator('.live-responses-table td.response-col_status', {
      hasText: String(status),
    });
    await clickUntil(summary, button);
    await clickUntil(button, response);
    // Swagger UI draws every open operation again after each click.
    await summary.click();
  }

  test('operations are grouped and ordered, and a created job is the default of later requests', async () => {
    const page = await open(service.url);
    await page.getByText('No API key is needed.').waitFor();
    await expect
      .poll(() =>
        page.locator('.opblock-tag').evaluateAll((all) => all.map((one) => one.id.split('-').at(-1))),
      )
      .toEqual(document.tags!.map(({ name }) => name));
    await expect
      .poll(() => page.locator('.opblock').first().getAttribute('id'))
      .toBe('operations-Jobs-createJob');
    await execute(page, 'Jobs', 'createJob', 201);
    await execute(page, 'Jobs', 'getJob', 200);
    await execute(page, 'Runs', 'startRun', 202);
    await page.close();
  });

  test('an API key is requested once and stored where no script can read it', async () => {
    const page = await open(withKeys.url);
    await page.getByText('An API key is needed: click Authorize.').waitFor();
    const field = page.locator('.auth-container input');
    await clickUntil(page.getByRole('button', { name: 'Authorize' }).first(), field);
    await field.fill(KEY);
    await clickUntil(page.locator('.auth-btn-wrapper .authorize'), page.getByText('swagger, operator'));
    await page.reload();
    await page.getByText('swagger, operator').waitFor();
    await execute(page, 'Jobs', 'listJobs', 200);
    const stored = await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])');
    expect(stored).not.toContain(KEY);
    expect(stored).not.toContain('scheduler_session');
    await page.close();
  });

  test('the content security policy refused nothing and no script threw', () => {
    expect(errors.filter((text) => !/\b401\b|net::ERR_/.test(text))).toEqual([]);
  });
});
