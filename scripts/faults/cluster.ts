// The cluster of a scenario: PostgreSQL, Redis, a target, and processes with a proxy to each store.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { createClient, type Scheduler } from '../../client/src/index.ts';
import { freePort, type Server, startPostgres, startRedis } from '../../src/testing/servers.ts';
import { type Child, startChild } from '../bench/rpc.ts';
import { type ClockShifter, createClockShifter } from './clock-shifter.ts';
import { type Proxy, startProxy } from './proxy.ts';
import type { Random } from './random.ts';
import { createServiceProcess, type ProcessRole, type ServiceProcess } from './service-process.ts';
import type { TargetHandlers } from './target-process.ts';

export type Backend = 'redis' | 'postgres' | 'embedded';

export interface ClusterOptions {
  backend: Backend;
  random: Random;
  apis?: number;
  workers?: number;
  /** Settings of PostgreSQL as `name=value`. */
  postgres?: string[];
  /** The data of PostgreSQL is on a file system of this size. Needs the right to mount one. */
  postgresDiskMb?: number;
  /** Arguments of Redis. */
  redis?: string[];
  /** Settings of every process. */
  environment?: Record<string, string>;
  /** Settings of one process, by its name: `api 1`, `worker 3`. */
  environmentOf?: (name: string, folder: string) => Record<string, string>;
  /** Runs PostgreSQL, the target and the processes on a clock that can be shifted. Needs libfaketime. */
  hasShiftedClock?: boolean;
  /** The uptime of the processes is shifted with the clock: the machine seems to have been suspended. */
  isUptimeShifted?: boolean;
}

/** Tells the connections of the suite from those of the service. */
export const FAULTS_APPLICATION = 'fault-suite';

/** A process and its ways to the stores. */
export interface Member extends ServiceProcess {
  toPostgres: Proxy;
  /** Undefined if the queue is in PostgreSQL. */
  toRedis: Proxy | undefined;
  client: Scheduler;
}

export interface Cluster {
  backend: Backend;
  folder: string;
  postgres: Server;
  /** The folder of its file system, if it has one of its own. */
  postgresDisk?: string | undefined;
  redis: Server | undefined;
  /** Direct connections, which no fault of a proxy affects. */
  pool: pg.Pool;
  redisClient: Redis | undefined;
  target: Child<TargetHandlers>;
  targetUrl: string;
  deliveryFile: string;
  apis: Member[];
  workers: Member[];
  members: Member[];
  clock: ClockShifter | undefined;
  stack: AsyncDisposableStack;
  /** Embedded: ends the process, so that `pool` can read its database. */
  endAndOpen?: () => Promise<void>;
}

/** Starts the stores and the target, and creates the processes; `launchAll` starts them. */
export async function prepareCluster(stack: AsyncDisposableStack, options: ClusterOptions): Promise<Cluster> {
  const { backend, random, apis = 2, workers = 3 } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'scheduler-faults-'));
  // PostgreSQL, which runs as another user, reads the file of the clock.
  chmodSync(folder, 0o711);
  const clock = options.hasShiftedClock ? createClockShifter(folder) : undefined;
  const clockEnvironment = clock?.environment ?? {};

  const { postgresDiskMb } = options;
  const postgresDisk = postgresDiskMb === undefined ? undefined : mountDisk(stack, folder, postgresDiskMb);
  const settings = ['fsync=off', ...(options.postgres ?? [])];
  const postgres = await startPostgres(settings, clockEnvironment, postgresDisk);
  stack.defer(async () => await postgres.throwAway());
  const redis = backend === 'redis' ? await startRedis(options.redis) : undefined;
  stack.defer(async () => await redis?.throwAway());
  const deliveryFile = path.join(folder, 'deliveries.ndjson');
  const target = await startChild<TargetHandlers>(
    new URL('target-process.ts', import.meta.url),
    [deliveryFile],
    clockEnvironment,
  );
  stack.defer(async () => await target.end());

  const pool = new pg.Pool({
    connectionString: postgres.url,
    max: 4,
    connectionTimeoutMillis: 10_000,
    application_name: FAULTS_APPLICATION,
  });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  stack.defer(async () => await pool.end());
  const redisClient = redis && new Redis(redis.url, { maxRetriesPerRequest: null });
  redisClient?.on('error', () => {});
  stack.defer(() => redisClient?.disconnect());

  const create = async (role: ProcessRole, index: number): Promise<Member> => {
    const name = `${role} ${index + 1}`;
    const toPostgres = await startProxy(portOf(postgres.url), random);
    stack.defer(async () => await toPostgres.close());
    const toRedis = redis && (await startProxy(portOf(redis.url), random));
    stack.defer(async () => await toRedis?.close());
    const port = await freePort();
    const created = createServiceProcess({
      name,
      role,
      port,
      logFile: path.join(folder, `${role}-${index + 1}.log`),
      environment: {
        POSTGRES_URL: withPort(postgres.url, toPostgres.port),
        ...(redis && toRedis && { REDIS_URL: withPort(redis.url, toRedis.port) }),
        ...clockEnvironment,
        ...(options.isUptimeShifted && clock?.uptimeEnvironment),
        ...options.environment,
        ...options.environmentOf?.(name, folder),
      },
    });
    stack.defer(async () => void (await created.end('SIGKILL')));
    const client = createClient({ baseUrl: created.url, retries: 0, timeoutMs: 15_000 });
    return { ...created, toPostgres, toRedis, client };
  };
  const createAll = async (role: ProcessRole, count: number) =>
    await Promise.all(Array.from({ length: count }, (_, index) => create(role, index)));
  const apiMembers = await createAll('api', apis);
  const workerMembers = await createAll('worker', workers);
  return {
    backend,
    folder,
    postgres,
    postgresDisk,
    redis,
    pool,
    redisClient,
    target,
    targetUrl: `http://127.0.0.1:${await target.call('port')}`,
    deliveryFile,
    apis: apiMembers,
    workers: workerMembers,
    members: [...apiMembers, ...workerMembers],
    clock,
    stack,
  };
}

/** A file system in memory. */
function mountDisk(stack: AsyncDisposableStack, folder: string, sizeMb: number): string {
  const disk = path.join(folder, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m,mode=711`, 'tmpfs', disk]);
  stack.defer(() => void execFileSync('umount', ['--lazy', disk]));
  return disk;
}

export async function launchAll({ members }: Cluster): Promise<void> {
  for (const member of members) member.launch();
  await Promise.all(members.map((member) => member.waitUntilReady()));
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

function withPort(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
