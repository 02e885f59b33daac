// Tests that a hanging target delays no run of other targets.
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { JobInput } from '../client/src/index.ts';

import { startTestService } from './testing/service.ts';
import { startTarget } from './testing/target.ts';
import { waitFor } from './testing/wait.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Accepts connections and never responds. */
async function startHangingHost(): Promise<string> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => {})));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  cleanUps.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

const HANGING = 500;

test('an unresponsive host with 500 due jobs does not delay other hosts', async () => {
  const service = await startTestService({ WORKER_CONCURRENCY: '200', TARGET_CONCURRENCY: '100' });
  cleanUps.push(() => service.stop());
  const target = await startTarget();
  cleanUps.push(() => target.close());
  const hanging = await startHangingHost();
  const { jobs, runs } = service.scheduler;

  const due = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 8_000).toISOString();
  const hang: JobInput = {
    name: 'hangs',
    target: hanging,
    schedule_type: 'specific_time',
    specific_time: due,
    timeout_seconds: 4,
    retry: { max_attempts: 1 },
  };
  await jobs.batch(Array.from({ length: HANGING }, () => hang));
  const punctual = await jobs.create({
    name: 'punctual',
    target: target.url,
    schedule_type: 'cron',
    cron_expression: '* * * * * *',
    overlap: 'allow',
    ends_at: new Date(Date.parse(due) + 15_000).toISOString(),
  });

  const ended = await waitFor('every run to end', async () => {
    for (const status of ['queued', 'running', 'retrying'] as const)
      if ((await runs.list({ status, limit: 1 })).data.length > 0) return undefined;
    return (await jobs.get(punctual.id)).status === 'inactive' ? true : undefined;
  });
  expect(ended).toBe(true);
  const { data } = await jobs.listRuns(punctual.id, { limit: 200 });
  const lateness = data.map((run) => run.lateness_ms ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const p99 = lateness[Math.floor((lateness.length - 1) * 0.99)]!;
  console.log(
    `Beside ${HANGING} hanging jobs: ${lateness.length} runs, p99 ${p99} ms late, max ${lateness.at(-1)} ms.`,
  );
  expect(data.every((run) => run.status === 'succeeded')).toBe(true);
  // A run that waited for the permit of a hanging request waited for its timeout.
  expect(p99).toBeLessThan(4_000);

  const failed = (await runs.list({ status: 'failed', limit: 200 })).data;
  expect(failed).toHaveLength(200);
  expect(new Set(failed.map((run) => run.error?.code))).toEqual(new Set(['timeout']));
});
