// Tests of targets that answer slowly, wrongly or hugely: each run ends as its policy says.
import { afterEach, expect, test } from 'vitest';

import { startTestService } from './testing/service.ts';
import { startTarget } from './testing/target.ts';
import { waitFor } from './testing/wait.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const ROUNDS = 20;

/** The behavior of a misbehaving target, and the expected result of a run. */
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
  headers: { status: 'succeeded', code: null, attempts: 1 },
  never: { status: 'failed', code: 'timeout', attempts: 2 },
};

test('every misbehaving target ends its run as defined, and memory does not grow', async () => {
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
      timeout_seconds: manner === 'never' ? 2 : 60,
      retry: { max_attempts: 2, initial_delay_seconds: 0 },
    });
    byManner.set(manner, job.id);
  }
  const round = async () => {
    await Promise.all([...byManner.values()].map((id) => jobs.run(id)));
  };
  const quiet = async () => {
    await waitFor('every run to end', async () => {
      for (const status of ['queued', 'running', 'retrying'] as const)
        if ((await runs.list({ status, limit: 1 })).data.length > 0) return undefined;
      return true;
    });
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
});
