// Measures the traffic of an idle job list in Chromium while 80 jobs run.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useInterface } from '../../testing/interface.ts';
import { waitFor } from '../../testing/wait.ts';

const JOBS = 80;
const MAX_BYTES_PER_MINUTE = 100_000;
const STEP_SECONDS = 5;

const { service, target, complaints, newPage } = useInterface();

test('an idle list of 80 busy jobs costs under 100 KB a minute', async () => {
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

  const page = await newPage();
  await page.clock.install();
  const traffic = await countTraffic(page);
  await page.goto(`${service.url}/jobs`);
  await page.locator('.cell-strip svg').nth(20).waitFor();
  // From here the page's clock only moves in steps, so that the number of refreshes does not depend on the machine.
  await page.clock.pauseAt(Date.now() + 10_000);
  const pass = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed += STEP_SECONDS) {
      await page.clock.runFor(STEP_SECONDS * 1_000);
      // Otherwise the page's time passes faster than the service answers, and requests time out.
      await traffic.settle();
    }
  };
  // The page counts as idle after 20 s without a pointer or a key.
  await pass(30);
  const [bytesBefore, refreshesBefore] = [traffic.bytes(), traffic.refreshes()];
  for (let times = 0; times < 3; times++) {
    const seen = traffic.notifications();
    await runAll();
    // It arrives in real time. Others may follow, which change nothing: the next refresh comes 20 s after the last one.
    await waitFor('a change notification', () => traffic.notifications() > seen);
    await pass(20);
  }
  const bytes = traffic.bytes() - bytesBefore;
  console.info(`An idle list of ${JOBS} busy jobs: ${bytes} bytes a minute.`);
  expect(bytes).toBeLessThan(MAX_BYTES_PER_MINUTE);
  expect(traffic.refreshes() - refreshesBefore).toBe(3);
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
  let notifications = 0;
  session.on('Network.eventSourceMessageReceived', () => {
    notifications++;
  });
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
    notifications: () => notifications,
    settle: () =>
      waitFor(
        () => `responses of ${[...open.values()].join()}`,
        () => open.size === 0,
      ),
  };
}
