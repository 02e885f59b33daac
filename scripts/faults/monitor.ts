// Samples the readiness of the processes during a scenario, and their resources before and after.
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { readMemoryMb } from '../bench/cpu.ts';
import type { Cluster } from './cluster.ts';
import { countConnections } from './collect-evidence.ts';
import type { ReadinessSample, Resources } from './evidence.ts';

const SAMPLE_MS = 1_000;
const PROBE_TIMEOUT_MS = 5_000;

export interface Monitor {
  samples: ReadinessSample[];
  stop(): Promise<void>;
}

/** Processes that do not respond count as not ready. `now` is the clock of PostgreSQL. */
export function startMonitor({ members, target }: Cluster, now: () => number): Monitor {
  const samples: ReadinessSample[] = [];
  const ending = new AbortController();
  const loop = async () => {
    while (!ending.signal.aborted) {
      const running = members.filter((member) => member.pid() !== undefined);
      const ready = await Promise.all(
        running.map(async ({ name, url }) => [name, await isReady(url)] as const),
      );
      samples.push({ atMs: now(), ready: new Map(ready), deliveries: await target.call('total') });
      await delay(SAMPLE_MS, undefined, { signal: ending.signal }).catch(() => {});
    }
  };
  const running = loop();
  return {
    samples,
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await response.text();
    return response.ok;
  } catch {
    return false;
  }
}

export async function readResources(cluster: Cluster): Promise<Resources> {
  const processes = cluster.members.flatMap((member) => {
    const pid = member.pid();
    return pid === undefined ? [] : [[member.name, readProcess(pid)] as const];
  });
  return {
    processes: new Map(processes),
    databaseConnections: cluster.backend === 'embedded' ? 0 : await countConnections(cluster.pool),
    redisKeys: await cluster.redisClient?.dbsize(),
  };
}

function readProcess(pid: number): { memoryMb: number; descriptors: number } {
  return {
    memoryMb: Math.round(readMemoryMb(pid).now),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}
