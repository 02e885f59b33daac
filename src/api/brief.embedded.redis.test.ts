// Tests the API against the original requirements, in their words.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Job, Page } from '../../client/src/index.ts';
import { startTestService, type TestService } from '../testing/service.ts';

const createBody = `{
  "name": "Example Job",
  "description": "An example job that sends a notification",
  "type": "http",
  "target": "https://example.com/api/notify",
  "payload": {
    "message": "Hello, world!"
  },
  "schedule_type": "recurring",
  "interval": "hour",
  "interval_value": 1
}`;

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

async function create(body: unknown = createBody): Promise<Job> {
  const response = await service.request('POST', '/jobs', body);
  expect(response.status).toBe(201);
  const job = (await response.json()) as Job;
  expect(response.headers.get('location')).toBe(`/jobs/${job.id}`);
  return job;
}

test('Create Job: the body is stored as it came', async () => {
  const job = await create();
  expect(job).toMatchObject(JSON.parse(createBody));
  expect(job).toMatchObject({ status: 'active', status_reason: null, method: 'POST', timezone: 'UTC' });
  const inAnHour = Date.parse(job.created_at) - (Date.parse(job.created_at) % 1000) + 3_600_000;
  expect(Date.parse(job.next_run ?? '')).toBe(inAnHour);
});

test('List Jobs: by status', async () => {
  const active = await create();
  const inactive = await create({ ...JSON.parse(createBody), status: 'inactive' });
  for (const [status, isListed, isNot] of [
    ['active', active, inactive],
    ['inactive', inactive, active],
  ] as const) {
    const response = await service.request('GET', `/jobs?status=${status}`);
    expect(response.status).toBe(200);
    const ids = ((await response.json()) as Page<Job>).data.map((job) => job.id);
    expect(ids).toContain(isListed.id);
    expect(ids).not.toContain(isNot.id);
  }
  const failed = await service.request('GET', '/jobs?status=failed');
  expect(await failed.json()).toEqual({ data: [], next_cursor: null });
});

test('Get, Update and Delete Job', async () => {
  const job = await create();
  const got = await service.request('GET', `/jobs/${job.id}`);
  expect(got.status).toBe(200);
  expect(await got.json()).toEqual(job);

  const put = await service.request('PUT', `/jobs/${job.id}`, createBody);
  expect(put.status).toBe(200);
  expect(await put.json()).toEqual(job);

  const deleted = await service.request('DELETE', `/jobs/${job.id}`);
  expect(deleted.status).toBe(204);
  expect((await service.request('GET', `/jobs/${job.id}`)).status).toBe(404);
});

const schedules = {
  cron: { schedule_type: 'cron', cron_expression: '0 * * * *' },
  specific_time: { schedule_type: 'specific_time', specific_time: '2099-12-31T23:59:59Z' },
  recurring: { schedule_type: 'recurring', interval: 'day', interval_value: 1 },
};

for (const [kind, schedule] of Object.entries(schedules)) {
  test(`${kind} is accepted on POST and PUT`, async () => {
    const { interval: _, interval_value: __, ...rest } = JSON.parse(createBody);
    const body = { ...rest, ...schedule };
    const job = await create(body);
    const put = await service.request('PUT', `/jobs/${job.id}`, body);
    expect(put.status).toBe(200);
    expect(await put.json()).toEqual(job);
    expect(Date.parse(job.next_run ?? '')).toBeGreaterThan(Date.now());
  });
}

for (const interval of ['minute', 'hour', 'day', 'week', 'month', 'year']) {
  test(`the interval ${interval} is accepted`, async () => {
    await create({ ...JSON.parse(createBody), interval });
  });
}

test('http jobs take a payload', async () => {
  await create({
    name: 'x',
    type: 'http',
    target: 'https://example.com/api/endpoint',
    payload: { key1: 'value1', key2: 'value2' },
    ...schedules.cron,
  });
});
