// Tests GET /failures and the number of failing jobs.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobInput } from '../../client/src/index.ts';
import { startTestService, type TestService } from '../testing/service.ts';
import { startTarget, type Target } from '../testing/target.ts';

let service: TestService;
let target: Target;
beforeAll(async () => {
  [service, target] = await Promise.all([startTestService({ FAILING_AFTER: '2' }), startTarget()]);
  // The path is the status code of the response.
  target.answer = ({ path }, response) => {
    response.statusCode = Number(path.slice(1)) || 200;
    response.end();
  };
});
afterAll(async () => {
  await service.stop();
  await target.close();
});

const jobs = () => service.scheduler.jobs;

const input = (path: string, fields: Partial<JobInput> = {}): JobInput => ({
  name: path,
  target: `${target.url}${path}`,
  schedule_type: 'cron',
  cron_expression: '0 0 1 1 *',
  retry: { max_attempts: 1 },
  ...fields,
});

async function runToEnd(jobId: string): Promise<string> {
  const { id } = await jobs().run(jobId);
  await service.scheduler.runs.wait(id, { timeoutMs: 120_000 });
  return id;
}

test('failed runs are grouped by error, status code and host, newest group first', async () => {
  expect(await service.scheduler.failures()).toEqual({ window: '24h', groups: [], sampled: false });
  const [first, second] = await jobs().batch([input('/500'), input('/500', { name: 'second' })]);
  const refused = await jobs().create(input('/', { target: 'http://localhost:2/' }));
  const deleted = await jobs().create(input('/500'));
  await runToEnd((await jobs().create(input('/200'))).id);
  const runs = [await runToEnd(deleted.id)];
  await jobs().delete(deleted.id);
  for (const job of [refused, first!, second!, first!]) runs.push(await runToEnd(job.id));

  const { groups, sampled } = await service.scheduler.failures({ window: '1h' });
  expect(sampled).toBe(false);
  const status500 = {
    code: 'status_500',
    status_code: 500,
    message: 'The target answered 500 Internal Server Error.',
  };
  expect(groups).toMatchObject([
    {
      ...status500,
      target_host: '127.0.0.1',
      runs: 3,
      jobs: 2,
      examples: [
        { job_id: first!.id, job_name: '/500', run_id: runs[4] },
        { job_id: second!.id, job_name: 'second', run_id: runs[3] },
      ],
    },
    { code: 'connection_refused', status_code: null, target_host: 'localhost', runs: 1, jobs: 1 },
    { ...status500, target_host: null, runs: 1, examples: [{ job_id: deleted.id, run_id: runs[0] }] },
  ]);
  const newest = await service.scheduler.runs.get(runs[4]!);
  expect(groups[0]!.last_at).toBe(newest.finished_at);
});

test('failed attempts of runs that did not fail are not included', async () => {
  const before = await service.scheduler.failures();
  let answers = 0;
  const { id } = await jobs().create(
    input('/retried', { retry: { max_attempts: 2, initial_delay_seconds: 0 } }),
  );
  const answer = target.answer;
  target.answer = (_, response) => {
    response.statusCode = answers++ === 0 ? 500 : 200;
    response.end();
  };
  await runToEnd(id);
  target.answer = answer;
  expect(answers).toBe(2);
  expect(await service.scheduler.failures()).toEqual(before);
});

test('an unknown window is refused', async () => {
  const answer = await service.request('GET', '/stats/failures?window=2h');
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ errors: [{ pointer: 'window' }] });
});

test('jobs are failing after two failed runs, as the setting says, and until they succeed', async () => {
  const tag = crypto.randomUUID();
  const before = (await service.scheduler.stats()).jobs.failing;
  const [bad, good, idle] = await jobs().batch(
    ['/500', '/200', '/200'].map((path) => input(path, { tags: [tag] })),
  );
  const find = async (failing: boolean) => (await jobs().list({ tag, failing })).data.map(({ id }) => id);
  const count = async () => (await service.scheduler.stats()).jobs.failing - before;

  for (const job of [bad!, good!]) await runToEnd(job.id);
  expect(await jobs().get(bad!.id)).toMatchObject({ consecutive_failures: 1, failing: false });
  expect([await find(true), await count()]).toEqual([[], 0]);
  await runToEnd(bad!.id);
  expect(await jobs().get(bad!.id)).toMatchObject({
    status: 'active',
    consecutive_failures: 2,
    failing: true,
  });
  expect([await find(true), await find(false), await count()]).toEqual([[bad!.id], [idle!.id, good!.id], 1]);
  for (const sort of ['name', '-next_run'] as const) {
    expect((await jobs().list({ tag, failing: true, sort })).data.map(({ id }) => id)).toEqual([bad!.id]);
  }

  const filter = { tag, failing: true };
  expect((await jobs().bulk({ action: 'run', filter, dry_run: true })).done).toEqual([bad!.id]);
  expect((await jobs().bulk({ action: 'pause', filter })).done).toEqual([bad!.id]);
  expect([await find(true), await count()]).toEqual([[], 0]);

  await jobs().resume(bad!.id);
  for (const job of [bad!, bad!]) await runToEnd(job.id);
  expect([await find(true), await count()]).toEqual([[bad!.id], 1]);
  await jobs().update(bad!.id, { target: `${target.url}/200` });
  await runToEnd(bad!.id);
  expect([await find(true), await count()]).toEqual([[], 0]);
  expect((await jobs().get(bad!.id)).consecutive_failures).toBe(0);

  for (const failing of ['', 'yes', 'TRUE']) {
    const answer = await service.request('GET', `/jobs?failing=${failing}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: 'failing' }] });
  }
});
