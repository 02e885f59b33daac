// Runs the planner: a pass every second, a rescue sweep every ten seconds, pruning every hour.
import { type Evidence, unobserved } from '../readiness.ts';
import { LEASE_SECONDS } from '../store/claims.ts';
import type { DatabaseClock } from '../store/clock.ts';
import { isRefusal } from '../store/errors.ts';
import { createPartitions, dropHistory } from '../store/history.ts';
import { deleteOldResponses } from '../store/idempotency.ts';
import { databaseNow } from '../store/open.ts';
import { foldRollUps, pruneRollUps } from '../store/roll-ups.ts';
import { findSchedulerPause } from '../store/scheduler-pause.ts';
import { startHeartbeat } from './heartbeat.ts';
import { createThrottledSearch, startLoop } from './loops.ts';
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
/** Margin before the last pass's horizon for requests that commit late. Jobs due earlier are planned or overdue. */
const MARGIN_MS = 10_000;

export interface Planner {
  /** Takes note of any error of this process: rescue waits for one lease after PostgreSQL refused a statement. */
  noteError: (error: unknown) => void;
  /** Waits for the current pass and starts no further. */
  stop(): Promise<void>;
}

/**
 * Every process runs a planner; row locks in the database coordinate them. `onPass` is called after every pass, also
 * after a failed one. `sweeping` is the connection pool of queries over many rows, `deps.db` that of the passes.
 * `vacuum` replaces autovacuum on the embedded backend. `clock` gets the database's time every second. `evidence` reports
 * passes to the readiness of the process.
 */
export function startPlanner(
  deps: PlannerDeps,
  retentionDays: number,
  {
    onPass = () => {},
    sweeping = deps.db,
    vacuum,
    clock,
    evidence = unobserved,
  }: {
    onPass?: (succeeded: boolean) => void;
    sweeping?: PlannerDeps['db'];
    vacuum?: (() => Promise<void>) | undefined;
    clock?: DatabaseClock;
    evidence?: Evidence;
  } = {},
): Planner {
  const heartbeat = startHeartbeat(deps.db, clock);
  const { onError } = deps;
  const sweepDeps = { ...deps, db: sweeping };
  let lastSweep = performance.now();
  let lastPrune = Number.NEGATIVE_INFINITY;
  let followsZoneData = false;
  /** The pass plans jobs due after this instant. */
  let floor: Temporal.Instant | undefined;
  const planOverdue = createThrottledSearch(
    async () => await planOverdueJobs(deps, await databaseNow(deps.db), floor),
  );
  const rescueOverdue = createThrottledSearch(async () => await rescueOverdueRuns(sweepDeps));

  async function pass(): Promise<void> {
    if (performance.now() - lastPrune >= PRUNE_MS) {
      lastPrune = performance.now();
      await prune(await databaseNow(deps.db)).catch(onError);
    }
    if ((await findSchedulerPause(deps.db)) === undefined) await planAndEnqueue();
  }

  /** Beside the passes: behind tens of thousands of late runs a sweep takes seconds, which would delay new runs. */
  async function sweep(): Promise<void> {
    await foldRollUps(sweeping).catch(onError);
    if (performance.now() - lastSweep < SWEEP_SECONDS * 1_000) return;
    lastSweep = performance.now();
    await vacuum?.().catch(onError);
    // After an outage or a suspended machine, workers first get the time to renew their leases.
    if (heartbeat.steadyMs() >= LEASE_SECONDS * 1_000) await rescueLostRuns(sweepDeps).catch(onError);
    if ((await findSchedulerPause(sweeping)) !== undefined) return;
    // An error in one sweep, such as a damaged row, must not stop the others.
    await completeFinishedJobs(sweepDeps).catch(onError);
    await rescueOverdue().catch(onError);
    await rescueWaitingRuns(sweepDeps).catch(onError);
  }

  async function planAndEnqueue(): Promise<void> {
    if (!followsZoneData) await followZoneData(sweeping);
    followsZoneData = true;
    const now = await databaseNow(deps.db);
    await resumePausedJobs(deps.db, now);
    await enqueueUnsentRuns(deps, now);
    if (await isBackedUp(sweepDeps, now)) return;
    await planDueJobs({ ...deps, onRound: () => evidence.succeeded() }, now, floor);
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

  const passes = startLoop(PASS_MS, () =>
    evidence.watch(pass).then(
      () => onPass(true),
      (error: unknown) => {
        onPass(false);
        onError(error);
      },
    ),
  );
  const sweeps = startLoop(PASS_MS, () => sweep().catch(onError));
  return {
    noteError: (error) => {
      if (isRefusal(error)) heartbeat.interrupt();
    },
    stop: async () => {
      await Promise.all([passes.stop(), sweeps.stop()]);
      await heartbeat.stop();
    },
  };
}
