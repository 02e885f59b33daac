// Measures the traffic of an idle job list in Chromium while 80 jobs run.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useInterface } from '../../testing/interface.ts';
import { waitFor } from '../../testing/wait.ts';

const JOBS = 80;
const MAX_BYTES_PER_MINUTE = 100_000;

const { service, target, complaints, newPage } = useInterface();

test('an idle list of 80 busy jobs costs under 100 KB a minute', async () => {
  const jobs = await service.scheduler.jobs.batch(
    Array.from({ length: JOBS }, (_, number) => ({
      name: `close-invoices-${number}`,
      description: 'Closes the invoices of the last day.',
      target: `${target.url}/invoices/${number}/close`,
      schedule_type: 'cron' as const,
      cron_expression: `${number % 60} 4 * * *`,
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
  // The page's clock only moves in steps, so that the number of refreshes does not depend on the machine.
  await page.clock.install();
  const traffic = await countTraffic(page);
  await page.goto(`${service.url}/jobs`);
  await page.locator('.cell-strip svg').nth(20).waitFor();
  // The page counts as idle after 20 s without a pointer or a key.
  await pass(page, 30);
  await traffic.settle();
  const before = traffic.bytes();
  for (let times = 0; times < 3; times++) {
    await runAll();
    await pass(page, 20);
    await traffic.settle();
  }
  const bytes = traffic.bytes() - before;
  console.info(`An idle list of ${JOBS} busy jobs: ${bytes} bytes a minute.`, traffic.requests());
  expect(bytes).toBeLessThan(MAX_BYTES_PER_MINUTE);
  expect(complaints).toEqual([]);
});

async function pass(page: Page, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) await page.clock.runFor(1_000);
}

/** Counts the bytes of all responses, with their headers, as they are sent. */
async function countTraffic(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const open = new Map<string, string>();
  const counts = new Map<string, number>();
  let bytes = 0;
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
    counts.set(path, (counts.get(path) ?? 0) + encodedDataLength);
  });
  return {
    bytes: () => bytes,
    requests: () => Object.fromEntries(counts),
    settle: () => waitFor('the responses', () => open.size === 0),
  };
}
