// Tests two deployments in one database, each in a schema of its own, beside tables of another program.
import { expect, test } from 'vitest';
import { createClient } from '../client/src/index.ts';
import { useParts } from './testing/use-processes.ts';
import { waitFor } from './testing/wait.ts';

const { prepare, start, target: startTarget } = useParts();

test('each has its own jobs and its own queue', async () => {
  const backend = await prepare('empty');
  const target = await startTarget();
  const runs = await Promise.all(
    ['billing', 'reports'].map(async (schema) => {
      const service = await start({ ...backend, POSTGRES_SCHEMA: schema });
      const scheduler = createClient({ baseUrl: service.url!, retries: 0 });
      const job = await scheduler.jobs.create({
        name: schema,
        target: target.url,
        schedule_type: 'specific_time',
        specific_time: '2999-01-01T00:00:00Z',
      });
      const { id } = await scheduler.jobs.run(job.id);
      return await waitFor('the run', async () => {
        const run = await scheduler.runs.get(id);
        return run.status === 'succeeded' && run;
      });
    }),
  );
  expect(runs).toHaveLength(2);
});
