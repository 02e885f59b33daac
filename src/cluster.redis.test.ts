// Tests two API and three worker processes under load while servers and processes fail.
import { Redis } from 'ioredis';
import pg from 'pg';
import { expect, test } from 'vitest';
import { createClient, type Run, type RunWithAttempts, type Scheduler } from '../client/src/index.ts';
import { launchProcess, runToEnd, type ServiceProcess, startProcess } from './testing/process.ts';
import { freePort, type Server, startPostgres, startRedis } from './testing/servers.ts';
import type { Target } from './testing/target.ts';
import { useParts } from './testing/use-processes.ts';
import { waitFor } from './testing/wait.ts';

// The tests run at the same time, each with its own servers: most of their time is the wait for leases and timeouts.
type OnTestFinished = Parameters<typeof useParts>[0];

interface Cluster {
  postgres: Server;
  redis: Server;
  target: Target;
  apis: ServiceProcess[];
  workers: ServiceProcess[];
  start(role: 'api' | 'worker'): Promise<ServiceProcess>;
}

async function startCluster(onTestFinished: OnTestFinished): Promise<Cluster> {
  const parts = useParts(onTestFinished);
  const [postgres, redis, target] = await Promise.all([startPostgres(), startRedis(), parts.target()]);
  parts.cleanUp(() => postgres.throwAway());
  parts.cleanUp(() => redis.throwAway());
  const environment = { POSTGRES_URL: postgres.url, REDIS_URL: redis.url, SHUTDOWN_GRACE_SECONDS: '10' };
  const start = async (role: 'api' | 'worker') =>
    await parts.start({ ...environment, WORKER_PORT: '0', LOG_LEVEL: 'info' }, role);
  const [first, second, ...workers] = await Promise.all([
    start('api'),
    start('api'),
    start('worker'),
    start('worker'),
    start('worker'),
  ]);
  return { postgres, redis, target, apis: [first, second], workers, start };
}

/** All runs, after the last one has ended. */
async function collectRuns(scheduler: Scheduler): Promise<Run[]> {
  return await waitFor('every run to end', async () => {
    for (const status of ['queued', 'running', 'retrying'] as const) {
      if ((await scheduler.runs.list({ status, limit: 1 })).data.length > 0) return undefined;
    }
    const all: Run[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await scheduler.runs.list({ limit: 200, ...(cursor && { cursor }) });
      all.push(...page.data);
      cursor = page.next_cursor;
    }
    return all;
  });
}

async function readAttempts(scheduler: Scheduler, runs: Run[]): Promise<RunWithAttempts[]> {
  const detailed: RunWithAttempts[] = [];
  for (let i = 0; i < runs.length; i += 50) {
    detailed.push(...(await Promise.all(runs.slice(i, i + 50).map((run) => scheduler.runs.get(run.id)))));
  }
  return detailed;
}

/** Checks all runs and deliveries. The attempts of `detailed` runs must explain repeated deliveries. Returns figures. */
function checkDeliveries(runs: Run[], detailed: RunWithAttempts[], target: Target) {
  const byRun = Map.groupBy(target.deliveries, (delivery) => String(delivery.headers['webhook-id']));
  expect(new Set(byRun.keys()), 'every delivery has its run').toEqual(new Set(runs.map((run) => run.id)));
  expect(new Set(runs.map((run) => run.status))).toEqual(new Set(['succeeded']));
  const attemptsOf = new Map(detailed.map(({ id, attempts }) => [id, attempts]));
  let repeated = 0;
  for (const run of runs) {
    const sent = byRun.get(run.id) ?? [];
    const attempts = attemptsOf.get(run.id) ?? [];
    const lost = attempts.filter((attempt) => attempt.outcome === 'lost').length;
    expect(attempts.map(({ number }) => number)).toEqual(attempts.map((_, index) => index + 1));
    expect(sent.length, 'a second delivery is explained by a lost attempt').toBeLessThanOrEqual(1 + lost);
    for (const delivery of sent) {
      expect(delivery.at, 'never early').toBeGreaterThanOrEqual(Date.parse(run.scheduled_for));
      expect(delivery.headers['scheduler-scheduled-for']).toBe(run.scheduled_for);
    }
    repeated += sent.length - 1;
  }
  const lateness = runs.map((run) => run.lateness_ms ?? 0).sort((a, b) => a - b);
  const percentile = (share: number) =>
    lateness[Math.min(lateness.length - 1, Math.floor(lateness.length * share))]!;
  return { runs: runs.length, repeated, p50: percentile(0.5), p99: percentile(0.99), max: lateness.at(-1)! };
}

