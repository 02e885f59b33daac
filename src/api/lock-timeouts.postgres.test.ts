// Tests of writes that wait for a row lock: concurrency-012 of `vectors/abuse.json`.
import pg from 'pg';
import { expect, test } from 'vitest';
import { useService } from '../testing/use-service.ts';
import { yearlyJob } from '../testing/yearly-job.ts';

const { service, target } = useService();

test('a write that waits too long for a lock gets 503 with Retry-After', async () => {
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
