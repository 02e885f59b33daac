// Tests the states of the screens in both themes and two widths: accessibility, and text that does not fit.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../client/src/index.ts';
import { createEveryState, type EveryState, longName, yearly } from '../testing/every-state.ts';
import { useInterface } from '../testing/interface.ts';
import { startTestService, type TestService } from '../testing/service.ts';
import { checkPage, desktop, phone, settle } from './test-checks.ts';
import { all, choose, click, type State, sees, select } from './test-states.ts';

const viewerKey = 'viewer-key-0123456789abcdef';
const adminKey = 'admin-key-0123456789abcdef';

describe('in Chromium', () => {
  const world = useInterface({ INSTANCE_NAME: 'Staging', FAILING_AFTER: '1' });
  const { target, complaints, newPage } = world;
  let guarded: TestService;
  let empty: TestService;
  let jobs: EveryState['jobs'];
  let runs: EveryState['runs'];

  beforeAll(async () => {
    [guarded, empty] = await Promise.all([
      startTestService({ API_KEYS: `reader:viewer:${viewerKey},deployer:admin:${adminKey}` }),
      startTestService(),
    ]);
    ({ jobs, runs } = await createEveryState(world.service.scheduler, target));
    const admin = createClient({ baseUrl: guarded.url, apiKey: adminKey });
    const { id } = await admin.jobs.create({ name: 'guarded', target: `${target.url}/ok`, ...yearly });
    jobs['guarded'] = id;
    runs['guarded'] = (await admin.runs.wait((await admin.jobs.run(id)).id)).id;
  });
  afterAll(() => Promise.all([guarded.stop(), empty.stop()]));

  /** Checks the states one after the other on a page of its own. */
  async function checkStates(
    url: string,
    states: readonly State[],
    page: Page,
    found: string[],
  ): Promise<void> {
    let unchanged: string | undefined;
    for (const { name, path, act, scope = 'main', isWide } of states) {
      const viewports = isWide ? [desktop] : [phone, desktop];
      await page.setViewportSize(viewports[0]!);
      if (path !== unchanged) {
        await page.goto(url + path);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await settle(page);
      }
      await act?.(page);
      unchanged = act ? undefined : path;
      for (const problem of await checkPage(page, scope, viewports)) found.push(`${name}, ${problem}`);
    }
  }

  const openPage = () => newPage({ viewport: phone, reducedMotion: 'reduce', colorScheme: 'light' });
  const fillCron = async (page: Page) => {
    await page.getByText('Cron', { exact: true }).click();
    await page.getByLabel('Cron expression').fill('30 2 * * *');
    await page.getByLabel('Time zone').fill('Europe/Berlin');
    await page.keyboard.press('Escape');
    await sees('.warnings li')(page);
  };

  const lists = (): State[] => [
    { name: 'every state of a job', path: '/jobs' },
    { name: 'no job matches', path: '/jobs?tag=nothing' },
    { name: 'jobs selected', path: '/jobs', act: select('paused', 'failing'), scope: '.selection' },
    {
      name: 'pause of jobs',
      path: '/jobs',
      act: all(select('paused', longName), click('Pause…'), sees('.bulk-panel .primary')),
      scope: '.selection',
    },
    {
      name: 'bulk action that fails for a job',
      path: '/jobs',
      act: all(select('limited', 'paused'), click('Resume…'), sees('.failures')),
      scope: '.selection',
    },
    { name: 'menu of a job', path: '/jobs', act: click(/^More for/), scope: '.menu' },
    { name: 'filters on a phone', path: '/jobs', act: click('Filters'), scope: '.filter-bar' },
    { name: 'every state of a run', path: '/runs' },
    { name: 'no run matches', path: '/runs?tag=nothing&status=failed' },
    { name: 'columns of runs', path: '/runs', act: click('Columns'), scope: '.menu', isWide: true },
    {
      name: 'retry of all failed runs',
      path: '/runs?status=failed',
      act: all(click('Retry all…'), sees('.bulk-panel .primary')),
      scope: '.selection',
    },
    { name: 'nothing upcoming', path: '/upcoming?tag=nothing' },
    { name: 'upcoming in one hour', path: '/upcoming?range=1h' },
    { name: 'an open alert, notices and objectives', path: '/alerts' },
    ...['Slack', 'Webhook', 'E-mail'].map((type) => ({
      name: `channel of the type ${type}`,
      path: '/alerts',
      act: async (page: Page) => {
        await click('New channel')(page);
        await page.getByLabel('Type').selectOption(type);
      },
      scope: '.item-form',
    })),
    { name: 'audit', path: '/audit' },
    { name: 'page not found', path: '/nothing/here' },
    { name: 'job not found', path: '/jobs/01900000-0000-7000-8000-000000000000' },
    { name: 'run not found', path: '/runs/01900000-0000-7000-8000-000000000000' },
    {
      name: 'palette with jobs',
      path: '/jobs',
      act: async (page) => {
        await page.keyboard.press('Control+k');
        await page.keyboard.type('pause fail');
        await page
          .getByRole('option', { name: /Pause “/ })
          .first()
          .waitFor();
      },
      scope: 'dialog[open]',
    },
    {
      name: 'palette without results',
      path: '/jobs',
      act: async (page) => {
        await page.keyboard.press('Control+k');
        await page.keyboard.type('nothing of that name');
        await page.getByText('No matches.').waitFor();
      },
      scope: 'dialog[open]',
    },
  ];

  const details = (): State[] => [
    ...['paused', longName].map((name) => ({ name: `job ${name}`, path: `/jobs/${jobs[name]}` })),
    ...['limited', 'ended', 'completed', 'one-time failed', 'failed', 'failing'].map((name) => ({
      name: `job ${name}`,
      path: `/jobs/${jobs[name]}`,
      scope: '.status-sentence',
    })),
    { name: 'job with text from right to left', path: `/jobs/${jobs['תזמון לילי']}` },
    ...['definition', 'alerts', 'changes', 'code'].map((tab) => ({
      name: `${tab} of a job`,
      path: `/jobs/${jobs['paused']}?show=${tab}`,
    })),
    ...['Run with another payload', 'Pause with a reason', 'Backfill', 'Erase evidence'].map((item) => ({
      name: item,
      path: `/jobs/${jobs['failing']}`,
      act: all(choose('More for failing', item), sees('.panel')),
      scope: '.panel',
    })),
    ...['succeeded', 'failed', 'running', 'canceled', 'retrying', 'queued', 'skipped'].map((status) => ({
      name: `${status} run`,
      path: `/runs/${runs[status]}`,
    })),
    {
      name: 'form with every field and errors',
      path: '/jobs/new',
      act: async (page) => {
        await fillCron(page);
        await page.getByRole('textbox', { name: 'Payload' }).fill('{"a": tru}');
        for (const summary of await page.locator('main summary').all()) await summary.click();
        await click('Create job')(page);
        await page.locator('.field .error').first().waitFor();
      },
    },
    { name: 'restored draft', path: '/jobs/new', act: sees('.restored') },
    {
      name: 'time zones to choose from',
      path: '/jobs/new',
      act: async (page) => {
        await page.getByLabel('Time zone').click();
        await page.getByLabel('Time zone').fill('ber');
        await sees('.zones [role="option"]')(page);
      },
      scope: '.zone',
    },
    {
      name: 'edit conflict',
      path: `/jobs/${jobs['failing']}/edit`,
      act: async (page) => {
        await page.route('**/events', (route) => route.abort());
        await page.getByLabel('Name', { exact: true }).fill('failing, mine');
        await world.service.scheduler.jobs.update(jobs['failing']!, { name: 'failing, theirs' });
        await click('Save')(page);
        await page.locator('#conflict').waitFor();
        await page.unroute('**/events');
      },
    },
    {
      name: 'result of a test request',
      path: `/jobs/${jobs['failed']}/edit`,
      act: all(click('Send test request'), sees('.trial .attempt, .trial section')),
      scope: '.trial',
    },
  ];

  const empties = (): State[] =>
    ['/', '/jobs', '/runs', '/upcoming', '/alerts', '/audit', '/system'].map((path) => ({
      name: `without jobs: ${path}`,
      path,
    }));

  const ofViewer = (): State[] => [
    ...['/', '/jobs', `/jobs/${jobs['guarded']}`, `/jobs/${jobs['guarded']}/edit`, '/jobs/new', '/runs'].map(
      (path) => ({ name: `viewer: ${path}`, path }),
    ),
    ...[`/runs/${runs['guarded']}`, '/upcoming', '/alerts', '/audit', '/system'].map((path) => ({
      name: `viewer: ${path}`,
      path,
    })),
    {
      name: 'ended session',
      path: '/jobs',
      act: async (page) => {
        await page.context().clearCookies();
        await page.getByText('The session has ended.').waitFor();
      },
      scope: 'body',
    },
  ];

  const ofPause = (): State[] => [
    ...['/', '/jobs', '/runs', '/upcoming', '/system', `/jobs/${jobs['failing']}`].map((path) => ({
      name: `scheduler paused: ${path}`,
      path,
    })),
    {
      name: 'unreachable service',
      path: '/jobs',
      act: async (page) => {
        await page.context().setOffline(true);
        await sees('.bar-error')(page);
      },
      scope: 'body',
    },
  ];

  /** Signs in as a viewer, and checks the sign-in page on the way. */
  async function checkSignIn(page: Page, found: string[]): Promise<void> {
    const check = async (name: string) =>
      found.push(...(await checkPage(page)).map((problem) => `${name} ${problem}`));
    await page.goto(guarded.url);
    const key = page.getByLabel('API key');
    await key.waitFor();
    await check('sign-in');
    await key.fill('not-a-key-0123456789abcdef');
    await click('Sign in')(page);
    await sees('#key-error .error')(page);
    await check('refused sign-in');
    await key.fill(viewerKey);
    await click('Sign in')(page);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  }

  test.each([
    ['of lists', () => world.service.url, lists],
    ['of a job and a run', () => world.service.url, details],
    ['for a viewer', () => guarded.url, ofViewer],
    ['without jobs', () => empty.url, empties],
  ])('screens %s are accessible, and cut nothing without a title', async (_, urlOf, states) => {
    const found: string[] = [];
    const page = await openPage();
    if (states === ofViewer) await checkSignIn(page, found);
    await checkStates(urlOf(), states(), page, found);
    expect(found).toEqual([]);
  });

  test('screens of a paused scheduler and a page that is not loaded are accessible, and cut nothing', async () => {
    const found: string[] = [];
    await world.service.scheduler.system.pause({ reason: 'The network is being rebuilt until Monday.' });
    const page = await openPage();
    await checkStates(world.service.url, ofPause(), page, found);
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByText('The page cannot be loaded').waitFor();
    for (const problem of await checkPage(page)) found.push(`page that is not loaded ${problem}`);
    expect(found).toEqual([]);
  });

  test('reports no uncaught error', () => {
    const expected = /\b(401|404|409|412|422)\b|ERR_INTERNET_DISCONNECTED|dynamically imported|ERR_FAILED/;
    expect(complaints.filter((text) => !expected.test(text))).toEqual([]);
  });
});
