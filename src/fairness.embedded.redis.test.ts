// Targets that hang, answer slowly, wrongly or hugely: others stay punctual, and every run ends as its policy says.

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { JobInput } from '../client/src/index.ts';

import { backend } from './testing/backend.ts';
import { startTestService } from './testing/service.ts';
import { startTarget } from './testing/target.ts';
import { waitFor } from './testing/wait.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Accepts connections and never says a word. */
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

// Both kinds of queue are shown by two backends.
test.skipIf(backend === 'postgres')(
  'a hanging host with five hundred due jobs leaves the others punctual',
  {
    timeout: 90_000,
  },
  async () => {
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

    const ended = await waitFor(
      'every run to end',
      async () => {
        for (const status of ['queued', 'running', 'retrying'] as const)
          if ((await runs.list({ status, limit: 1 })).data.length > 0) return undefined;
        return (await jobs.get(punctual.id)).status === 'inactive' ? true : undefined;
      },
      70_000,
    );
    expect(ended).toBe(true);
    const { data } = await jobs.listRuns(punctual.id, { limit: 200 });
    const lateness = data.map((run) => run.lateness_ms ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
    const p99 = lateness[Math.floor((lateness.length - 1) * 0.99)]!;
    console.log(
      `Beside ${HANGING} hanging jobs: ${lateness.length} runs, p99 ${p99} ms late, max ${lateness.at(-1)} ms.`,
    );
    expect(data.every((run) => run.status === 'succeeded')).toBe(true);
    // Whoever waited for a place that a hanging request holds waited for its timeout.
    expect(p99).toBeLessThan(4_000);

    const failed = (await runs.list({ status: 'failed', limit: 200 })).data;
    expect(failed).toHaveLength(200);
    expect(new Set(failed.map((run) => run.error?.code))).toEqual(new Set(['timeout']));
  },
);

const ROUNDS = 40;

/** How a rude target behaves, and what a run against it comes to. */
const manners: Record<string, { status: string; code: string | null; attempts: number }> = {
  ok: { status: 'succeeded', code: null, attempts: 1 },
  slow: { status: 'succeeded', code: null, attempts: 1 },
  huge: { status: 'succeeded', code: null, attempts: 1 },
  broken: { status: 'succeeded', code: null, attempts: 1 },
  bytes: { status: 'succeeded', code: null, attempts: 1 },
  wrong: { status: 'failed', code: 'status_500', attempts: 2 },
  gone: { status: 'failed', code: 'status_410', attempts: 1 },
  redirect: { status: 'failed', code: 'status_302', attempts: 2 },
  reset: { status: 'failed', code: 'connection_reset', attempts: 2 },
  headers: { status: 'failed', code: 'headers_too_large', attempts: 2 },
  never: { status: 'failed', code: 'timeout', attempts: 2 },
};

// What targets do is the same wherever the queue lies.
test.skipIf(backend !== 'embedded')(
  'whatever a target does, each run ends as its policy says, and memory does not grow',
  {
    timeout: 120_000,
  },
  async () => {
    const service = await startTestService({ TARGET_CONCURRENCY: '200' });
    cleanUps.push(() => service.stop());
    const target = await startTarget();
    cleanUps.push(() => target.close());
    target.answer = ({ path }, response) => {
      switch (path.slice(1)) {
        case 'slow':
          return void setTimeout(() => response.end('ok'), 500);
        case 'huge':
          return response.end(Buffer.alloc(4 * 1024 * 1024, 'x'));
        case 'broken':
          response.writeHead(200, { 'content-length': '1000' });
          response.write('half');
          return void setImmediate(() => response.destroy());
        case 'bytes':
          return response.end(Buffer.from([0, 0xff, 0xfe, 0x41, 0]));
        case 'wrong':
          return response.writeHead(500).end('no');
        case 'gone':
          return response.writeHead(410).end();
        case 'redirect':
          return response.writeHead(302, { location: target.url }).end();
        case 'reset':
          return response.destroy();
        case 'headers':
          return response.writeHead(200, { 'x-huge': 'h'.repeat(64 * 1024) }).end();
        case 'never':
          return undefined;
        default:
          return response.end('ok');
      }
    };
    const { jobs, runs } = service.scheduler;
    const byManner = new Map<string, string>();
    for (const manner of Object.keys(manners)) {
      const job = await jobs.create({
        name: manner,
        target: `${target.url}/${manner}`,
        schedule_type: 'cron',
        cron_expression: '0 0 1 1 *',
        timeout_seconds: 2,
        retry: { max_attempts: 2, initial_delay_seconds: 0 },
      });
      byManner.set(manner, job.id);
    }
    const round = async () => {
      await Promise.all([...byManner.values()].map((id) => jobs.run(id)));
    };
    const quiet = async () => {
      await waitFor(
        'every run to end',
        async () => {
          for (const status of ['queued', 'running', 'retrying'] as const)
            if ((await runs.list({ status, limit: 1 })).data.length > 0) return undefined;
          return true;
        },
        90_000,
      );
      globalThis.gc?.();
      return process.memoryUsage().rss / 1024 / 1024;
    };
    await round();
    const before = await quiet();
    for (let i = 1; i < ROUNDS; i++) await round();
    const after = await quiet();
    console.log(`Memory: ${Math.round(before)} MiB after a round, ${Math.round(after)} MiB after ${ROUNDS}.`);
    expect(after - before).toBeLessThan(150);

    for (const [manner, id] of byManner) {
      const { data } = await jobs.listRuns(id, { limit: 200 });
      expect(data, manner).toHaveLength(ROUNDS);
      const { status, code, attempts } = manners[manner]!;
      expect(
        data.filter(
          (run) =>
            run.status !== status || (run.error?.code ?? null) !== code || run.attempt_count !== attempts,
        ),
        manner,
      ).toEqual([]);
    }
    const [rude] = (await jobs.listRuns(byManner.get('bytes')!, { limit: 1 })).data;
    expect((await runs.get(rude!.id)).attempts[0]?.response?.body).toBe('\uFFFD\uFFFD\uFFFDA\uFFFD');
  },
);
