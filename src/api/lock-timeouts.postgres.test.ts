// Tests of requests that PostgreSQL does not finish in time, for example because of a lock.
import pg from 'pg';
import { expect, test } from 'vitest';
import { useService } from '../testing/use-service.ts';
import { yearlyJob } from '../testing/yearly-job.ts';

const { service, target } = useService();

test('concurrency-012: a write that waits too long for a lock gets 503 with Retry-After', async () => {
  const { jobs } = service.scheduler;
  const job = await jobs.create(yearlyJob(target.url));
  const client = new pg.Client({ connectionString: service.environment['POSTGRES_URL'] });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select from jobs where id = $1 for update', [job.id]);
    const refused = await service.request('PATCH', `/jobs/${job.id}`, { name: 'other' });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBeTruthy();
  } finally {
    await client.end();
  }
  expect((await jobs.update(job.id, { name: 'other' })).name).toBe('other');
});

test('reads that take too long get 503 with Retry-After, and stop neither writes nor the planner', async () => {
  const { jobs } = service.scheduler;
  const job = await jobs.create(yearlyJob(target.url));
  const countErrors = async () =>
    /^scheduler_errors_total.*$/m.exec(await (await fetch(`${service.url}/metrics`)).text())?.[0];
  const errors = await countErrors();
  const client = new pg.Client({ connectionString: service.environment['POSTGRES_URL'] });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('lock table interruptions in access exclusive mode');
    const reads = Array.from({ length: 8 }, () => service.request('GET', '/interruptions'));
    const run = await jobs.run(job.id);
    await expect.poll(async () => (await jobs.list({ limit: 1 })).data.length).toBe(1);
    await expect
      .poll(() => target.deliveries.some(({ headers }) => headers['webhook-id'] === run.id))
      .toBe(true);
    for (const response of await Promise.all(reads)) {
      expect([429, 503]).toContain(response.status);
      expect(response.headers.get('retry-after')).toBeTruthy();
    }
  } finally {
    await client.end();
  }
  expect(await countErrors()).toBe(errors);
});
