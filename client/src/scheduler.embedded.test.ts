// Tests the client with the service: lists, waiting, errors and idempotent requests.
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { contractFetch } from '../../src/testing/contract.ts';
import { startTestService, type TestService } from '../../src/testing/service.ts';
import { startTarget, type Target } from '../../src/testing/target.ts';
import { createClient, type JobInput, type Scheduler, SchedulerError } from './index.ts';
import { createSecret } from './webhooks.ts';

let service: TestService;
let target: Target;
/** The requests that the client sent. */
const sent: Request[] = [];
let scheduler: Scheduler;

beforeAll(async () => {
  [service, target] = await Promise.all([startTestService(), startTarget()]);
  scheduler = createClient({
    baseUrl: `${service.url}/`,
    fetch: async (request) => {
      sent.push(request);
      return await contractFetch(request);
    },
  });
});
afterAll(async () => {
  await service.stop();
  await target.close();
});

const input = (changes: Partial<JobInput> = {}): JobInput => ({
  name: 'Job',
  target: `${target.url}/`,
  schedule_type: 'cron',
  cron_expression: '0 6 1 1 *',
  ...changes,
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  return await Array.fromAsync(items);
}

describe('a list', () => {
  const names = Array.from({ length: 7 }, (_, index) => `list-${index}`);
  beforeAll(async () => {
    await scheduler.jobs.batch(names.map((name) => input({ name, tags: ['list'] })));
  });

  it('awaited returns one page', async () => {
    const page = await scheduler.jobs.list({ tag: 'list', limit: 3, sort: 'name' });
    expect(page.data.map(({ name }) => name)).toEqual(names.slice(0, 3));
    expect(page.next_cursor).toBeTypeOf('string');
  });

  it('iterated returns every item, page by page', async () => {
    sent.length = 0;
    const list = scheduler.jobs.list({ tag: 'list', limit: 3, sort: 'name' });
    expect(sent, 'nothing is asked before').toHaveLength(0);
    expect((await collect(list)).map(({ name }) => name)).toEqual(names);
    expect(sent).toHaveLength(3);
  });

  it('iterated in part requests only the pages it needs', async () => {
    sent.length = 0;
    for await (const { name } of scheduler.jobs.list({ tag: 'list', limit: 3, sort: 'name' })) {
      if (name === names[3]) break;
    }
    expect(sent).toHaveLength(2);
  });

  it('awaited twice sends one request', async () => {
    sent.length = 0;
    const list = scheduler.jobs.list({ tag: 'list' });
    const [one, two] = await Promise.all([list, list]);
    expect(one).toBe(two);
    expect(sent).toHaveLength(1);
  });

  it('that is refused rejects in both forms', async () => {
    const list = () => scheduler.jobs.list({ cursor: 'nonsense' });
    await expect(list()).rejects.toMatchObject({ status: 400 });
    await expect(collect(list())).rejects.toMatchObject({ status: 400 });
    expect(await list().catch(() => 'caught')).toBe('caught');
    await expect(list().finally(() => {})).rejects.toBeInstanceOf(SchedulerError);
  });

  it('of runs and of the audit log works the same', async () => {
    const job = await scheduler.jobs.create(input());
    for (let times = 0; times < 3; times++) await scheduler.jobs.run(job.id);
    await scheduler.jobs.update(job.id, { name: 'changed' });
    expect(await collect(scheduler.jobs.listRuns(job.id, { limit: 2 }))).toHaveLength(3);
    expect(await collect(scheduler.runs.list({ job_id: job.id, limit: 2 }))).toHaveLength(3);
    const changes = await collect(scheduler.jobs.listChanges(job.id, { limit: 1 }));
    expect(changes.length).toBeGreaterThanOrEqual(2);
  });
});

describe('export', () => {
  it('yields ended runs, oldest first, and continues when the connection breaks off', async () => {
    const job = await scheduler.jobs.create(input());
    for (let times = 0; times < 3; times++) await scheduler.runs.wait((await scheduler.jobs.run(job.id)).id);
    const listed = await collect(scheduler.runs.list({ job_id: job.id }));
    const requests: string[] = [];
    const breaking = createClient({
      baseUrl: service.url,
      fetch: async (request) => {
        requests.push(new URL(request.url).search);
        const lines = await (await fetch(request)).text();
        // One line and a half, then the connection ends.
        const cut = new ReadableStream({
          start: (controller) => {
            controller.enqueue(new TextEncoder().encode(lines.slice(0, lines.indexOf('\n') + 20)));
            if (lines.length < 20) controller.close();
          },
          pull: (controller) => controller.error(new TypeError('terminated')),
        });
        return new Response(cut, { headers: { 'content-type': 'application/x-ndjson' } });
      },
    });
    expect(await collect(breaking.runs.export({ job_id: job.id }))).toEqual(listed.toReversed());
    expect(requests.at(-1)).toContain(`after=${listed[0]!.id}`);
    expect(await collect(scheduler.runs.export({ after: listed[0]!.id, job_id: job.id }))).toEqual([]);
  });
});

describe('wait', () => {
  it('resolves with the ended run', async () => {
    const job = await scheduler.jobs.create(input());
    const run = await scheduler.runs.wait((await scheduler.jobs.run(job.id)).id);
    expect(run).toMatchObject({ status: 'succeeded', attempts: [{ number: 1, status_code: 200 }] });
  });

  it('ends at the time limit', async () => {
    target.answer = () => {};
    const job = await scheduler.jobs.create(input());
    const { id } = await scheduler.jobs.run(job.id);
    await expect(scheduler.runs.wait(id, { timeoutMs: 300 })).rejects.toMatchObject({ name: 'TimeoutError' });
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(scheduler.runs.wait(id, { signal })).rejects.toThrow('enough');
    await scheduler.runs.cancel(id);
    target.answer = (_delivery, response) => response.end('ok');
    expect((await scheduler.runs.wait(id)).status).toBe('canceled');
  });
});

test('errors name the invalid fields', async () => {
  const error = await scheduler.jobs.create(input({ cron_expression: 'at nine' })).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(SchedulerError);
  expect(error).toMatchObject({
    status: 422,
    requestId: (error as SchedulerError).problem?.request_id,
    fieldErrors: [{ pointer: '/cron_expression', detail: expect.any(String) }],
  });
  expect((error as Error).message).toContain('/cron_expression');
});

test('a retry after a lost response takes effect once', async () => {
  let tries = 0;
  const lossy = createClient({
    baseUrl: service.url,
    fetch: async (request) => {
      const response = await contractFetch(request);
      if (++tries === 1) throw new TypeError('The line is dead.');
      return response;
    },
  });
  const job = await lossy.jobs.create(input({ name: 'once' }));
  expect(tries).toBe(2);
  const found = await collect(scheduler.jobs.list({ q: 'once' }));
  expect(found.map(({ id }) => id)).toEqual([job.id]);
});

test('one idempotency key creates one run', async () => {
  const job = await scheduler.jobs.create(input());
  const start = () => scheduler.jobs.run(job.id, {}, { idempotencyKey: `once-${job.id}` });
  expect((await start()).id).toBe((await start()).id);
  expect((await scheduler.jobs.run(job.id)).id).not.toBe((await scheduler.jobs.run(job.id)).id);
});

test('a write with ifMatch fails after a concurrent change', async () => {
  const job = await scheduler.jobs.create(input());
  const changed = await scheduler.jobs.update(job.id, { name: 'mine' }, { ifMatch: job.version });
  const late = scheduler.jobs.update(job.id, { name: 'theirs' }, { ifMatch: job.version });
  await expect(late).rejects.toMatchObject({ status: 412 });
  await scheduler.jobs.delete(job.id, { ifMatch: changed.version });
  await expect(scheduler.jobs.get(job.id)).rejects.toMatchObject({ status: 404 });
});

test('many processes ensure one job by key, and delete it by key', async () => {
  const key = 'client:ensure';
  const job = input({ signing_secret: createSecret() });
  const jobs = await Promise.all(Array.from({ length: 5 }, () => scheduler.jobs.ensure(key, job)));
  expect(new Set(jobs.map(({ id, version }) => `${id} ${version}`)).size).toBe(1);
  expect((await scheduler.jobs.getByKey(key)).id).toBe(jobs[0]!.id);
  await scheduler.jobs.deleteByKey(key);
  await expect(scheduler.jobs.getByKey(key)).rejects.toMatchObject({ status: 404 });
});

test('all other calls work', async () => {
  const job = await scheduler.jobs.create(input());
  expect((await scheduler.jobs.pause(job.id, { reason: 'holiday' })).status).toBe('inactive');
  expect((await scheduler.jobs.resume(job.id)).status).toBe('active');
  expect((await scheduler.jobs.replace(job.id, job)).version).toBe(job.version);
  expect((await scheduler.jobs.test(input())).outcome).toBe('succeeded');
  const stretch = { from: '2025-12-31T00:00:00Z', to: '2026-01-02T00:00:00Z', dry_run: true };
  expect(await scheduler.jobs.backfill(job.id, stretch)).toMatchObject({ dry_run: true });
  expect(await scheduler.jobs.bulk({ action: 'pause', ids: [job.id] })).toBeTypeOf('object');
  const ended = await scheduler.runs.wait((await scheduler.jobs.run(job.id)).id);
  const again = { action: 'retry' as const, ids: [ended.id], dry_run: true };
  expect(await scheduler.runs.bulk(again)).toMatchObject({ dry_run: true });
  expect((await scheduler.runs.retry(ended.id)).source_run_id).toBe(ended.id);
  const { occurrences } = await scheduler.schedules.preview({
    schedule_type: 'cron',
    cron_expression: '0 6 * * *',
    count: 2,
  });
  expect(occurrences).toHaveLength(2);
  expect(await scheduler.stats({ window: '1h' })).toBeTypeOf('object');
  expect((await scheduler.session.get()).role).toBe('admin');
});

test('system information and the scheduler pause', async () => {
  const system = await scheduler.system.get();
  expect(system).toMatchObject({ own_url: service.url, database: { status: 'ok' }, queue: { status: 'ok' } });
  const paused = await scheduler.system.pause({ reason: 'moving' });
  expect(paused).toMatchObject({ paused: true, actor: 'anonymous', reason: 'moving' });
  expect(await scheduler.system.getSwitch()).toEqual(paused);
  expect(await scheduler.system.resume()).toMatchObject({ paused: false, since: null });
});
