// The planner's rhythm: a pass every second, a rescue sweep every ten, history pruned every hour.
import { LEASE_SECONDS } from '../store/claims.ts';
import type { DatabaseClock } from '../store/clock.ts';
import { createPartitions, dropHistory } from '../store/history.ts';
import { deleteOldResponses } from '../store/idempotency.ts';
import { databaseNow } from '../store/open.ts';
import { foldRollUps, pruneRollUps } from '../store/roll-ups.ts';
import { findSchedulerPause } from '../store/scheduler-pause.ts';
import { startHeartbeat } from './heartbeat.ts';
import { createSparingLook, startLoop } from './loops.ts';
import {
  enqueueUnsentRuns,
  isBackedUp,
  LOOK_AHEAD_MS,
  PASS_MS,
  type PlannerDeps,
  planDueJobs,
  planOverdueJobs,
} from './passes.ts';
import { resumePausedJobs } from './pauses.ts';
import {
  completeFinishedJobs,
  rescueLostRuns,
  rescueOverdueRuns,
  rescueWaitingRuns,
  SWEEP_SECONDS,
} from './rescue.ts';
import { followZoneData } from './zone-data.ts';

const PRUNE_MS = 3_600_000;
/** Jobs due this long before the last pass's horizon are planned or overdue: a write may commit late by so much. */
const MARGIN_MS = 10_000;

export interface Planner {
  /** Finishes the pass under way and starts no other. */
  stop(): Promise<void>;
}

/**
 * Every process runs one; the database arbitrates. A pass that fails is followed by the next one; `onPass` is told of
 * either. `sweeping` is the connection pool of what looks at many rows, `deps.db` that of the passes. `vacuum`, on the
 * embedded backend, does what autovacuum does elsewhere. `clock` gets the database's time every second.
 */
export function startPlanner(
  deps: PlannerDeps,
  retentionDays: number,
  {
    onPass = () => {},
    sweeping = deps.db,
    vacuum,
    clock,
  }: {
    onPass?: (succeeded: boolean) => void;
    sweeping?: PlannerDeps['db'];
    vacuum?: (() => Promise<void>) | undefined;
    clock?: DatabaseClock;
  } = {},
): Planner {
  const sweepDeps = { ...deps, db: sweeping };
  const heartbeat = startHeartbeat(deps.db, clock);
  let lastSweep = performance.now();
  let lastPrune = Number.NEGATIVE_INFINITY;
  let followsZoneData = false;
  /** The ordinary pass looks at jobs due after it. */
  let floor: Temporal.Instant | undefined;
  const planOverdue = createSparingLook(
    async () => await planOverdueJobs(deps, await databaseNow(deps.db), floor),
  );
  const rescueOverdue = createSparingLook(async () => await rescueOverdueRuns(sweepDeps));

  async function pass(): Promise<void> {
    if (performance.now() - lastPrune >= PRUNE_MS) {
      lastPrune = performance.now();
      await prune(await databaseNow(deps.db)).catch(deps.onError);
    }
    const isPaused = (await findSchedulerPause(deps.db)) !== undefined;
    if (!isPaused) await planAndEnqueue();
    await foldRollUps(sweeping).catch(deps.onError);
    if (performance.now() - lastSweep < SWEEP_SECONDS * 1_000) return;
    lastSweep = performance.now();
    await vacuum?.().catch(deps.onError);
    // An outage or a frozen machine is not the death of a worker: leases first get the time to be renewed.
    if (heartbeat.steadyMs() >= LEASE_SECONDS * 1_000) await rescueLostRuns(sweepDeps).catch(deps.onError);
    if (isPaused) return;
    // One damaged row must not keep the other sweeps from their work.
    await completeFinishedJobs(sweepDeps).catch(deps.onError);
    await rescueOverdue().catch(deps.onError);
    await rescueWaitingRuns(sweepDeps).catch(deps.onError);
  }

  async function planAndEnqueue(): Promise<void> {
    if (!followsZoneData) await followZoneData(sweeping);
    followsZoneData = true;
    const now = await databaseNow(deps.db);
    await resumePausedJobs(deps.db, now);
    await enqueueUnsentRuns(deps, now);
    if (await isBackedUp(sweepDeps, now)) return;
    await planDueJobs(deps, now, floor);
    floor = now.add({ milliseconds: LOOK_AHEAD_MS - MARGIN_MS });
    await planOverdue();
  }

  async function prune(now: Temporal.Instant): Promise<void> {
    await createPartitions(sweeping, now);
    await deleteOldResponses(sweeping);
    const before = now.subtract({ hours: 24 * retentionDays });
    await dropHistory(sweeping, before);
    await pruneRollUps(sweeping, now, before);
  }

  const loop = startLoop(PASS_MS, () =>
    pass().then(
      () => onPass(true),
      (error: unknown) => {
        onPass(false);
        deps.onError(error);
      },
    ),
  );
  return {
    stop: async () => {
      await loop.stop();
      await heartbeat.stop();
    },
  };
}
