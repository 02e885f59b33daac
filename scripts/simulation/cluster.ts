// The simulated cluster: starts, stops and crashes processes with a planner, two of them with a worker.

import type { Kysely } from 'kysely';
import { startPlanner } from '../../src/planner/planner.ts';
import type { Queue } from '../../src/queue/queue.ts';
import { createDatabaseClock, type DatabaseClock } from '../../src/store/clock.ts';
import { createKeyring } from '../../src/store/encryption.ts';
import type { Database } from '../../src/store/schema.ts';
import { startWorker } from '../../src/worker/worker.ts';
import { createServer, type Server } from './database.ts';
import type { Engine } from './engine.ts';
import { createLife, type Life } from './life.ts';
import { createNetwork, type Network } from './network.ts';
import { type Broker, createBroker } from './queue.ts';
import type { Timeline } from './timeline.ts';

const RETENTION_DAYS = 30;
const GRACE_MS = 5_000;
const CONCURRENCY = 50;

export const WORKERS = ['worker 1', 'worker 2'] as const;
export const NAMES = ['api', ...WORKERS] as const;
export type Name = (typeof NAMES)[number];

/** A running process. */
export interface Member {
  life: Life;
  db: Kysely<Database>;
  queue: Queue;
  clock: DatabaseClock;
  onError: (error: unknown) => void;
  /** Ends as after SIGTERM. */
  stop(): Promise<void>;
}

export interface Cluster {
  timeline: Timeline;
  engine: Engine;
  server: Server;
  broker: Broker;
  network: Network;
  log: (line: string) => void;
  members: Map<Name, Member>;
  start(name: Name): void;
  crash(life: Life, why: string): void;
  /** A crashed process starts again after so many milliseconds. */
  restartMs: () => number;
}

export interface ClusterOptions {
  timeline: Timeline;
  engine: Engine;
  log: (line: string) => void;
  rewrite: (text: string) => string;
  isSlow?: boolean | undefined;
  hasStalls?: boolean;
}

export function createCluster({
  timeline,
  engine,
  log,
  rewrite,
  isSlow,
  hasStalls,
}: ClusterOptions): Cluster {
  const { random } = timeline;
  const server = createServer({ timeline, engine, log, rewrite, crash, isSlow, hasStalls });
  const broker = createBroker(timeline, log);
  const network = createNetwork(timeline, () => server.highestDueMs(), log);
  const members = new Map<Name, Member>();
  const keyring = createKeyring([]);

  function crash(life: Life, why: string): void {
    if (!life.isAlive) return;
    log(`${life.name} crashes ${why}`);
    life.isAlive = false;
    for (const onDeath of life.onDeath) onDeath();
    const name = life.name as Name;
    members.delete(name);
    timeline.after(cluster.restartMs(), () => start(name));
  }

  function start(name: Name): void {
    if (members.has(name)) return;
    log(`${name} starts`);
    const life = createLife(name, timeline, random.between(-300, 300));
    const { runtime } = life;
    const db = server.connect(life);
    const queue = broker.connect(life);
    const clock = createDatabaseClock(runtime);
    const onError = (error: unknown) => {
      planner.noteError(error);
      log(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    };
    const planner = startPlanner({ db, queue, onError, runtime }, RETENTION_DAYS, {
      clock,
      onClockChange: ({ kind, byMs }) => log(`${name}: clock ${kind} ${byMs}`),
    });
    const worker =
      name === 'api'
        ? undefined
        : startWorker({
            db,
            queue,
            client: network.connect(life),
            concurrency: CONCURRENCY,
            targetConcurrency: CONCURRENCY,
            keyring,
            shutdownGraceMs: GRACE_MS,
            onRecorded: (runs) =>
              log(`${name}: recorded ${runs.map(({ id, status }) => `${id} ${status}`).join(', ')}`),
            isHeld: () => planner.isHeld(),
            onError,
            runtime,
          });
    members.set(name, {
      life,
      db,
      queue,
      clock,
      onError,
      stop: async () => {
        await worker?.stop();
        await planner.stop();
      },
    });
  }

  const cluster: Cluster = {
    timeline,
    engine,
    server,
    broker,
    network,
    log,
    members,
    start,
    crash,
    restartMs: () => random.between(500, 15_000),
  };
  return cluster;
}
