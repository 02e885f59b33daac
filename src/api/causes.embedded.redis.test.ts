// Tests that a run canceled by the pause of its job names who paused it, and why.
import { expect, test } from 'vitest';
import { createClient } from '../../client/src/index.ts';
import { contractFetch } from '../testing/contract.ts';
import { API_KEYS, keys, validJob } from '../testing/keys.ts';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';

const { service, target } = useService({ API_KEYS, ALLOWED_TARGET_HOSTS: 'localhost,127.0.0.1' });

test.each(['pause', 'edit'] as const)('the cause of a run canceled by a pause (%s)', async (kind) => {
  const api = createClient({ baseUrl: service.url, apiKey: keys.admin, fetch: contractFetch, retries: 0 });
  target.answer = (_delivery, response) => response.writeHead(503, { 'retry-after': '3600' }).end();
  const job = await api.jobs.create({
    ...validJob,
    target: target.url,
  });
  const { id } = await api.jobs.run(job.id);
  await waitFor('a retrying run', async () => (await api.runs.get(id)).status === 'retrying');
  if (kind === 'pause') await api.jobs.pause(job.id, { reason: 'Moving house.' });
  else await api.jobs.update(job.id, { status: 'inactive' });

  const run = await api.runs.get(id);
  expect(run).toMatchObject({
    status: 'canceled',
    status_reason: 'paused',
    cause: {
      kind: 'job_paused',
      actor: 'makes',
      until: null,
      reason: kind === 'pause' ? 'Moving house.' : null,
      run_id: null,
    },
  });
  expect(Math.abs(Date.parse(run.cause!.from!) - Date.parse(run.finished_at!))).toBeLessThan(5_000);
  const [listed] = (await api.runs.list({ job_id: job.id, status: 'canceled' })).data;
  expect(listed!.cause).toEqual(run.cause);
});