const JOBS = 40;

test.concurrent('kills, restarts and an emptied queue lose no occurrence', {
  timeout: 400_000,
}, async ({ onTestFinished }) => {
  const cluster = await startCluster(onTestFinished);
  const { postgres, redis, target } = cluster;
  // Some responses are slow, so that every failure occurs with requests in flight.
  target.answer = ({ path }, response) =>
    void setTimeout(() => response.end('ok'), path === '/slow' ? 1_000 : 0);
  const scheduler = () => createClient({ baseUrl: cluster.apis[0]!.url! });

  const jobs = await Promise.all(
    Array.from({ length: JOBS }, (_, index) =>
      scheduler().jobs.create({
        name: `job ${index}`,
        target: `${target.url}/${index % 4 === 0 ? 'slow' : 'quick'}`,
        schedule_type: 'cron',
        cron_expression: '*/2 * * * * *',
        overlap: 'allow',
      }),
    ),
  );

  const report: string[] = [];
  /** Causes a failure, then waits until runs due after it are delivered again. */
  async function phase(name: string, breakIt: () => Promise<unknown>): Promise<void> {
    const before = target.deliveries.length;
    await waitFor('steady deliveries', () => target.deliveries.length > before + JOBS);
    const brokenAt = Date.now();
    await breakIt();
    const mendedAt = Date.now();
    // The number of runs that become due within four seconds after the repair.
    const isFresh = (delivery: Target['deliveries'][number]) =>
      Date.parse(String(delivery.headers['scheduler-scheduled-for'])) > mendedAt;
    await waitFor(`deliveries after: ${name}`, () => target.deliveries.filter(isFresh).length >= 2 * JOBS);
    const first = target.deliveries.find(isFresh)!;
    report.push(
      `${name}: broken for ${mendedAt - brokenAt} ms, first fresh delivery ${first.at - mendedAt} ms after`,
    );
  }

  await phase('a worker killed', async () => {
    await cluster.workers.shift()!.end('SIGKILL');
    cluster.workers.push(await cluster.start('worker'));
  });
  await phase('Redis emptied', async () => {
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
  });
  await phase('PostgreSQL restarted', async () => {
    await postgres.kill('SIGQUIT');
    await postgres.start();
  });
  await phase('Redis restarted, empty', async () => {
    await redis.kill('SIGKILL');
    await redis.start();
  });
  await phase('everything restarted, one after the other', async () => {
    for (let i = 0; i < cluster.workers.length; i++) {
      const old = cluster.workers[i]!;
      cluster.workers[i] = await cluster.start('worker');
      expect(await old.end('SIGTERM'), old.output()).toBe(0);
    }
    for (let i = 0; i < cluster.apis.length; i++) {
      const old = cluster.apis[i]!;
      cluster.apis[i] = await cluster.start('api');
      expect(await old.end('SIGTERM'), old.output()).toBe(0);
    }
  });

  // All due runs end before the jobs are paused; runs that a pause removes are excluded.
  const until = Date.now();
  await waitFor('everything due to end', async () => {
    const unfinished = await Promise.all(
      (['queued', 'running', 'retrying'] as const).map((status) =>
        scheduler().runs.list({ status, limit: 200 }),
      ),
    );
    return unfinished.flatMap((page) => page.data).every((run) => Date.parse(run.scheduled_for) > until);
  });
  await Promise.all(jobs.map((job) => scheduler().jobs.pause(job.id)));
  const runs = (await collectRuns(scheduler())).filter((run) => run.status !== 'canceled');
  const figures = checkDeliveries(runs, await readAttempts(scheduler(), runs), target);
  // Every two seconds from the creation of each job, without a gap.
  for (const job of jobs) {
    const instants = runs.filter((run) => run.job_id === job.id).map((run) => Date.parse(run.scheduled_for));
    instants.sort((a, b) => a - b);
    expect(instants[0]).toBe(Math.floor(Date.parse(job.created_at) / 2_000) * 2_000 + 2_000);
    expect(instants.at(-1)).toBeGreaterThanOrEqual(until - 2_000);
    for (let i = 1; i < instants.length; i++) expect(instants[i]! - instants[i - 1]!).toBe(2_000);
  }
  console.log([...report, JSON.stringify(figures)].join('\n'));
});

const ONCE_JOBS = 4_000;
const ONCE_SPREAD_SECONDS = 10;

