// The planner's rhythm: a pass every second, a rescue sweep every ten, history cut every hour.
import { setTimeout as delay } from 'node:timers/promises';
import { LEASE_SECONDS } from '../store/claims.ts';
import { dropHistory, makePartitions } from '../store/history.ts';
import { forgetAnswers } from '../store/idempotency.ts';
import { findPause } from '../store/master-switch.ts';
import { databaseNow } from '../store/open.ts';
import { foldRollUps, pruneRollUps } from '../store/roll-ups.ts';
import { startHeartbeat } from './heartbeat.ts';
import { enqueueUnsentRuns, PASS_MS, type PlannerDeps, planDueJobs } from './passes.ts';
import { resumePausedJobs } from './pauses.ts';
import {
  rescueHeldRuns,
  rescueLostRuns,
  rescueOverdueRuns,
  SWEEP_SECONDS,
  settleFinishedJobs,
} from './rescue.ts';
import { followZoneData } from './zone-data.ts';

const PRUNE_MS = 3_600_000;

export interface Planner {
  /** Finishes the pass under way and starts no other. */
  stop(): Promise<void>;
}

/**
 * Every process runs one; the database arbitrates. A pass that fails is followed by the next one; `onPass` hears of
 * either.
 */
export function startPlanner(
  deps: PlannerDeps,
  retentionDays: number,
  onPass: (succeeded: boolean) => void = () => {},
): Planner {
  const stopping = new AbortController();
  const heartbeat = startHeartbeat(deps.db);
  let lastSweep = performance.now();
  let lastPrune = Number.NEGATIVE_INFINITY;
  let followsZoneData = false;

  async function pass(): Promise<void> {
    if (performance.now() - lastPrune >= PRUNE_MS) {
      lastPrune = performance.now();
      await prune(await databaseNow(deps.db)).catch(deps.onError);
    }
    const isPaused = (await findPause(deps.db)) !== undefined;
    if (!isPaused) await planAndEnqueue();
    await foldRollUps(deps.db).catch(deps.onError);
    if (performance.now() - lastSweep < SWEEP_SECONDS * 1_000) return;
    lastSweep = performance.now();
    // An outage or a frozen machine is not the death of a worker: leases first get the time to be renewed.
    if (heartbeat.steadyMs() >= LEASE_SECONDS * 1_000) await rescueLostRuns(deps);
    if (isPaused) return;
    await settleFinishedJobs(deps);
    await rescueOverdueRuns(deps);
    await rescueHeldRuns(deps);
  }

  async function planAndEnqueue(): Promise<void> {
    if (!followsZoneData) await followZoneData(deps.db);
    followsZoneData = true;
    await resumePausedJobs(deps.db, await databaseNow(deps.db));
    await planDueJobs(deps, await databaseNow(deps.db));
    await enqueueUnsentRuns(deps, await databaseNow(deps.db));
  }

  async function prune(now: Temporal.Instant): Promise<void> {
    await makePartitions(deps.db, now);
    await forgetAnswers(deps.db);
    const before = now.subtract({ hours: 24 * retentionDays });
    await dropHistory(deps.db, before);
    await pruneRollUps(deps.db, now, before);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      await pass().then(
        () => onPass(true),
        (error: unknown) => {
          onPass(false);
          deps.onError(error);
        },
      );
      const restMs = Math.max(0, startedAt + PASS_MS - performance.now());
      await delay(restMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
      await heartbeat.stop();
    },
  };
}
