// Tests writes of jobs: PUT, PATCH, validation and status.
import { afterEach, expect, test } from 'vitest';
import type { Job, JobInput, Page, Problem } from '../../client/src/index.ts';
import { SchedulerError } from '../../client/src/index.ts';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';

const { service, target } = useService();
afterEach(() => {
  target.deliveries.length = 0;
});

const yearly = { schedule_type: 'cron', cron_expression: '0 0 1 1 *' } as const;
const body = (fields: Partial<JobInput> = {}): JobInput => ({
  name: 'job',
  target: 'https://example.com/hook',
  ...yearly,
  ...fields,
});
const create = (fields: Partial<JobInput> = {}) => service.scheduler.jobs.create(body(fields));

async function refused(call: Promise<unknown>): Promise<SchedulerError> {
  const error = await call.then(
    () => expect.fail('was accepted'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SchedulerError)) throw error;
  return error;
}

/** The pointers of the invalid fields in a create request. */
async function faultsOf(
  fields: Record<string, unknown>,
  base: Record<string, unknown> = body(),
): Promise<string[]> {
  const response = await service.request('POST', '/jobs', { ...base, ...fields });
  expect(response.status).toBe(422);
  return ((await response.json()) as Problem).errors!.map((error) => error.pointer);
}

test('a response of GET can be sent to PUT without a change', async () => {
  const job = await create({
    description: 'd',
    headers: { Authorization: 'Bearer x', 'x-plain': 'y' },
    payload: { b: [1, { z: null, a: 2 }], a: 'ü' },
    starts_at: '2027-01-01T00:00:00+02:00',
    retry: { max_attempts: 2, factor: 1.5 },
  });
  expect(job.headers).toEqual({ Authorization: '[redacted]', 'x-plain': 'y' });
  expect(job.schedule_description).toBe(
    'At 00:00 on 1 January every year, UTC, from 31 December 2026 at 22:00',
  );
  expect(await service.scheduler.jobs.replace(job.id, job)).toEqual(job);
  expect(await service.scheduler.jobs.update(job.id, {})).toEqual(job);
  expect(await service.scheduler.jobs.update(job.id, { name: job.name, retry: { factor: 1.5 } })).toEqual(
    job,
  );
});

test('PUT resets omitted fields to defaults, except status and secrets', async () => {
  const job = await create({
    description: 'd',
    payload: 1,
    timeout_seconds: 5,
    headers: { 'x-api-key': 'k' },
    status: 'inactive',
  });
  const replaced = await service.scheduler.jobs.replace(
    job.id,
    body({ headers: { 'X-Api-Key': '[redacted]' } }),
  );
  expect(replaced).toMatchObject({
    description: null,
    payload: null,
    timeout_seconds: 30,
    headers: { 'X-Api-Key': '[redacted]' },
    status: 'inactive',
    version: job.version + 1,
  });
});

test('PATCH merges payload, headers and retry; null resets a field', async () => {
  const job = await create({
    payload: { a: 1, b: { c: 2, d: 3 } },
    headers: { 'x-a': '1', 'x-b': '2' },
    description: 'd',
  });
  const patched = await service.scheduler.jobs.update(job.id, {
    payload: { a: null, b: { c: 4 } },
    headers: { 'x-a': null, 'x-c': '3' },
    retry: { max_attempts: 9 },
    description: null,
  });
  expect(patched).toMatchObject({
    payload: { b: { c: 4, d: 3 } },
    headers: { 'x-b': '2', 'x-c': '3' },
    description: null,
  });
  expect(patched.payload).toEqual({ b: { c: 4, d: 3 } });
  expect(patched.headers).toEqual({ 'x-b': '2', 'x-c': '3' });
  expect(patched.retry).toEqual({ ...job.retry, max_attempts: 9 });
  expect(patched.next_run).toBe(job.next_run);
});

test('PATCH of schedule_type clears the fields of other types', async () => {
  const job = await create();
  const patched = await service.scheduler.jobs.update(job.id, {
    schedule_type: 'recurring',
    interval: 'day',
    interval_value: 2,
  });
  expect(patched).toMatchObject({ cron_expression: null, interval: 'day', interval_value: 2 });
  const error = await refused(service.scheduler.jobs.update(job.id, { schedule_type: 'specific_time' }));
  expect(error.problem?.errors?.map((fault) => fault.pointer)).toEqual(['/specific_time']);
});

test('PATCH by application/merge-patch+json', async () => {
  const job = await create();
  const response = await service.request(
    'PATCH',
    `/jobs/${job.id}`,
    { name: 'renamed' },
    { 'content-type': 'application/merge-patch+json' },
  );
  expect(((await response.json()) as Job).name).toBe('renamed');
});

test.each([
  ['an unknown field', { nonsense: 1 }, '/nonsense'],
  ['an unknown field within', { retry: { often: 1 } }, '/retry/often'],
  ['four cron fields', { cron_expression: '0 0 1 1' }, '/cron_expression'],
  ['a cron expression that never occurs', { cron_expression: '0 0 30 2 *' }, '/cron_expression'],
  ['a step out of range', { cron_expression: '*/90 * * * *' }, '/cron_expression'],
  ['an unknown zone', { timezone: 'Mars/Phobos' }, '/timezone'],
  ['another kind’s field', { interval: 'day' }, '/interval'],
  [
    'an end before the start',
    { starts_at: '2030-01-01T00:00:00Z', ends_at: '2029-01-01T00:00:00Z' },
    '/ends_at',
  ],
  ['an end that has passed', { ends_at: '2020-01-01T00:00:00Z' }, '/ends_at'],
  ['a private address', { target: 'http://10.0.0.1/' }, '/target'],
  ['a metadata address', { target: 'http://169.254.169.254/latest' }, '/target'],
  ['an address in disguise', { target: 'http://0xa9fea9fe/' }, '/target'],
  ['user info', { target: 'https://user:pass@example.com/' }, '/target'],
  ['another scheme', { target: 'ftp://example.com/' }, '/target'],
  ['a payload with GET', { method: 'GET', payload: {} }, '/payload'],
  ['a large payload', { payload: 'x'.repeat(256 * 1024) }, '/payload'],
  ['a reserved header', { headers: { 'scheduler-run-id': 'x' } }, '/headers/scheduler-run-id'],
  ['the status failed', { status: 'failed' }, '/status'],
  ['U+0000 deep inside', { payload: { a: ['\0'] } }, '/payload/a/0'],
])('%s is refused, and named', async (_what, fields, pointer) => {
  expect(await faultsOf(fields)).toEqual([pointer]);
});

