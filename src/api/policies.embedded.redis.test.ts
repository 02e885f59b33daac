// Tests the policies of a job, `max_runs` and backfills.
import { afterEach, expect, test } from 'vitest';
import type { BackfillInput, Job, JobInput } from '../../client/src/index.ts';
import { refusalOf } from '../testing/refusal.ts';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';

const { service, target } = useService();
afterEach(() => {
  target.deliveries.length = 0;
  target.answer = (_delivery, response) => response.end('ok');
});

async function createJob(fields: Partial<JobInput> = {}): Promise<Job> {
  return await service.scheduler.jobs.create({
    name: 'job',
    target: target.url,
    schedule_type: 'cron',
    cron_expression: '0 0 1 1 *',
    ...fields,
  });
}

test('policies are returned as sent, with defaults, and can be sent back', async () => {
  const plain = await createJob();
  expect(plain).toMatchObject({
    exclude: [],
    max_runs: null,
    spread_seconds: 0,
    catch_up: { policy: 'one', window_seconds: 86_400 },
    run_count: 0,
  });
  expect(plain.next_due_at).toBe(plain.next_run);

  const policies = {
    exclude: ['2027-12-24', { from: '2027-12-27', to: '2027-12-31' }],
    max_runs: 7,
    spread_seconds: 3_600,
    catch_up: { policy: 'all' as const },
  };
  const job = await createJob(policies);
  expect(job).toMatchObject({ ...policies, catch_up: { policy: 'all', window_seconds: 86_400 } });
  const shareMs = Date.parse(job.next_due_at!) - Date.parse(job.next_run!);
  expect(shareMs).toBeGreaterThanOrEqual(0);
  expect(shareMs).toBeLessThan(3_600_000);
  expect(await service.scheduler.jobs.replace(job.id, job)).toEqual(job);

  const patched = await service.scheduler.jobs.update(job.id, {
    catch_up: { window_seconds: 60 },
    exclude: null,
  });
  expect(patched).toMatchObject({
    exclude: [],
    catch_up: { policy: 'all', window_seconds: 60 },
    max_runs: 7,
  });
  expect(patched.version).toBe(job.version + 1);
});

test('invalid policies are refused by field', async () => {
  expect(await refusalOf(createJob({ max_runs: 0 }))).toEqual([422, '/max_runs']);
  expect(await refusalOf(createJob({ spread_seconds: 86_401 }))).toEqual([422, '/spread_seconds']);
  expect(await refusalOf(createJob({ catch_up: { policy: 'some' as 'all' } }))).toEqual([
    422,
    '/catch_up/policy',
  ]);
  expect(await refusalOf(createJob({ exclude: Array.from({ length: 101 }, () => '2027-01-01') }))).toEqual([
    422,
    '/exclude',
  ]);
  const excluded = { exclude: [{ from: '1970-01-01', to: '9999-12-31' }] };
  expect(await refusalOf(createJob(excluded))).toEqual([422, '/exclude']);
});

test('a job ends at max_runs, and is active again with a larger max_runs', async () => {
  const job = await createJob({ cron_expression: '* * * * * *', max_runs: 2 });
  const ended = await waitFor('the end', async () => {
    const found = await service.scheduler.jobs.get(job.id);
    return found.status === 'inactive' && found;
  });
  expect(ended).toMatchObject({ status_reason: 'max_runs', run_count: 2, next_run: null, next_due_at: null });
  const { data: runs } = await service.scheduler.jobs.listRuns(job.id);
  expect(runs.map((run) => run.status)).toEqual(['succeeded', 'succeeded']);
  expect(await refusalOf(service.scheduler.jobs.update(job.id, { status: 'active' }))).toEqual([
    422,
    '/max_runs',
  ]);
  const detail = expect.stringContaining('max_runs is reached: 2 scheduled runs have started');
  await expect(service.scheduler.jobs.resume(job.id)).rejects.toMatchObject({
    status: 409,
    problem: { detail },
  });

  const revived = await service.scheduler.jobs.update(job.id, { max_runs: 3 });
  expect(revived.status).toBe('active');
  const again = await waitFor('the end again', async () => {
    const found = await service.scheduler.jobs.get(job.id);
    return found.status === 'inactive' && found;
  });
  expect(again).toMatchObject({ status_reason: 'max_runs', run_count: 3 });
});

/** Every hour of the range, and never while the test runs: no occurrence may join the backfilled ones. */
const HOURLY = '0 * 1 3 *';
const range: BackfillInput = { from: '2026-03-01T00:00:00Z', to: '2026-03-01T09:00:00Z' };

