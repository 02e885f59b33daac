// Measures lateness beside hostile clients: bad requests, slow and unread connections, searches, hanging name servers.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CompiledQuery } from 'kysely';
import { parseSettings } from '../../src/settings.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open.ts';
import { cloneJobs } from './clone.ts';
import type { DeliverySummary } from './deliveries.ts';
import { type Ground, withGround } from './ground.ts';
import type { HostileHandlers } from './hostile-process.ts';
import { fillMonth, fillSkipped } from './month.ts';
import { type Context, format, type Report } from './report.ts';
import { type Child, startChild } from './rpc.ts';
import { type Api, openApi, type ServiceProcess, startService } from './service.ts';

const ADMIN_KEY = 'bench-admin-key-0123456789';
const VIEWER_KEY = 'bench-viewer-key-0123456789';
/** Jobs that run every second, so that a second of a phase gives this number of samples. */
const PROBES = 10;
const HANGING_HOSTS = 100;
const LARGE_JOBS = 200;
const LARGE_BYTES = 10_000;
/** Of one job, in the last day. */
const SKIPPED_RUNS = 20_000;
const LATE_MS = 100;
const PATIENCE_MS = 10_000;

interface Phase {
  name: string;
  expected: number;
  delivered: DeliverySummary;
  responses: Record<string, Record<number, number>>;
  errors: number;
}

interface Backend {
  name: string;
  api: Api;
  url: string;
  countErrors: () => number;
  end: () => Promise<void>;
}

export async function measure({ knobs, report }: Context): Promise<Report> {
  return await withGround(knobs, async (ground) => {
    const hostile = await startChild<HostileHandlers>(new URL('hostile-process.ts', import.meta.url));
    ground.stack.defer(async () => await hostile.end());
    const environment = {
      API_KEYS: `bench:admin:${ADMIN_KEY},hostile:viewer:${VIEWER_KEY}`,
      BENCH_NAME_SERVER: await hostile.call('nameServer'),
    };
    const found: { name: string; phases: Phase[] }[] = [];
    for (const start of [startOnServers, startEmbedded]) {
      const backend = await start(ground, environment, knobs.hostileJobs);
      report(`${backend.name}: ready`);
      found.push({
        name: backend.name,
        phases: await measurePhases(ground, hostile, backend, knobs.hostileSeconds),
      });
      await backend.end();
    }
    const rows = found.flatMap(({ name, phases }) => phases.map((phase) => ({ backend: name, ...phase })));
    return {
      title: `hostile: ${PROBES} jobs every second, beside hostile clients`,
      notes: [
        ground.settings,
        `${format(knobs.hostileJobs)} jobs are stored. ${HANGING_HOSTS} further jobs call every second names whose name server hangs. The clients run in a process of low priority on the same cores.`,
        ...rows.map(({ backend, name, responses }) => `${backend}, ${name}: ${JSON.stringify(responses)}`),
      ],
      tables: [
        {
          title: 'Lateness of the jobs',
          head: ['', 'beside', 'runs', 'p50, ms', 'p99, ms', 'max, ms', 'responses', 'errors logged'],
          rows: rows.map(({ backend, name, delivered, responses, errors }) => [
            backend,
            name,
            format(delivered.count),
            format(delivered.p50Ms),
            format(delivered.p99Ms),
            format(delivered.maxMs),
            format(
              Object.values(responses)
                .flatMap(Object.values<number>)
                .reduce((sum, each) => sum + each, 0),
            ),
            format(errors),
          ]),
        },
      ],
      promises: rows.flatMap(({ backend, name, expected, delivered, errors }) => [
        {
          about: `${backend}: p99 beside ${name}`,
          measured: delivered.p99Ms,
          limit: LATE_MS,
          bound: 'at most',
          unit: 'ms',
        },
        {
          about: `${backend}: runs beside ${name}`,
          measured: delivered.count,
          limit: expected,
          bound: 'at least',
          unit: 'runs',
        },
        {
          about: `${backend}: errors logged beside ${name}`,
          measured: errors,
          limit: 0,
          bound: 'at most',
          unit: 'lines',
        },
      ]),
      figures: found,
    };
  });
}

async function measurePhases(
  ground: Ground,
  hostile: Child<HostileHandlers>,
  backend: Backend,
  seconds: number,
): Promise<Phase[]> {
  await createProbes(ground, backend.api);
  const client = { url: backend.url, key: VIEWER_KEY };
  const phases: Phase[] = [];
  const run = async (name: string, seconds: number, start: () => Promise<void>) => {
    const errorsBefore = backend.countErrors();
    await start();
    const from = Math.ceil((Date.now() + 1_500) / 1_000) * 1_000;
    const range = { from, to: from + seconds * 1_000 };
    await delay(range.to - Date.now());
    const expected = PROBES * seconds;
    // What is late arrives while the attack goes on.
    const deadline = range.to + PATIENCE_MS;
    do await delay(100);
    while ((await ground.target.call('count', range)) < expected && Date.now() < deadline);
    const delivered = await ground.target.call('summarize', range);
    const responses = await hostile.call('end');
    phases.push({ name, expected, delivered, responses, errors: backend.countErrors() - errorsBefore });
  };
  await run('nothing', Math.ceil(seconds / 4), async () => await delay(3_000));
  await run('30 reads', Math.ceil(seconds / 2), async () => await hostile.call('startReads', client));
  await run('everything', seconds, async () => {
    await createHanging(backend.api);
    await hostile.call('startAll', client);
  });
  return phases;
}