test('all invalid fields are named at once', async () => {
  const faults = await faultsOf({
    target: 'http://10.0.0.1/',
    cron_expression: 'x',
    method: 'GET',
    payload: 1,
  });
  expect(faults.sort()).toEqual(['/cron_expression', '/payload', '/target']);
});

test('a new time in the past is refused', async () => {
  const { cron_expression: _, ...rest } = body();
  const fields = { schedule_type: 'specific_time', specific_time: '2020-01-01T00:00:00Z' };
  expect(await faultsOf(fields, rest)).toEqual(['/specific_time']);
});

test('pause and resume', async () => {
  const job = await create();
  expect(await service.scheduler.jobs.pause(job.id)).toMatchObject({
    status: 'inactive',
    status_reason: 'paused',
    next_run: null,
  });
  expect(await service.scheduler.jobs.pause(job.id)).toMatchObject({ status: 'inactive' });
  expect(await service.scheduler.jobs.resume(job.id)).toMatchObject({
    status: 'active',
    status_reason: null,
    next_run: job.next_run,
  });
  expect(await service.scheduler.jobs.update(job.id, { status: 'inactive' })).toMatchObject({
    status_reason: 'paused',
  });
  expect(await service.scheduler.jobs.update(job.id, { status: 'active' })).toMatchObject({
    status: 'active',
    version: job.version,
  });
});

test('a time just passed starts a run at once and completes the job; a new time activates it again', async () => {
  const { cron_expression: _, ...rest } = body({ target: target.url });
  const once: JobInput = {
    ...rest,
    schedule_type: 'specific_time',
    specific_time: new Date(Date.now() - 30_000).toISOString(),
  };
  const job = await service.scheduler.jobs.create(once);
  const completed = await waitFor('completion', async () => {
    const found = await service.scheduler.jobs.get(job.id);
    return found.status !== 'active' && found;
  });
  expect(completed).toMatchObject({
    status: 'inactive',
    status_reason: 'completed',
    next_run: null,
    last_run: { status: 'succeeded' },
  });
  const [run] = (await service.scheduler.jobs.listRuns(job.id)).data;
  expect(run?.lateness_ms, 'due at the instant of the write').toBeLessThan(10_000);

  const refusal = await refused(service.scheduler.jobs.resume(job.id));
  expect(refusal.status).toBe(409);
  expect(refusal.problem?.detail).toContain('specific_time lies in the past');
  expect(
    (await refused(service.scheduler.jobs.update(job.id, { status: 'active' }))).problem?.errors?.[0]
      ?.pointer,
  ).toBe('/specific_time');
  expect(await service.scheduler.jobs.update(job.id, { name: 'renamed' })).toMatchObject({
    status_reason: 'completed',
  });
  const revived = await service.scheduler.jobs.update(job.id, { specific_time: '2099-01-01T00:00:00Z' });
  expect(revived).toMatchObject({
    status: 'active',
    status_reason: null,
    next_run: '2099-01-01T00:00:00.000Z',
  });
});

test('an edit of the schedule deletes planned runs; other edits keep them', async () => {
  const soon = new Date(Date.now() + 4_800).toISOString();
  const { cron_expression: _, ...rest } = body({ target: target.url });
  const job = await service.scheduler.jobs.create({
    ...rest,
    schedule_type: 'specific_time',
    specific_time: soon,
  });
  const planned = async () => (await service.scheduler.jobs.listRuns(job.id)).data;
  expect(await planned()).toHaveLength(1);
  await service.scheduler.jobs.update(job.id, { name: 'renamed' });
  expect(await planned()).toHaveLength(1);
  const moved = await service.scheduler.jobs.update(job.id, { specific_time: '2099-01-01T00:00:00Z' });
  expect(moved.next_run).toBe('2099-01-01T00:00:00.000Z');
  expect(await planned()).toEqual([]);
});

test('runs of a deleted job stay', async () => {
  const job = await create({ target: target.url });
  const run = await service.scheduler.jobs.run(job.id);
  await waitFor('the end', async () => (await service.scheduler.runs.get(run.id)).finished_at !== null);
  await service.scheduler.jobs.delete(job.id);
  expect((await refused(service.scheduler.jobs.get(job.id))).status).toBe(404);
  expect((await refused(service.scheduler.jobs.delete(job.id))).status).toBe(404);
  expect((await service.scheduler.runs.list({ job_id: job.id })).data.map(({ id }) => id)).toEqual([run.id]);
});

test('pages contain every job once, newest first', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 25; i++) ids.push((await create({ name: `walk ${i}` })).id);
  const seen: string[] = [];
  let path: string | undefined = '/jobs?limit=10';
  while (path !== undefined) {
    const response: Response = await service.request('GET', path);
    seen.push(...((await response.json()) as Page<Job>).data.map((job) => job.id));
    path = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((id) => ids.includes(id))).toEqual(ids.toReversed());
});
