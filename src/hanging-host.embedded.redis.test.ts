// Tests that a hanging target delays no run of other targets.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { JobInput } from '../client/src/index.ts';
import { startTestService } from './testing/service.ts';
import { startTarget } from './testing/target.ts';
import { waitFor } from './testing/wait.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Accepts connections and never responds, until `drop` closes every connection, present and future. */
async function startHangingHost(): Promise<{ url: string; open: () => number; drop: () => void }> {
  const sockets = new Set<Socket>();
  let isDropping = false;
  const server = createServer((socket) => {
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    sockets.add(socket);
    if (isDropping) socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const drop = () => {
    isDropping = true;
    for (const socket of sockets) socket.destroy();
  };
  cleanUps.push(async () => {
    drop();
    await new Promise((done) => server.close(done));
  });
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return { url, open: () => sockets.size, drop };
}

const HANGING = 500;
const PER_TARGET = 100;

test('an unresponsive host with 500 due jobs does not delay other hosts', async () => {
  const service = await startTestService({
    WORKER_CONCURRENCY: String(2 * PER_TARGET),
    TARGET_CONCURRENCY: String(PER_TARGET),
  });
  cleanUps.push(() => service.stop());
  const target = await startTarget();
  cleanUps.push(() => target.close());
  const hanging = await startHangingHost();
  const { jobs, runs } = service.scheduler;

  const hang: JobInput = {
    name: 'hangs',
    target: hanging.url,
    schedule_type: 'specific_time',
    specific_time: new Date().toISOString(),
    // Longer than the test: no permit becomes free by itself.
    timeout_seconds: 900,
    retry: { max_attempts: 1 },
  };
  await jobs.batch(Array.from({ length: HANGING }, () => hang));
  await waitFor('every permit of the host to be taken', () => hanging.open() === PER_TARGET);

  // A run that waited for the permit of a hanging request would never start.
  const punctual = await jobs.create({
    name: 'punctual',
    target: target.url,
    schedule_type: 'cron',
    cron_expression: '* * * * * *',
    overlap: 'allow',
  });
  await waitFor('five runs of another host', () => target.deliveries.length >= 5);
  expect(hanging.open()).toBe(PER_TARGET);
  await jobs.pause(punctual.id);

  hanging.drop();
  await waitFor('every run to end', async () => {
    for (const status of ['queued', 'running', 'retrying'] as const)
      if ((await runs.list({ status, limit: 1 })).data.length > 0) return undefined;
    return true;
  });
  const { data } = await jobs.listRuns(punctual.id, { limit: 200 });
  expect(new Set(data.map((run) => run.status))).toEqual(new Set(['succeeded']));
  const failed = (await runs.list({ status: 'failed', limit: 200 })).data;
  expect(failed).toHaveLength(200);
  expect(new Set(failed.map((run) => run.error?.code))).toEqual(new Set(['connection_reset']));
});
