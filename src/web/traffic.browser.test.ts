// Measures the traffic of idle pages in Chromium while 80 jobs run.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useInterface } from '../testing/interface.ts';
import { waitFor } from '../testing/wait.ts';

const JOBS = 80;
const MAX_BYTES_PER_MINUTE = 100_000;
const STEP_SECONDS = 5;

const { service, target, complaints, newPage } = useInterface();

test('an idle page costs under 100 KB a minute while 80 jobs run', async () => {
  const jobs = await service.scheduler.jobs.batch(
    Array.from({ length: JOBS }, (_, number) => ({
      name: `close-invoices-${number}`,
      description: 'Closes the invoices of the last day.',
      target: `${target.url}/invoices/${number}/close`,
      schedule_type: 'cron' as const,
      cron_expression: `${number % 60} 4 1 1 *`,
      tags: ['billing'],
    })),
  );
  const ids = jobs.map(({ id }) => id);
  const runAll = async () => {
    await service.scheduler.jobs.bulk({ action: 'run', ids });
    await waitFor('the ends of the runs', async () => {
      const { queued, running } = await service.scheduler.runs.counts({});
      return queued + running === 0;
    });
  };
  for (let times = 0; times < 5; times++) await runAll();

  const pages = await Promise.all(
    ['/', '/jobs', `/jobs/${ids[0]}`, '/runs'].map(async (path) => {
      const page = await newPage();
      await page.clock.install();
      const traffic = await countTraffic(page);
      await page.goto(service.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      if (path === '/jobs') await page.locator('.cell-strip svg').nth(20).waitFor();
      // From here the page's clock only moves in steps, so that the number of refreshes does not depend on the machine.
      await page.clock.pauseAt(Date.now() + 10_000);
      return { path, page, traffic };
    }),
  );
  const list = pages[1]!;
  const pass = (seconds: number) =>
    Promise.all(
      pages.map(async ({ page, traffic }) => {
        for (let passed = 0; passed < seconds; passed += STEP_SECONDS) {
          await page.clock.runFor(STEP_SECONDS * 1_000);
          // Otherwise the page's time passes faster than the service answers, and requests time out.
          await traffic.settle();
        }
      }),
    );
  // A page counts as idle after 20 s without a pointer or a key.
  await pass(30);
  const before = pages.map(({ traffic }) => traffic.bytes());
  const refreshesBefore = list.traffic.refreshes();
  for (let times = 0; times < 3; times++) {
    const seen = list.traffic.refreshes();
    await runAll();
    await pass(20);
    // Change notifications arrive in real time, possibly after these steps.
    await waitFor('a refresh', async () => {
      await list.page.clock.runFor(10);
      return list.traffic.refreshes() > seen;
    });
    await list.traffic.settle();
  }
  for (const [index, { path, traffic }] of pages.entries()) {
    const bytes = traffic.bytes() - before[index]!;
    console.info(`Idle ${path} with ${JOBS} busy jobs: ${bytes} bytes a minute.`);
    expect(bytes, path).toBeGreaterThan(1_000);
    expect(bytes, path).toBeLessThan(MAX_BYTES_PER_MINUTE);
  }
  expect(list.traffic.refreshes() - refreshesBefore).toBe(3);
  expect(complaints).toEqual([]);
});

/** Counts the bytes of all responses, with their headers, as they are sent. */
async function countTraffic(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  /** The paths of the requests under way, by request ID. */
  const open = new Map<string, string>();
  let bytes = 0;
  let refreshes = 0;
  session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
    if (type !== 'EventSource') open.set(requestId, new URL(request.url).pathname);
  });
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    if (!open.has(requestId)) bytes += encodedDataLength;
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const path = open.get(requestId);
    if (path === undefined) return;
    open.delete(requestId);
    bytes += encodedDataLength;
    if (path === '/jobs') refreshes++;
  });
  session.on('Network.loadingFailed', ({ requestId }) => {
    open.delete(requestId);
  });
  return {
    bytes: () => bytes,
    /** The number of responses with the list. */
    refreshes: () => refreshes,
    settle: () =>
      waitFor(
        () => `responses of ${[...open.values()].join()}`,
        () => open.size === 0,
      ),
  };
}
