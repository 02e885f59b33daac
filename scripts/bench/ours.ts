// The service under test on PostgreSQL and Redis: one API process and one worker process.
import { lowestIdAt } from '../../src/store/ids.ts';
import type { Running } from './burst.ts';
import type { Range } from './deliveries.ts';
import type { Ground } from './ground.ts';
import { type Api, type JobFields, openApi, type ServiceProcess, startService } from './service.ts';

export interface Ours {
  api: Api;
  apiProcess: ServiceProcess;
  /** Undefined until `startWorker`. */
  workerProcess: () => ServiceProcess | undefined;
  startWorker: () => Promise<ServiceProcess>;
  /** Creates jobs that are each due once, at one instant. */
  createBurst: (dueAt: number, count: number) => Promise<void>;
  createJobs: (jobs: readonly JobFields[]) => Promise<void>;
  /** Succeeded runs in history that were due in the range. */
  countSucceeded: (range: Range) => Promise<number>;
  /** Lateness in milliseconds as recorded in history. */
  readLateness: (range: Range) => Promise<{ p50Ms: number; p99Ms: number; maxMs: number }>;
  query: <R extends object>(text: string, values?: unknown[]) => Promise<R[]>;
  countErrors: () => number;
  /** As a contender of bursts; with the process ids of the workers whose CPU time counts, its own by default. */
  asRunning: (workerPids?: readonly number[]) => Running;
  end: () => Promise<void>;
}

export interface OursOptions {
  ground: Ground;
  databaseUrl: string;
  redisUrl: string;
  /** Started with the API process; otherwise by `startWorker`. */
  withWorker?: boolean;
  environment?: Record<string, string>;
}

/** Runs are counted in slices of history by id: the id of a scheduled run holds when it is due. */
const BETWEEN = 'id >= $1 and id < $2';

export async function startOurs(options: OursOptions): Promise<Ours> {
  const { ground, databaseUrl, redisUrl, withWorker = true } = options;
  const environment = { POSTGRES_URL: databaseUrl, REDIS_URL: redisUrl, ...options.environment };
  const apiProcess = await startService({ role: 'api', environment });
  ground.stack.defer(async () => await apiProcess.end());
  const api = openApi(apiProcess.url!);
  let worker: ServiceProcess | undefined;
  const startWorker = async () => {
    const started = await startService({ role: 'worker', environment });
    ground.stack.defer(async () => await started.end());
    worker = started;
    return started;
  };
  if (withWorker) await startWorker();
  const query = async <R extends object>(text: string, values: unknown[] = []) =>
    (await ground.pool(databaseUrl).query<R>(text, values)).rows;
  const idRange = ({ from, to }: Range) =>
    [from, to].map((ms) => lowestIdAt(Temporal.Instant.fromEpochMilliseconds(ms)));
  const createBurst = async (dueAt: number, count: number) => {
    const specific_time = new Date(dueAt).toISOString();
    const jobs = Array.from({ length: count }, (_, index) => ({
      name: `Close invoice ${index}`,
      schedule_type: 'specific_time' as const,
      specific_time,
    }));
    await api.createJobs(jobs, ground.targetUrl);
  };
  const countSucceeded = async (range: Range) => {
    const [row] = await query<{ count: string }>(
      `select count(*) from runs where ${BETWEEN} and status = 'succeeded'`,
      idRange(range),
    );
    return Number(row!.count);
  };
  const countErrors = () => apiProcess.countErrors() + (worker?.countErrors() ?? 0);
  const end = async () => {
    await api.close();
    await Promise.all([apiProcess.end(), worker?.end()]);
  };
  return {
    api,
    apiProcess,
    workerProcess: () => worker,
    startWorker,
    createJobs: async (jobs) => await api.createJobs(jobs, ground.targetUrl),
    createBurst,
    countSucceeded,
    readLateness: async (range) => {
      const [row] = await query<{ quantiles: number[] | null }>(
        `select percentile_disc(array[0.5, 0.99, 1]) within group (order by lateness_ms) as quantiles
         from runs where ${BETWEEN} and lateness_ms is not null`,
        idRange(range),
      );
      const [p50Ms = Number.NaN, p99Ms = Number.NaN, maxMs = Number.NaN] = row!.quantiles ?? [];
      return { p50Ms, p99Ms, maxMs };
    },
    query,
    countErrors,
    asRunning: (workerPids = [worker!.pid]) => ({
      schedule: async ({ dueAt, count }) => await createBurst(dueAt, count),
      countEnded: async ({ dueAt }) => await countSucceeded({ from: dueAt, to: dueAt + 1 }),
      workerPids,
      apiPid: apiProcess.pid,
      // The planner looks five seconds ahead.
      aheadMs: 6_000,
      countErrors,
      end,
    }),
    end,
  };
}
