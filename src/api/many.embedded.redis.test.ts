// Tests lists, batches, bulk requests, pauses and the audit log with many jobs.
import { describe, expect, test } from 'vitest';
import type { Job, JobInput } from '../../client/src/index.ts';
import { refusalOf } from '../testing/refusal.ts';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';
import { yearlyJob } from '../testing/yearly-job.ts';

const { service, target } = useService();

const jobs = () => service.scheduler.jobs;
const input = (fields?: Partial<JobInput>) => yearlyJob(target.url, fields);
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  service.request('POST', path, body, headers);
const unique = () => crypto.randomUUID();

describe('lists', () => {
  async function walk(query: Parameters<ReturnType<typeof jobs>['list']>[0]) {
    const found: Job[] = [];
    let cursor: string | undefined;
    do {
      const page = await jobs().list({ ...query, limit: 7, ...(cursor && { cursor }) });
      found.push(...page.data);
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    return found;
  }

  test('each sort order returns every job once while other jobs are created and deleted', async () => {
    const tag = unique();
    const names = Array.from(
      { length: 30 },
      (_, index) => `list ${String((index * 7) % 30).padStart(2, '0')}`,
    );
    const made = await jobs().batch(
      names.map((name, index) =>
        input({
          name,
          tags: [tag],
          cron_expression: `${index} 0 1 1 *`,
          status: index % 5 === 0 ? 'inactive' : 'active',
        }),
      ),
    );
    const ids = made.map(({ id }) => id);
    for (const sort of ['created_at', '-created_at', 'name', '-name', 'next_run', '-next_run'] as const) {
      const page = jobs().list({ tag, sort, limit: 7 });
      const first = (await page).data.map(({ id }) => id);
      const extra = await jobs().create(input({ name: 'list 15 in between' }));
      const seen = (await walk({ tag, sort })).map(({ id }) => id);
      await jobs().delete(extra.id);
      expect(seen.slice(0, 7), sort).toEqual(first);
      expect(new Set(seen), sort).toEqual(new Set(ids));
      expect(seen, sort).toHaveLength(ids.length);
    }
    expect((await walk({ tag, sort: 'created_at' })).map(({ id }) => id)).toEqual(ids);
    expect((await walk({ tag, sort: 'name' })).map(({ name }) => name)).toEqual(names.toSorted());
    const runs = (await walk({ tag, sort: 'next_run' })).map(({ next_run }) => next_run ?? '~');
    expect(runs).toEqual(runs.toSorted());
    expect(await walk({ tag, status: 'inactive' })).toHaveLength(6);
  });

  test('search matches substrings, ignores case and escapes wildcards', async () => {
    const mark = unique().slice(0, 8);
    await jobs().create(input({ name: `100%_of ${mark}`, description: 'Über Nacht', key: `K:${mark}` }));
    const found = async (q: string) => (await jobs().list({ q })).data.length;
    expect(await found(mark.toUpperCase())).toBe(1);
    expect(await found(`100%_OF ${mark}`)).toBe(1);
    expect(await found(`100__of ${mark}`)).toBe(0);
    expect(await found(`k:${mark}`)).toBe(1);
    expect((await jobs().list({ q: 'über nacht', schedule_type: 'cron' })).data).toHaveLength(1);
    expect((await jobs().list({ q: 'über nacht', schedule_type: 'recurring' })).data).toHaveLength(0);
  });

  test('a search of one or two characters finds names that start with it', async () => {
    const names = ['\u017Cq first', 'Żq second', 'not żq', 'ż'];
    await jobs().batch(names.map((name) => input({ name })));
    const found = async (q: string) => (await jobs().list({ q, sort: 'name' })).data.map(({ name }) => name);
    expect((await found('żQ')).toSorted()).toEqual(['Żq second', 'żq first']);
    expect((await found('ż')).toSorted()).toEqual(['Żq second', 'ż', 'żq first']);
    expect(await found('żq s')).toEqual(['Żq second']);
  });

  test('payloads are returned only if asked for, in pages of limited size', async () => {
    const tag = unique();
    const payload = 'x'.repeat(200_000);
    const made = await jobs().batch(Array.from({ length: 25 }, () => input({ tags: [tag], payload })));
    const { data } = await jobs().list({ tag });
    expect(data.map((job) => 'payload' in job)).toEqual(data.map(() => false));
    const first = await jobs().list({ tag, include: 'payload' });
    expect(first.data).toHaveLength(10);
    const all: Job[] = [];
    for await (const job of jobs().list({ tag, include: 'payload', sort: 'created_at' })) all.push(job);
    expect(all.map(({ id, payload }) => [id, payload])).toEqual(made.map(({ id }) => [id, payload]));
    const [job] = made;
    for (let i = 0; i < 6; i++) await jobs().update(job!.id, { payload: `${i}${payload}` });
    const changes = jobs().listChanges(job!.id);
    expect((await changes).data.length).toBeLessThan(7);
    const actions: string[] = [];
    for await (const { action } of changes) actions.push(action);
    expect(actions).toEqual([...Array<string>(6).fill('updated'), 'created']);
  });

  test('a cursor is valid for its sort order only', async () => {
    const tag = unique();
    await jobs().batch(Array.from({ length: 3 }, () => input({ tags: [tag] })));
    const { next_cursor } = await jobs().list({ tag, sort: 'name', limit: 1 });
    expect(await refusalOf(jobs().list({ tag, sort: '-name', cursor: next_cursor! }))).toEqual([
      400,
      'cursor',
    ]);
    expect(await refusalOf(jobs().list({ cursor: 'bm9uc2Vuc2U' }))).toEqual([400, 'cursor']);
  });
});

describe('many at a time', () => {
  test('a batch is stored completely or not at all; errors contain the index', async () => {
    const tag = unique();
    const bad = [input({ tags: [tag] }), input({ cron_expression: '61 * * * *', target: 'ftp://x' })];
    expect(await refusalOf(jobs().batch(bad))).toEqual([422, '/jobs/1/target', '/jobs/1/cron_expression']);
    expect(await refusalOf(jobs().batch([]))).toEqual([422, '/jobs']);
    expect((await jobs().list({ tag })).data).toEqual([]);
    const many = await jobs().batch(
      Array.from({ length: 1_000 }, (_, index) => input({ name: `b ${index}`, tags: [tag] })),
    );
    expect(many.map(({ name }) => name)).toEqual(Array.from({ length: 1_000 }, (_, index) => `b ${index}`));
  });

  test('a batch may be larger than other bodies', async () => {
    const payload = 'x'.repeat(200_000);
    const large = Array.from({ length: 10 }, () => input({ payload, tags: ['large'] }));
    expect(await jobs().batch(large)).toHaveLength(10);
    expect(
      (await post('/jobs/batch', JSON.stringify({ jobs: [{ x: 'x'.repeat(17_000_000) }] }))).status,
    ).toBe(413);
  });

  test('bulk requests by ID or filter, first with dry_run', async () => {
    const tag = unique();
    const made = await jobs().batch([
      input({ tags: [tag] }),
      input({ tags: [tag] }),
      input({ tags: [tag], status: 'inactive' }),
    ]);
    const ids = made.map(({ id }) => id);
    const preview = await jobs().bulk({ action: 'pause', filter: { tag }, dry_run: true });
    expect(preview).toEqual({
      dry_run: true,
      done: ids.slice(0, 2),
      unchanged: ids.slice(2),
      failed: [],
      next_cursor: null,
    });
    expect((await jobs().list({ tag, status: 'active' })).data).toHaveLength(2);
    expect(await jobs().bulk({ action: 'pause', filter: { tag } })).toEqual({ ...preview, dry_run: false });
    expect((await jobs().list({ tag, status: 'inactive' })).data).toHaveLength(3);

    const gone = unique();
    const over = await jobs().create(input({ tags: [tag], max_runs: 1, status: 'inactive' }));
    const resumed = await jobs().bulk({ action: 'resume', ids: [...ids, gone] });
    expect(resumed.done.toSorted()).toEqual(ids.toSorted());
    expect(resumed.failed.map(({ id }) => id)).toEqual([gone]);

    const started = await jobs().bulk({ action: 'run', ids: [over.id, ids[0]!] });
    expect(started.done).toHaveLength(2);
    const runs = await waitFor('the runs', async () => {
      const { data } = await service.scheduler.runs.list({ job_id: ids[0]! });
      return data.length === 1 && data[0]?.finished_at !== null && data;
    });
    const retried = await service.scheduler.runs.bulk({ action: 'retry', filter: { job_id: ids[0]! } });
    expect(retried.done).toEqual(runs.map(({ id }) => id));
    await waitFor('the retry', async () =>
      (await service.scheduler.runs.list({ job_id: ids[0]! })).data.every((run) => run.finished_at),
    );
    const canceled = await service.scheduler.runs.bulk({ action: 'cancel', filter: { job_id: ids[0]! } });
    expect([canceled.done.length, canceled.unchanged.length]).toEqual([0, 2]);
    // A client that lost its filter must not act on everything.
    for (const filter of [{}, { q: '' }])
      expect(await refusalOf(jobs().bulk({ action: 'delete', filter }))).toEqual([422, '/filter']);
    const all = await jobs().bulk({ action: 'delete', filter: {}, all: true, dry_run: true });
    expect(all.done.length).toBeGreaterThanOrEqual(4);
    const deleted = await jobs().bulk({ action: 'delete', filter: { tag } });
    expect(deleted.done).toHaveLength(4);
    expect((await jobs().list({ tag })).data).toEqual([]);
    expect(await refusalOf(jobs().bulk({ action: 'delete' }))).toEqual([422, '/ids']);
  });

  test('a bulk request continues from its cursor', async () => {
    const tag = unique();
    for (let i = 0; i < 2; i++) await jobs().batch(Array.from({ length: 600 }, () => input({ tags: [tag] })));
    const first = await jobs().bulk({ action: 'pause', filter: { tag } });
    expect(first.done).toHaveLength(1_000);
    const second = await jobs().bulk({ action: 'pause', filter: { tag }, cursor: first.next_cursor! });
    expect([second.done.length, second.next_cursor]).toEqual([200, null]);
  });
});

describe('pauses', () => {
  test('a pause has a reason and an optional end', async () => {
    const job = await jobs().create(input({ cron_expression: '* * * * *' }));
    const until = new Date(Date.now() + 2_500).toISOString();
    expect(await jobs().pause(job.id, { reason: 'moving', until })).toMatchObject({
      status: 'inactive',
      status_reason: 'paused',
      pause_reason: 'moving',
      paused_until: until,
      next_run: null,
    });
    const resumed = await waitFor('the end of the pause', async () => {
      const found = await jobs().get(job.id);
      return found.status === 'active' && found;
    });
    expect(resumed).toMatchObject({ pause_reason: null, paused_until: null });
    expect(resumed.next_run).not.toBeNull();
    const past = new Date(Date.now() - 1_000).toISOString();
    expect(await refusalOf(jobs().pause(job.id, { until: past }))).toEqual([422, '/until']);
    const changes = (await jobs().listChanges(job.id)).data;
    expect(changes.map(({ action, actor }) => [action, actor])).toEqual([
      ['resumed', 'system'],
      ['paused', 'anonymous'],
      ['created', 'anonymous'],
    ]);
    await jobs().delete(job.id);
  });

  test('a job with delete_when_finished is deleted, and its runs stay', async () => {
    const job = await jobs().create(
      input({
        schedule_type: 'specific_time',
        cron_expression: null,
        specific_time: new Date().toISOString(),
        delete_when_finished: true,
      }),
    );
    await waitFor('its end', async () => (await refusalOf(jobs().get(job.id))) !== 'accepted');
    const { data } = await service.scheduler.runs.list({ job_id: job.id });
    expect(data.map((run) => run.status)).toEqual(['succeeded']);
    const [deleted] = (await jobs().listChanges(job.id)).data;
    expect([deleted?.action, deleted?.actor]).toEqual(['deleted', 'system']);
  });

  test('a scheduler pause stops all jobs without losing runs', async () => {
    const paused = await post('/pause', { reason: 'moving house' });
    expect(await paused.json()).toMatchObject({ paused: true, actor: 'anonymous', reason: 'moving house' });
    expect(await (await service.request('GET', '/pause')).json()).toMatchObject({ paused: true });
    const before = target.deliveries.length;
    const soon = await jobs().create(
      input({
        schedule_type: 'specific_time',
        cron_expression: null,
        specific_time: new Date().toISOString(),
      }),
    );
    const byHand = await jobs().run(soon.id);
    // Waits for three passes of the planner.
    const since = Date.now();
    await waitFor('some passes', () => Date.now() - since > 3_500);
    expect(target.deliveries.length).toBe(before);
    expect((await service.scheduler.runs.get(byHand.id)).status).toBe('queued');
    expect(await (await post('/resume', undefined)).json()).toMatchObject({ paused: false, since: null });
    await waitFor('both runs', async () => {
      const { data } = await service.scheduler.runs.list({ job_id: soon.id });
      return data.length === 2 && data.every((run) => run.status === 'succeeded' || run.status === 'skipped');
    });
  });
});

test('the audit log lists changes without secrets', async () => {
  const job = await jobs().create(input({ headers: { authorization: 'Bearer one', 'x-a': '1' } }));
  await jobs().update(job.id, { headers: { authorization: 'Bearer two' }, timeout_seconds: 7 });
  await jobs().pause(job.id);
  await jobs().update(job.id, { status: 'active' });
  await jobs().delete(job.id);
  const { data } = await jobs().listChanges(job.id);
  expect(data.map(({ action }) => action)).toEqual(['deleted', 'updated', 'paused', 'updated', 'created']);
  expect(data[3]).toMatchObject({
    before: { timeout_seconds: 30, headers: { authorization: '[redacted]', 'x-a': '1' } },
    after: { timeout_seconds: 7, headers: { authorization: '[redacted]', 'x-a': '1' } },
  });
  expect(data[1]).toMatchObject({ before: { status: 'inactive' }, after: { status: 'active' } });
  expect(JSON.stringify(data)).not.toContain('Bearer');
  expect(await refusalOf(jobs().listChanges(unique()))).toEqual([404]);
});
