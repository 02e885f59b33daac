// Tests runs through the API: manual starts, retries, records and lists.
import { afterEach, expect, test } from 'vitest';
import type { JobInput, RunWithAttempts } from '../../client/src/index.ts';
import { startTarget, type Target } from '../testing/target.ts';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';

const { service, target } = useService();
const ok: Target['answer'] = (_delivery, response) => response.end('ok');
afterEach(() => {
  target.deliveries.length = 0;
  target.answer = ok;
});

async function createJob(fields: Partial<JobInput> = {}) {
  return await service.scheduler.jobs.create({
    name: 'job',
    target: target.url,
    schedule_type: 'cron',
    cron_expression: '0 0 1 1 *',
    retry: { initial_delay_seconds: 0, max_attempts: 2 },
    ...fields,
  });
}

async function runToEnd(fields: Partial<JobInput> = {}, payload?: unknown): Promise<RunWithAttempts> {
  const job = await createJob(fields);
  const { id } = await service.scheduler.jobs.run(job.id, payload === undefined ? {} : { payload });
  return await waitFor('the end', async () => {
    const run = await service.scheduler.runs.get(id);
    return run.finished_at !== null && run;
  });
}

test('a manual run: its request and its record', async () => {
  const run = await runToEnd({
    payload: { message: 'Hello' },
    headers: { 'x-tenant': 'acme' },
    method: 'PUT',
  });
  const [delivery] = target.deliveries;
  expect(target.deliveries).toHaveLength(1);
  expect(delivery).toMatchObject({ method: 'PUT', body: '{"message":"Hello"}' });
  expect(delivery?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-tenant': 'acme',
    'webhook-id': run.id,
    'scheduler-run-id': run.id,
    'scheduler-job-id': run.job_id,
    'scheduler-scheduled-for': run.scheduled_for,
    'scheduler-attempt': '1',
  });
  expect(delivery?.headers['user-agent']).toMatch(/^scheduler-service\/\d/);
  expect(Math.abs(Number(delivery?.headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(30);

  expect(run).toMatchObject({
    trigger: 'manual',
    status: 'succeeded',
    status_code: 200,
    attempt_count: 1,
    error: null,
  });
  expect(run.lateness_ms).toBeGreaterThanOrEqual(0);
  expect(run.attempts).toHaveLength(1);
  expect(run.attempts[0]).toMatchObject({
    number: 1,
    outcome: 'succeeded',
    request: { method: 'PUT', body: '{"message":"Hello"}' },
    response: { body: 'ok', truncated: false },
  });
});

test('a payload for one run, also of an inactive job', async () => {
  await runToEnd({ payload: { a: 1 }, status: 'inactive' }, { b: 2 });
  expect(target.deliveries.map((delivery) => delivery.body)).toEqual(['{"b":2}']);
});

test('a payload for a GET job is refused', async () => {
  const job = await createJob({ method: 'GET' });
  const response = await service.request('POST', `/jobs/${job.id}/runs`, { payload: 1 });
  expect(response.status).toBe(422);
});

test('null sends no body, and text is sent unchanged with its content type', async () => {
  await runToEnd();
  await runToEnd({ payload: 'plain', headers: { 'Content-Type': 'text/plain' } });
  await runToEnd({ payload: 'quoted' });
  expect(target.deliveries.map(({ body, headers }) => [body, headers['content-type']])).toEqual([
    ['', undefined],
    ['plain', 'text/plain'],
    ['"quoted"', 'application/json'],
  ]);
});

test('a failed attempt is retried in the same run', async () => {
  target.answer = (_delivery, response) => {
    response.statusCode = target.deliveries.length === 1 ? 503 : 200;
    response.end('x');
  };
  const run = await runToEnd();
  expect(run).toMatchObject({ status: 'succeeded', attempt_count: 2, status_code: 200, error: null });
  expect(run.attempts.map(({ number, outcome, status_code }) => [number, outcome, status_code])).toEqual([
    [1, 'rejected', 503],
    [2, 'succeeded', 200],
  ]);
  expect(
    target.deliveries.map(({ headers }) => [headers['webhook-id'], headers['scheduler-attempt']]),
  ).toEqual([
    [run.id, '1'],
    [run.id, '2'],
  ]);
});

test('the last attempt ends the run', async () => {
  target.answer = (_delivery, response) => {
    response.statusCode = 500;
    response.end('broken');
  };
  const run = await runToEnd();
  expect(run).toMatchObject({
    status: 'failed',
    attempt_count: 2,
    status_code: 500,
    error: { code: 'status_500', message: 'The target answered 500 Internal Server Error.' },
  });
  expect(run.attempts.map(({ response }) => response?.body)).toEqual(['broken', 'broken']);
});

test('a redirect is not followed', async () => {
  target.answer = (_delivery, response) =>
    response.writeHead(302, { location: `${target.url}/elsewhere` }).end();
  const run = await runToEnd({ retry: { max_attempts: 1 } });
  expect(run).toMatchObject({ status: 'failed', status_code: 302 });
  expect(target.deliveries.map(({ path }) => path)).toEqual(['/']);
});

test('an unreachable target', async () => {
  const gone = await startTarget();
  await gone.close();
  const run = await runToEnd({ target: gone.url, retry: { max_attempts: 1 } });
  expect(run).toMatchObject({ status: 'failed', error: { code: 'connection_refused' }, status_code: null });
  expect(run.attempts[0]).toMatchObject({ outcome: 'unreachable', response: null });
});

test('a target that times out', async () => {
  target.answer = () => {};
  const run = await runToEnd({ timeout_seconds: 1, retry: { max_attempts: 1 } });
  expect(run.attempts[0]).toMatchObject({ outcome: 'timed_out', error: { code: 'timeout' } });
  expect(run.duration_ms).toBeGreaterThanOrEqual(990);
});

test('up to 8 KiB of any response body are stored', async () => {
  target.answer = (_delivery, response) => response.end(`\0${'ü'.repeat(10_000)}`);
  const run = await runToEnd();
  expect(run.attempts[0]?.response?.truncated).toBe(true);
  expect(Buffer.byteLength(run.attempts[0]?.response?.body ?? '')).toBeLessThanOrEqual(8 * 1024);
});

test('runs are listed by job, status, trigger and time', async () => {
  const run = await runToEnd();
  const list = async (query: Parameters<typeof service.scheduler.runs.list>[0]) =>
    (await service.scheduler.runs.list(query)).data.map(({ id }) => id);
  const { job_id } = run;
  expect(await list({ job_id })).toEqual([run.id]);
  expect(await list({ job_id, status: 'succeeded', trigger: 'manual' })).toEqual([run.id]);
  expect(await list({ job_id, status: 'failed' })).toEqual([]);
  expect(await list({ job_id, trigger: 'schedule' })).toEqual([]);
  const [before, after] = [-60_000, 60_000].map((ms) =>
    new Date(Date.parse(run.scheduled_for) + ms).toISOString(),
  );
  expect(await list({ job_id, from: before!, to: after! })).toEqual([run.id]);
  expect(await list({ job_id, from: after! })).toEqual([]);
  expect(await list({ job_id, to: before! })).toEqual([]);
});

test('runs are found by code, error, host and tag, counted, and retried by the same filter', async () => {
  const tag = crypto.randomUUID();
  const job = await service.scheduler.jobs.create({
    name: 'filtered',
    target: `${target.url}/gone`,
    schedule_type: 'cron',
    cron_expression: '0 0 1 1 *',
    tags: [tag],
    retry: { max_attempts: 1 },
  });
  target.answer = (_delivery, response) => response.writeHead(507).end();
  const { id } = await service.scheduler.runs.wait((await service.scheduler.jobs.run(job.id)).id);
  const filters = [
    { status_code: '507' },
    { status_code: '5xx' },
    { error_code: 'status_507' },
    { host: '127.0.0.1', tag },
    { tag },
  ];
  for (const filter of filters) {
    expect(
      (await service.scheduler.runs.list({ job_id: job.id, ...filter })).data.map((run) => run.id),
    ).toEqual([id]);
    expect(await service.scheduler.runs.counts({ job_id: job.id, ...filter })).toMatchObject({
      failed: 1,
      queued: 0,
    });
    const bulk = { action: 'retry', filter: { job_id: job.id, ...filter }, dry_run: true } as const;
    expect((await service.scheduler.runs.bulk(bulk)).done).toEqual([id]);
  }
  expect((await service.scheduler.runs.list({ tag, status_code: '4xx' })).data).toEqual([]);
  for (const code of ['5x', '600', '50', 'xx']) {
    const refused = await service.request('GET', `/runs?status_code=${code}`);
    expect([refused.status, JSON.stringify(await refused.json())]).toEqual([
      400,
      expect.stringContaining('must be an HTTP status code such as 503, or a class such as 5xx'),
    ]);
  }
});

test('unknown jobs and runs', async () => {
  const unknown = '01930000-0000-7000-8000-000000000000';
  for (const path of [`/runs/${unknown}`, `/jobs/${unknown}/runs`, '/runs/1']) {
    expect((await service.request('GET', path)).status).toBe(404);
  }
  expect((await service.request('POST', `/jobs/${unknown}/runs`)).status).toBe(404);
});
