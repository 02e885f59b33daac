// A burst: jobs due at one instant, from that instant until the last outcome is durable.
import { setTimeout as delay } from 'node:timers/promises';
import { readCpuSeconds, readMachineCpuSeconds } from './cpu.ts';
import type { DeliverySummary } from './deliveries.ts';
import type { Ground } from './ground.ts';

const POLL_MS = 20;

/** A contender that runs, with its processes. */
export interface Running {
  schedule: (burst: { dueAt: number; count: number }) => Promise<void>;
  /** Outcomes that are durable. */
  countEnded: (burst: { dueAt: number; count: number }) => Promise<number>;
  workerPids: readonly number[];
  /** Of the API process, where there is one. */
  apiPid?: number;
  /** Jobs must be there so long before they are due. */
  aheadMs: number;
  countErrors: () => number;
  end: () => Promise<void>;
}

export interface BurstResult {
  count: number;
  /** Outcomes that were durable in time. */
  ended: number;
  /** From due to the last durable outcome; to the deadline when some are missing. */
  seconds: number;
  perSecond: number;
  delivered: DeliverySummary;
  /** CPU microseconds per run. */
  cpuUs: { worker: number; api: number; postgres: number; redis: number; target: number };
  /** Cores that processes outside the benchmark kept busy meanwhile. */
  foreignCores: number;
  dueAt: number;
  errors: number;
}

export interface BurstOptions {
  ground: Ground;
  running: Running;
  count: number;
  deadlineSeconds: number;
  /** Milliseconds that creating a thousand jobs takes; learnt from the burst before. */
  createMsPerThousand: number;
  /** Called when every job is created and none is planned yet. */
  onCreated?: () => Promise<void>;
}

/** Answers also how long creating a thousand took, for the next one. */
export async function measureBurst(
  options: BurstOptions,
): Promise<BurstResult & { createMsPerThousand: number }> {
  const { ground, running, count, deadlineSeconds, createMsPerThousand } = options;
  await ground.target.call('forget');
  const startedAt = Date.now();
  const leadMs = running.aheadMs + 1_000 + (createMsPerThousand * count * 1.5) / 1_000;
  const dueAt = Math.ceil((startedAt + leadMs) / 1_000) * 1_000;
  await running.schedule({ dueAt, count });
  const createdAt = Date.now();
  if (createdAt > dueAt - 1_000) {
    throw new Error(
      `Creating ${count} jobs took ${createdAt - startedAt} ms, ${leadMs.toFixed(0)} ms were expected.`,
    );
  }
  await options.onCreated?.();
  const readCpu = () => ({
    ...ground.cpu(),
    worker: running.workerPids.reduce((sum, pid) => sum + readCpuSeconds(pid), 0),
    api: running.apiPid === undefined ? 0 : readCpuSeconds(running.apiPid),
    bench: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
  });
  const before = readCpu();
  const machineBefore = { cpu: readMachineCpuSeconds(), at: performance.now() };
  const range = { from: dueAt, to: dueAt + 1 };
  const deadline = dueAt + deadlineSeconds * 1_000;
  await delay(Math.max(0, dueAt - Date.now()));
  let ended = 0;
  // The target is asked first, because asking it costs the database nothing.
  while (Date.now() < deadline && (await ground.target.call('count', range)) < count) await delay(POLL_MS);
  let endedAt: number;
  do {
    ended = await running.countEnded({ dueAt, count });
    endedAt = Date.now();
    if (ended < count) await delay(POLL_MS);
  } while (ended < count && Date.now() < deadline);
  const after = readCpu();
  const used = (name: keyof typeof after) => after[name] - before[name];
  const own = (Object.keys(after) as (keyof typeof after)[]).reduce((sum, name) => sum + used(name), 0);
  const foreign = readMachineCpuSeconds() - machineBefore.cpu - own;
  const seconds = (endedAt - dueAt) / 1_000;
  const perRun = (name: keyof typeof after) => (used(name) * 1e6) / Math.max(1, ended);
  return {
    count,
    ended,
    seconds,
    perSecond: ended / seconds,
    // Doubled deliveries would arrive late: what came until everything was counted is in.
    delivered: await ground.target.call('summarize', range),
    cpuUs: {
      worker: perRun('worker'),
      api: perRun('api'),
      postgres: perRun('postgres'),
      redis: perRun('redis'),
      target: perRun('target'),
    },
    foreignCores: Math.max(0, (foreign * 1_000) / (performance.now() - machineBefore.at)),
    dueAt,
    errors: running.countErrors(),
    createMsPerThousand: ((createdAt - startedAt) * 1_000) / count,
  };
}

/** A contender's first jobs warm it up: code, connections, plans. */
export async function warmUp(ground: Ground, running: Running, count: number): Promise<number> {
  const { createMsPerThousand } = await measureBurst({
    ground,
    running,
    count,
    deadlineSeconds: 20,
    createMsPerThousand: 1_500,
  });
  return createMsPerThousand;
}
