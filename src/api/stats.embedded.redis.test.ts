// Tests statistics, the forecast and Prometheus metrics.
import { expect, test } from 'vitest';
import type { JobInput, Stats } from '../../client/src/index.ts';
import { startTestService } from '../testing/service.ts';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';

const { service, target } = useService({ FAILING_AFTER: '1' });

async function createJob(fields: Partial<JobInput> = {}) {
  return await service.scheduler.jobs.create({
    name: 'job',
    target: target.url,
    schedule_type: 'cron',
    cron_expression: '0 0 1 1 *',
    retry: { initial_delay_seconds: 0, max_attempts: 2 },
    ...fields,
  });
}

async function runToEnd(id: string, count = 1): Promise<void> {
  const runs = await Promise.all(Array.from({ length: count }, () => service.scheduler.jobs.run(id)));
  await waitFor('the ends', async () => {
    const states = await Promise.all(runs.map((run) => service.scheduler.runs.get(run.id)));
    return states.every((run) => run.finished_at !== null);
  });
}

const WINDOWS = [
  ['1h', 60, 1],
  ['6h', 72, 5],
  ['24h', 48, 30],
  ['7d', 56, 180],
  ['30d', 60, 720],
] as const;

test('ended runs by status and bucket, with lateness, in every window', async () => {
  const before = await service.scheduler.stats();
  const good = await createJob();
  const bad = await createJob({ target: `${target.url}/bad` });
  await createJob({ status: 'inactive' });
  target.answer = (delivery, response) => {
    response.statusCode = delivery.path === '/bad' ? 500 : 200;
    response.end();
  };
  await runToEnd(good.id, 3);
  await runToEnd(bad.id);

  for (const [window, buckets, minutes] of WINDOWS) {
    const stats = await service.scheduler.stats({ window });
    expect(stats.window).toBe(window);
    expect(stats.jobs).toEqual({
      active: before.jobs.active + 2,
      inactive: before.jobs.inactive + 1,
      failed: 0,
      total: before.jobs.total + 3,
      failing: 1,
      failing_after: 1,
    });
    expect(stats.runs).toEqual({ queued: 0, running: 0, retrying: 0 });
    const { lateness_ms: lateness, ...counts } = stats.totals;
    expect(counts).toEqual({
      succeeded: 3,
      failed: 1,
      canceled: 0,
      skipped: 0,
      missed: 0,
      success_rate: 0.75,
    });
    expect(lateness.p50).toBeGreaterThanOrEqual(0);
    expect(lateness.p99).toBeLessThan(60_000);
    expect(lateness.p99!).toBeGreaterThanOrEqual(lateness.p50!);

    expect(stats.series).toHaveLength(buckets);
    expectChained(stats.series, minutes);
    expect(Date.parse(stats.series.at(-1)!.to)).toBeGreaterThan(Date.now() - 5_000);
    const sum = (name: 'succeeded' | 'failed') =>
      stats.series.reduce((total, bucket) => total + bucket[name], 0);
    expect([sum('succeeded'), sum('failed')]).toEqual([3, 1]);
    for (const bucket of stats.series) {
      if (bucket.succeeded + bucket.failed === 0) expect(bucket.lateness_p99_ms).toBeNull();
    }
  }
});

/** Checks that buckets are contiguous, equally long and aligned. */
function expectChained(buckets: { from: string; to: string }[], minutes: number): void {
  for (const [i, { from, to }] of buckets.entries()) {
    expect(Date.parse(to) - Date.parse(from)).toBe(minutes * 60_000);
    expect(Date.parse(from) % (minutes * 60_000)).toBe(0);
    if (i > 0) expect(from).toBe(buckets[i - 1]!.to);
  }
}

test('without runs there is no success rate and no lateness', async () => {
  const empty = await startTestService();
  try {
    const { totals, jobs } = await empty.scheduler.stats();
    expect(jobs.total).toBe(0);
    expect(totals).toMatchObject({ succeeded: 0, success_rate: null, lateness_ms: { p50: null, p99: null } });
  } finally {
    await empty.stop();
  }
});

test('the forecast of the next day by hour', async () => {
  const stats = await waitFor<Stats>('the forecast', async () => {
    const found = await service.scheduler.stats();
    return found.computed_at !== null && found;
  });
  expect(stats.forecast).toHaveLength(24);
  expectChained(stats.forecast, 60);
  expect(Date.parse(stats.forecast[0]!.to)).toBeGreaterThan(Date.parse(stats.computed_at!));
  expect(stats.is_estimate).toBe(false);
});

test('an unknown window is refused', async () => {
  const answer = await service.request('GET', '/stats?window=2h');
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ errors: [{ pointer: 'window' }] });
  expect((await service.request('GET', '/stats?window=24h&windows=1h')).status).toBe(400);
});

/** The value of a metric with these labels. */
async function metric(name: string, url = service.url): Promise<number | undefined> {
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; .*version=0\.0\.4/);
  const line = (await answer.text()).split('\n').find((text) => text.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

test('metrics count runs, passes and requests', async () => {
  const ended = 'scheduler_runs_ended_total{status="succeeded"}';
  const before = (await metric(ended)) ?? 0;
  const { id } = await createJob();
  await runToEnd(id, 2);
  expect(await metric(ended)).toBe(before + 2);
  expect(await metric('scheduler_run_lateness_seconds_count')).toBeGreaterThanOrEqual(before + 2);
  expect(await metric('scheduler_planner_passes_total{outcome="succeeded"}')).toBeGreaterThan(0);
  expect(await metric('scheduler_requests_in_flight')).toBe(0);
  expect(await metric('scheduler_runs_unfinished{status="queued"}')).toBe(0);
  const route = 'scheduler_api_requests_total{method="POST",route="/jobs/:id/runs",status="202"}';
  expect(await metric(route)).toBeGreaterThanOrEqual(2);
  await service.request('GET', '/no/such/path');
  await service.request('GET', '/no/other/path');
  expect(await metric('scheduler_api_requests_total{method="GET",route="/*",status="404"}')).toBe(2);
  expect(await metric('process_cpu_seconds_total')).toBeGreaterThan(0);
  expect((await service.request('GET', '/metrics')).status).toBe(200);
});
