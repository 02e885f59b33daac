// Tests the list of upcoming occurrences, and the interruptions of the service.
import { expect, test } from 'vitest';
import type { JobInput } from '../../client/src/index.ts';
import { useService } from '../testing/use-service.ts';

const { service, target } = useService();

const create = (name: string, fields: Partial<JobInput>) =>
  service.scheduler.jobs.create({
    name,
    target: target.url,
    schedule_type: 'cron',
    cron_expression: '*/10 * * * *',
    ...fields,
  });

const day = '2127-03-01';
const at = (time: string) => `${day}T${time}:00.000Z`;

test('all jobs of a period are listed in order, filtered, and cut at the limit', async () => {
  await create('often', { tags: ['night'] });
  await create('hourly', { cron_expression: '5 * * * *', spread_seconds: 60 });
  await create('paused', { status: 'inactive' });
  await create('twice', { cron_expression: '1 0 1 3 *', starts_at: at('00:00'), max_runs: 1 });
  const period = { from: at('00:00'), to: at('00:30') };
  const list = async (query: object = {}) => {
    const found = await service.scheduler.occurrences({ ...period, ...query });
    return [
      found.data.map((one) => `${one.job_name} ${one.scheduled_for.slice(11, 16)}`),
      found.complete_until,
    ];
  };
  expect(await list()).toEqual([
    ['often 00:00', 'twice 00:01', 'hourly 00:05', 'often 00:10', 'often 00:20'],
    at('00:30'),
  ]);
  expect(await list({ tag: 'night', limit: 2 })).toEqual([['often 00:00', 'often 00:10'], at('00:20')]);
  expect((await list({ host: 'elsewhere.example' }))[0]).toEqual([]);
  const [hourly] = (await service.scheduler.jobs.list({ q: 'hourly' })).data;
  const { data } = await service.scheduler.occurrences({ ...period, job_id: hourly!.id });
  expect(data).toMatchObject([{ target_host: '127.0.0.1', job_id: hourly!.id }]);
  expect(data[0]!.due_at >= data[0]!.scheduled_for).toBe(true);
  for (const to of [at('00:00'), '2127-05-01T00:00:00Z'])
    expect((await service.request('GET', `/occurrences?from=${at('00:00')}&to=${to}`)).status).toBe(400);
});

/**
 * Returns a function that ends the measurement, and returns the longest processor time of this thread, in milliseconds,
 * between two turns of the event loop. Time that other processes take does not count.
 */
function measureTurns(): () => number {
  let longestMs = 0;
  let before = process.threadCpuUsage();
  const measure = () => {
    const { user, system } = process.threadCpuUsage(before);
    longestMs = Math.max(longestMs, (user + system) / 1_000);
    before = process.threadCpuUsage();
  };
  let next = setImmediate(function turn() {
    measure();
    next = setImmediate(turn);
  });
  return () => {
    clearImmediate(next);
    measure();
    return longestMs;
  };
}

test('a job that would take hours to count is left out, and holds nothing up', async () => {
  await create('a million', {
    cron_expression: '* * * * * *',
    max_runs: 1_000_000,
    starts_at: '2127-06-01T00:00:00Z',
  });
  const longest = measureTurns();
  const found = await service.scheduler.occurrences({
    from: '2137-01-01T00:00:00Z',
    to: '2137-01-02T00:00:00Z',
    limit: 3,
  });
  expect(found.jobs_left_out).toBe(1);
  expect(found.data.map(({ job_name }) => job_name)).toEqual(['often', 'hourly', 'often']);
  // Counting them takes seconds.
  expect(longest()).toBeLessThan(1_000);
});

test('a pause of the scheduler is an interruption, and no occurrence is promised meanwhile', async () => {
  await service.scheduler.system.pause({ reason: 'Moving.' });
  expect((await service.scheduler.occurrences()).is_paused).toBe(true);
  expect((await service.scheduler.interruptions()).data).toMatchObject([
    { kind: 'scheduler_paused', until: null, reason: 'Moving.' },
  ]);
  await service.scheduler.system.resume();
  const { data } = await service.scheduler.interruptions({
    to: '2127-01-01T00:00:00Z',
    from: '2000-01-01T00:00:00Z',
  });
  expect(data).toMatchObject([{ kind: 'scheduler_paused', reason: 'Moving.', until: expect.any(String) }]);
});
