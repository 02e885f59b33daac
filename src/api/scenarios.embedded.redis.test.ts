// Tests the idempotency and concurrency scenarios of `vectors/abuse.json`.
import { afterEach, expect, test } from 'vitest';
import type { JobInput } from '../../client/src/index.ts';
import { deleteOldResponses, findResponse, saveResponse } from '../store/idempotency.ts';
import { openTestStore } from '../testing/store.ts';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';
import { yearlyJob } from '../testing/yearly-job.ts';

const { service, target } = useService();
afterEach(() => {
  target.answer = (_delivery, response) => response.end('ok');
});

const jobs = () => service.scheduler.jobs;
const createJob = (fields?: Partial<JobInput>) => jobs().create(yearlyJob(target.url, fields));
const soon = (ms: number) => new Date(Date.now() + ms).toISOString();

test('idempotency-011: after a day the key can be reused', async () => {
  const store = await openTestStore();
  try {
    const id = { scope: 'anonymous POST /jobs', key: 'day' };
    const answer = { bodyHash: 'x', headers: {}, body: '{}' };
    const find = () => store.db.transaction().execute((trx) => findResponse(trx, id));
    await store.db.transaction().execute((trx) => saveResponse(trx, id, answer));
    expect(await find()).toEqual(answer);
    const yesterday = Temporal.Now.instant().subtract({ hours: 24 }).toString();
    await store.db
      .updateTable('idempotent_requests')
      .set({ created_at: yesterday as never })
      .execute();
    expect(await find()).toBeUndefined();
    await store.db.transaction().execute((trx) => saveResponse(trx, id, { ...answer, body: '[]' }));
    expect(await find()).toMatchObject({ body: '[]' });
    await deleteOldResponses(store.db);
    expect(await find()).toBeDefined();
  } finally {
    await store.close();
  }
});

test('concurrency-002: of two writes with the same ETag, one succeeds', async () => {
  const job = await createJob();
  const put = (name: string) =>
    service.request('PUT', `/jobs/${job.id}`, { ...job, name }, { 'if-match': '"1"' });
  const statuses = (await Promise.all([put('a'), put('b')])).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual([200, 412]);
});

test('concurrency-004: no run starts after its job was deleted', async () => {
  for (let round = 0; round < 5; round++) {
    const job = await createJob({
      schedule_type: 'specific_time',
      cron_expression: null,
      specific_time: soon(600),
      target: `${target.url}/deleted-${round}`,
    });
    await waitFor('the moment', () => Date.now() > Date.parse(job.specific_time!) - 100 + round * 40);
    await jobs().delete(job.id);
    const answered = target.deliveries.filter(({ path }) => path === `/deleted-${round}`).length;
    const { data } = await service.scheduler.runs.list({ job_id: job.id });
    // A run claimed before the delete ends normally; otherwise there is no run, or a canceled one.
    await waitFor('its end', async () =>
      (await service.scheduler.runs.list({ job_id: job.id })).data.every((run) => run.finished_at !== null),
    );
    if (data.length === 0 || data[0]?.status === 'canceled') {
      expect(target.deliveries.filter(({ path }) => path === `/deleted-${round}`)).toHaveLength(answered);
    }
  }
});

test('concurrency-007: a hundred pauses and resumes leave one pending occurrence', async () => {
  const job = await createJob({ cron_expression: '* * * * *' });
  const startedAt = Date.now();
  for (let i = 0; i < 50; i++) {
    await jobs().pause(job.id);
    await jobs().resume(job.id);
  }
  const { status, next_run } = await jobs().get(job.id);
  expect(status).toBe('active');
  expect(Date.parse(next_run!)).toBeGreaterThan(startedAt - 1_000);
  const { data } = await jobs().listRuns(job.id);
  expect(data.filter((run) => run.status === 'missed')).toEqual([]);
  expect(data.filter((run) => run.status === 'queued').length).toBeLessThanOrEqual(1);
  await jobs().delete(job.id);
});

test('concurrency-008: an edit just before the instant leaves at most that one run', async () => {
  const job = await createJob({ cron_expression: '* * * * * *', target: `${target.url}/edited` });
  await waitFor('a first run', () => target.deliveries.some(({ path }) => path === '/edited'));
  const edited = await jobs().update(job.id, { cron_expression: '0 0 1 1 *' });
  const editedAt = Date.now();
  await waitFor('what was claimed', async () =>
    (await jobs().listRuns(job.id)).data.every((run) => run.finished_at !== null),
  );
  expect(edited.next_run?.slice(4, 19)).toBe('-01-01T00:00:00');
  const { data } = await jobs().listRuns(job.id, { limit: 200 });
  expect(data.filter((run) => Date.parse(run.scheduled_for) > editedAt + 500)).toEqual([]);
});

test('concurrency-009: twenty concurrent manual starts are twenty manual runs', async () => {
  const job = await createJob({ overlap: 'skip' });
  const started = await Promise.all(Array.from({ length: 20 }, () => jobs().run(job.id)));
  expect(new Set(started.map(({ id }) => id)).size).toBe(20);
  expect(started.every(({ trigger }) => trigger === 'manual')).toBe(true);
  await waitFor('their ends', async () =>
    (await jobs().listRuns(job.id)).data.every((run) => run.status === 'succeeded'),
  );
});

test('concurrency-011: a retrying run does not start after its job is deleted', async () => {
  target.answer = (_delivery, response) => response.writeHead(500).end();
  const job = await createJob({
    target: `${target.url}/retry`,
    retry: { initial_delay_seconds: 1, max_attempts: 5 },
  });
  const run = await jobs().run(job.id);
  await waitFor('the failure', async () => (await service.scheduler.runs.get(run.id)).status === 'retrying');
  await jobs().delete(job.id);
  const ended = await service.scheduler.runs.get(run.id);
  expect([ended.status, ended.status_reason]).toEqual(['canceled', 'job_deleted']);
});