async function createProbes({ targetUrl }: Ground, api: Api): Promise<void> {
  const everySecond = { schedule_type: 'cron', cron_expression: '* * * * * *' };
  await api.request('POST', '/jobs/batch', {
    jobs: Array.from({ length: PROBES }, (_, index) => ({
      name: `Every second ${index}`,
      target: targetUrl,
      payload: {},
      ...everySecond,
    })),
  });
  await api.request('POST', '/jobs/batch', {
    jobs: Array.from({ length: LARGE_JOBS }, (_, index) => ({
      name: `Large ${index}`,
      target: targetUrl,
      payload: { text: 'x'.repeat(LARGE_BYTES) },
      tags: ['large'],
      status: 'inactive',
      ...everySecond,
    })),
  });
}

async function createHanging(api: Api): Promise<void> {
  await api.request('POST', '/jobs/batch', {
    jobs: Array.from({ length: HANGING_HOSTS }, (_, index) => ({
      name: `Hanging ${index}`,
      target: `http://a.b${index}.hanging.example.com/`,
      schedule_type: 'cron',
      cron_expression: '* * * * * *',
    })),
  });
}

const nodeOptions = ['--import', fileURLToPath(new URL('hanging-dns.ts', import.meta.url))];

async function startOnServers(ground: Ground, keys: Record<string, string>, jobs: number): Promise<Backend> {
  const databaseUrl = await ground.makeMonth('hostile');
  const environment = { ...keys, POSTGRES_URL: databaseUrl, REDIS_URL: ground.nextRedisUrl() };
  const start = async (role: 'api' | 'worker') => {
    const started = await startService({ role, environment, nodeOptions });
    ground.stack.defer(async () => await started.end());
    return started;
  };
  const apiProcess = await start('api');
  const api = openApi(apiProcess.url!, ADMIN_KEY);
  await cloneJobs(
    {
      createJobs: async (list) => await api.createJobs(list, ground.targetUrl),
      query: async <R extends object>(text: string, values: unknown[] = []) =>
        (await ground.pool(databaseUrl).query<R>(text, values)).rows,
    },
    jobs,
    'never',
    'stored',
  );
  const store = await openStore(parseSettings({ POSTGRES_URL: databaseUrl }));
  await fillSkipped(store.db, SKIPPED_RUNS);
  await store.close();
  await ground.pool(databaseUrl).query('analyze');
  const worker = await start('worker');
  return toBackend('PostgreSQL and Redis', api, [apiProcess, worker]);
}

async function startEmbedded(ground: Ground, keys: Record<string, string>, jobs: number): Promise<Backend> {
  const DATA_DIR = await mkdtemp(path.join(tmpdir(), 'scheduler-bench-'));
  ground.stack.defer(async () => await rm(DATA_DIR, { recursive: true, force: true }));
  const environment = { ...keys, DATA_DIR };
  const start = async () => {
    const started = await startService({ environment, nodeOptions });
    ground.stack.defer(async () => await started.end());
    return started;
  };
  const store = await openStore(parseSettings({ DATA_DIR }));
  await migrate(store.db);
  await store.close();
  const first = await start();
  const setUp = openApi(first.url!, ADMIN_KEY);
  let filling: Awaited<ReturnType<typeof openStore>> | undefined;
  await cloneJobs(
    {
      createJobs: async (list) => {
        await setUp.createJobs(list, ground.targetUrl);
        await setUp.close();
        await first.end();
      },
      // Only one process at a time can use the folder.
      query: async <R extends object>(text: string, values: unknown[] = []) => {
        filling ??= await openStore(parseSettings({ DATA_DIR }));
        return (await filling.db.executeQuery<R>(CompiledQuery.raw(text, values))).rows;
      },
    },
    jobs,
    'never',
    'stored',
  );
  await fillMonth(filling!.db, ground.historyRowsPerDay);
  await fillSkipped(filling!.db, SKIPPED_RUNS);
  await filling!.db.executeQuery(CompiledQuery.raw('analyze'));
  await filling!.close();
  const service = await start();
  return toBackend('embedded', openApi(service.url!, ADMIN_KEY), [service]);
}

function toBackend(name: string, api: Api, processes: ServiceProcess[]): Backend {
  return {
    name,
    api,
    url: processes[0]!.url!,
    countErrors: () => processes.reduce((sum, each) => sum + each.countErrors(), 0),
    end: async () => {
      await api.close();
      await Promise.all(processes.map(async (each) => await each.end()));
    },
  };
}