async function ended(jobId: string, count: number) {
  return await waitFor('the runs to end', async () => {
    const { data } = await service.scheduler.jobs.listRuns(jobId, { trigger: 'backfill' });
    return data.length === count && data.every((run) => run.finished_at !== null) && data;
  });
}

test('a backfill counts with dry_run, then runs one at a time, oldest first, also for an inactive job', async () => {
  let atOnce = 0;
  let most = 0;
  target.answer = (_delivery, response) => {
    most = Math.max(most, ++atOnce);
    setImmediate(() => {
      atOnce -= 1;
      response.end('ok');
    });
  };
  const job = await createJob({ cron_expression: HOURLY, status: 'inactive' });
  const counted = { occurrences: 10, succeeded: 0, unfinished: 0, runs: 10 };
  expect(await service.scheduler.jobs.backfill(job.id, { ...range, dry_run: true })).toEqual({
    dry_run: true,
    ...counted,
  });
  expect((await service.scheduler.jobs.listRuns(job.id)).data).toEqual([]);

  expect(await service.scheduler.jobs.backfill(job.id, range)).toEqual({ dry_run: false, ...counted });
  const runs = await ended(job.id, 10);
  expect(runs.every((run) => run.status === 'succeeded' && run.trigger === 'backfill')).toBe(true);
  const sent = target.deliveries.map((delivery) => delivery.headers['scheduler-scheduled-for']);
  expect(sent).toEqual(Array.from({ length: 10 }, (_, hour) => `2026-03-01T0${hour}:00:00.000Z`));
  expect(most).toBe(1);
  expect(await service.scheduler.jobs.get(job.id)).toMatchObject({ status: 'inactive', run_count: 0 });

  const again = { ...range, to: '2026-03-01T11:59:59Z' };
  expect(await service.scheduler.jobs.backfill(job.id, again)).toMatchObject({
    occurrences: 12,
    succeeded: 10,
    runs: 2,
  });
  await ended(job.id, 12);
});

test('a failed occurrence is backfilled again, an unfinished one is not', async () => {
  target.answer = (_delivery, response) => response.writeHead(500).end();
  const job = await createJob({ cron_expression: HOURLY, retry: { max_attempts: 1 } });
  const hour = { from: '2026-03-01T00:00:00Z', to: '2026-03-01T00:59:59Z' };
  await service.scheduler.jobs.backfill(job.id, hour);
  await ended(job.id, 1);

  const answers: (() => void)[] = [];
  target.answer = (_delivery, response) => answers.push(() => response.end('ok'));
  expect(await service.scheduler.jobs.backfill(job.id, hour)).toMatchObject({ succeeded: 0, runs: 1 });
  await waitFor('the request', () => answers.length === 1);
  expect(await service.scheduler.jobs.backfill(job.id, hour)).toMatchObject({ unfinished: 1, runs: 0 });
  answers[0]!();
  await ended(job.id, 2);
});

test('an invalid range is refused', async () => {
  const job = await createJob({ cron_expression: '* * * * *' });
  const backfill = async (from: string, to: string) =>
    await refusalOf(service.scheduler.jobs.backfill(job.id, { from, to, dry_run: true }));
  expect(await backfill('2026-03-01T00:00:00Z', '2026-03-01T16:39:00Z')).toBe('accepted');
  expect(await backfill('2026-03-01T00:00:00Z', '2026-03-01T16:40:00Z')).toEqual([422, '/to']);
  expect(await backfill('2026-03-02T00:00:00Z', '2026-03-01T00:00:00Z')).toEqual([422, '/to']);
  expect(await backfill('2026-03-02T00:00:00Z', '2099-03-01T00:00:00Z')).toEqual([422, '/to']);
  expect(await refusalOf(service.scheduler.jobs.backfill(crypto.randomUUID(), range))).toEqual([404]);
});

test('a pause cancels the backfill runs that have not started', async () => {
  const answers: (() => void)[] = [];
  target.answer = (_delivery, response) => answers.push(() => response.end('ok'));
  const job = await createJob({ cron_expression: HOURLY });
  await service.scheduler.jobs.backfill(job.id, range);
  await waitFor('the first', () => answers.length === 1);
  await service.scheduler.jobs.pause(job.id);
  answers[0]!();
  const runs = await ended(job.id, 10);
  expect(runs.map((run) => run.status).toSorted()).toEqual([
    ...Array<string>(9).fill('canceled'),
    'succeeded',
  ]);
});
