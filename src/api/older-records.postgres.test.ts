// Tests that GET /runs/{id} returns attempts that an older version stored with fewer fields.
import pg from 'pg';
import { expect, test } from 'vitest';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';
import { yearlyJob } from '../testing/yearly-job.ts';

const { service, target } = useService();

test.each([
  ['without optional fields', {}, { timings: null, request: null, response: null }],
  [
    'with incomplete objects',
    {
      timings: { total_ms: 12 },
      request: { method: 'POST', url: 'https://example.com/', headers: {} },
      response: { headers: {}, body: 'ok' },
      retired_field: 'removed since',
    },
    {
      timings: { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null, total_ms: 12 },
      request: { method: 'POST', url: 'https://example.com/', headers: {}, body: null },
      response: { headers: {}, body: 'ok', truncated: false },
    },
  ],
])('an attempt %s', async (_, stored, expected) => {
  const job = await service.scheduler.jobs.create(yearlyJob(target.url));
  const { id } = await service.scheduler.jobs.run(job.id, {});
  await waitFor('the end of the run', async () => {
    const run = await service.scheduler.runs.get(id);
    return run.finished_at !== null;
  });
  const required = { number: 1, started_at: '2026-01-02T03:04:05.678Z', outcome: 'succeeded' };
  const client = new pg.Client({ connectionString: service.environment['POSTGRES_URL'] });
  await client.connect();
  try {
    const record = JSON.stringify({ ...required, ...stored });
    await client.query('update runs set first_attempt = $1 where id = $2', [record, id]);
  } finally {
    await client.end();
  }
  // The client of the test service validates the response against the contract.
  const { attempts } = await service.scheduler.runs.get(id);
  expect(attempts).toEqual([{ ...required, duration_ms: null, status_code: null, error: null, ...expected }]);
});