test.concurrent('three workers run four thousand jobs within ten seconds once each', {
  timeout: 400_000,
}, async ({ onTestFinished }) => {
  const { apis, target } = await startCluster(onTestFinished);
  const schedulers = apis.map((api) => createClient({ baseUrl: api.url! }));
  // The API accepts instants up to 60 seconds in the past, so a busy machine may take longer than this.
  const first = Math.ceil(Date.now() / 1_000) * 1_000 + 6_000;
  for (let i = 0; i < ONCE_JOBS; i += 1_000) {
    await schedulers[(i / 1_000) % 2]!.jobs.batch(
      Array.from({ length: 1_000 }, (_, offset) => ({
        name: `job ${i + offset}`,
        target: target.url,
        schedule_type: 'specific_time' as const,
        specific_time: new Date(first + ((i + offset) % (ONCE_SPREAD_SECONDS * 10)) * 100).toISOString(),
      })),
    );
  }
  await waitFor(
    () => `every delivery: ${target.deliveries.length} came, the last ${target.deliveries.at(-1)?.at}`,
    () => target.deliveries.length >= ONCE_JOBS,
    // Checks that each run is sent once. Benchmarks measure the lateness.
    240_000,
  );
  const runs = await collectRuns(schedulers[0]!);
  expect(new Set(runs.map((run) => run.job_id)).size).toBe(ONCE_JOBS);
  // Reading each of the runs would dominate the run time.
  const some = runs.filter(({ attempt_count }, index) => attempt_count > 1 || index % 20 === 0);
  const figures = checkDeliveries(runs, await readAttempts(schedulers[0]!, some), target);
  expect(figures).toMatchObject({ runs: ONCE_JOBS, repeated: 0 });
  const active = await schedulers[0]!.jobs.list({ status: 'active' });
  expect(active.data, 'every job is completed').toEqual([]);
  console.log(JSON.stringify(figures));
});

test.concurrent('the stores can start later in any order, and /readyz names the missing one', async ({
  onTestFinished,
}) => {
  const { cleanUp } = useParts(onTestFinished);
  const [postgres, redis, port] = await Promise.all([startPostgres(), startRedis(), freePort()]);
  cleanUp(() => postgres.throwAway());
  cleanUp(() => redis.throwAway());
  await Promise.all([postgres.kill('SIGQUIT'), redis.kill('SIGKILL')]);

  const environment = {
    POSTGRES_URL: postgres.url,
    REDIS_URL: redis.url,
    PORT: String(port),
    LOG_LEVEL: 'silent',
  };
  const api = launchProcess(environment, 'api');
  cleanUp(() => api.end('SIGKILL'));
  const reports = async (database: string, queue: string) => {
    const response = await fetch(`http://localhost:${port}/readyz`).catch(() => undefined);
    const found = (await response?.json()) as Record<string, string> | undefined;
    return found?.['database'] === database && found['queue'] === queue;
  };

  await waitFor('neither', () => reports('unreachable', 'unreachable'));
  const refused = await fetch(`http://localhost:${port}/jobs`);
  expect([refused.status, refused.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
  expect((await fetch(`http://localhost:${port}/healthz`)).status).toBe(200);
  await postgres.start();
  await waitFor('the database alone', () => reports('ok', 'unreachable'));
  const job = {
    name: 'job',
    target: 'https://example.com',
    schedule_type: 'cron',
    cron_expression: '* * * * *',
  } as const;
  const scheduler = createClient({ baseUrl: `http://localhost:${port}` });
  await waitFor(
    'a write without the queue',
    async () => await scheduler.jobs.create(job).catch(() => undefined),
  );
  await redis.start();
  await waitFor('both', () => reports('ok', 'ok'));
  expect(await api.end('SIGTERM'), api.output()).toBe(0);
});

test.concurrent('a waiting start can be stopped, and a newer schema refuses the start', async ({
  onTestFinished,
}) => {
  const { cleanUp } = useParts(onTestFinished);
  const postgres = await startPostgres();
  cleanUp(() => postgres.throwAway());
  const environment = { POSTGRES_URL: postgres.url, PORT: '0', LOG_LEVEL: 'warn' };
  const first = await startProcess(environment, 'api');
  expect(await first.end('SIGTERM')).toBe(0);

  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`insert into kysely_migration (name, timestamp) values ('9999_from_the_future', 'now')`);
  await client.end();
  const { code, output } = await runToEnd(environment, ['api']);
  expect(code).toBe(1);
  expect(output).toContain('newer than this version');
  expect(output).toContain('9999_from_the_future');

  await postgres.kill('SIGQUIT');
  const waiting = launchProcess(environment, 'api');
  await waitFor('it to wait', () => waiting.output().includes('Waiting for the database'));
  expect(await waiting.end('SIGTERM'), waiting.output()).toBe(0);
});
