// Runs the planner: a pass every second, a rescue sweep every ten seconds, pruning every hour.
import { type Evidence, unobserved } from '../readiness.ts';
import { pruneNotifications } from '../store/alerts.ts';
import { pruneAuditLog } from '../store/audit-log.ts';
import { LEASE_SECONDS } from '../store/claims.ts';
import type { DatabaseClock } from '../store/clock.ts';
import { isRefusal } from '../store/errors.ts';
import { createPartitions, dropHistory } from '../store/history.ts';
import { deleteOldResponses } from '../store/idempotency.ts';
import { pruneInterruptions } from '../store/interruptions.ts';
import { pruneRunsOfJobs } from '../store/job-retention.ts';
import { foldObjectives, pruneObjectives } from '../store/objectives.ts';
import { databaseNow } from '../store/open.ts';
import { foldRollUps, pruneRollUps } from '../store/roll-ups.ts';
import { systemRuntime } from '../store/runtime.ts';
import { findSchedulerPause, type SchedulerPause } from '../store/scheduler-pause.ts';
import { applyClockChange } from './clock-changes.ts';
import { isBehind } from './clock-offset.ts';
import { type ClockChange, createClockWatch } from './clock-watch.ts';
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

/** Fails passes, so that the process is not ready, but is logged once by `onClockChange`. */
class ClockHeld extends Error {}

export interface Planner {
  /** Takes note of any error of this process: rescue waits for one lease after PostgreSQL refused a statement. */
  noteError: (error: unknown) => void;
  /** Whether the database's clock was set forward and is not believed yet: no run may be claimed. */
  isHeld: () => boolean;
  /** Waits for the current pass and starts no further. */
  stop(): Promise<void>;
}

/**
 * Every process runs a planner; row locks in the database coordinate them. `onPass` is called after every pass, also
 * after a failed one. `sweeping` is the connection pool of queries over many rows, `deps.db` that of the passes.
 * `vacuum` replaces autovacuum on the embedded backend. `clock` gets the database's time every second. `evidence` reports
 * passes to the readiness of the process. `onClockChange` is called before a change of the database's clock is applied.
 */
export function startPlanner(
  deps: PlannerDeps,
  retentionDays: number,
  {
    onPass = () => {},
    sweeping = deps.db,
    vacuum,
    clock,
    onClockChange = () => {},
    onPlanned = () => {},
    onRescued = () => {},
    onSchedulerPause = () => {},
    evidence = unobserved,
  }: {
    onPass?: (succeeded: boolean) => void;
    sweeping?: PlannerDeps['db'];
    vacuum?: (() => Promise<void>) | undefined;
    clock?: DatabaseClock;
    onClockChange?: (change: ClockChange) => void;
    /** Called with the number of runs that a pass planned. */
    onPlanned?: (runs: number) => void;
    onRescued?: (rescued: { lost_attempt?: number; lost_message?: number }) => void;
    /** Called when a pause of the scheduler begins, and with undefined when it ends. */
    onSchedulerPause?: (pause: SchedulerPause | undefined) => void;
    evidence?: Evidence;
  } = {},
): Planner {
  const { onError, runtime = systemRuntime } = deps;
  const watch = createClockWatch(runtime.upMs);
  const heartbeat = startHeartbeat(deps.db, clock, watch, runtime);
  const sweepDeps = { ...deps, db: sweeping };
  let lastSweep = runtime.monotonicNow();
  let lastPrune = Number.NEGATIVE_INFINITY;
  let followsZoneData = false;
  let pausedSince: string | undefined;
  /** The pass plans jobs due after this instant. */
  let floor: Temporal.Instant | undefined;
  const planOverdue = createThrottledSearch(async () => {
    const now = await readClock();
    return now === undefined ? 0 : countPlanned(await planOverdueJobs(deps, now, floor));
  }, runtime);
  const rescueOverdue = createThrottledSearch(async () => {
    const lost_message = await rescueOverdueRuns(sweepDeps);
    onRescued({ lost_message });
    return lost_message;
  }, runtime);

  async function rescueLost(): Promise<void> {
    onRescued({ lost_attempt: await rescueLostRuns(sweepDeps) });
  }

  function countPlanned(runs: number): number {
    onPlanned(runs);
    return runs;
  }

  /** The database's time; undefined while its clock is not believed. A change of the clock is applied first. */
  async function readClock(): Promise<Temporal.Instant | undefined> {
    const requestedAt = watch.upMs();
    const now = await databaseNow(deps.db);
    watch.observe(now.epochMilliseconds, requestedAt);
    for (let change = watch.pending(); change; change = watch.pending()) {
      onClockChange(change);
      // A change that cannot be saved now is applied by the next pass, before anything is planned.
      await applyClockChange(deps, change, now);
      watch.applied();
      floor = undefined;
    }
    return watch.isHeld() ? undefined : now;
  }

  async function pass(): Promise<void> {
    const now = await readClock();
    if (now === undefined)
      throw new ClockHeld('the clock of the database was set forward and is not believed yet');
    if (runtime.monotonicNow() - lastPrune >= PRUNE_MS) {
      lastPrune = runtime.monotonicNow();
      await prune(now).catch(onError);
    }
    if (!(await isPaused())) await planAndEnqueue(now);
    // Messages are delivered early then; the claim waits by PostgreSQL's clock.
    if (clock && isBehind(clock)) await deps.queue.promoteAll().catch(onError);
  }

  async function isPaused(): Promise<boolean> {
    const pause = await findSchedulerPause(deps.db);
    if (pause?.since !== pausedSince) onSchedulerPause(pause);
    pausedSince = pause?.since;
    return pause !== undefined;
  }

  /** Beside the passes: behind tens of thousands of late runs a sweep takes seconds, which would delay new runs. */
  async function sweep(): Promise<void> {
    await foldRollUps(sweeping).catch(onError);
    await foldObjectives(sweeping).catch(onError);
    if (runtime.monotonicNow() - lastSweep < SWEEP_SECONDS * 1_000) return;
    lastSweep = runtime.monotonicNow();
    await vacuum?.().catch(onError);
    // After an outage or a suspended machine, workers first get the time to renew their leases.
    if (heartbeat.steadyMs() >= LEASE_SECONDS * 1_000) await rescueLost().catch(onError);
    if (watch.isHeld() || (await findSchedulerPause(sweeping)) !== undefined) return;
    // An error in one sweep, such as a damaged row, must not stop the others.
    await completeFinishedJobs(sweepDeps).catch(onError);
    await rescueOverdue().catch(onError);
    await rescueWaitingRuns(sweepDeps).catch(onError);
  }

  async function planAndEnqueue(now: Temporal.Instant): Promise<void> {
    if (!followsZoneData) await followZoneData(sweeping);
    followsZoneData = true;
    await resumePausedJobs(deps.db, now);
    await enqueueUnsentRuns(deps, now);
    if (await isBackedUp(sweepDeps, now)) return;
    countPlanned(await planDueJobs({ ...deps, onRound: () => evidence.succeeded() }, now, floor));
    floor = now.add({ milliseconds: LOOK_AHEAD_MS - MARGIN_MS });
    await planOverdue();
  }

  async function prune(now: Temporal.Instant): Promise<void> {
    await createPartitions(sweeping, now);
    await deleteOldResponses(sweeping);
    const before = now.subtract({ hours: 24 * retentionDays });
    await dropHistory(sweeping, before);
    await pruneAuditLog(sweeping, before);
    await pruneRunsOfJobs(sweeping, now);
    await pruneInterruptions(sweeping, before);
    await pruneNotifications(sweeping, before);
    await pruneRollUps(sweeping, now, before);
    await pruneObjectives(sweeping);
  }

  const passes = startLoop(
    PASS_MS,
    () =>
      evidence.watch(pass).then(
        () => onPass(true),
        (error: unknown) => {
          onPass(false);
          if (!(error instanceof ClockHeld)) onError(error);
        },
      ),
    { runtime },
  );
  const sweeps = startLoop(PASS_MS, () => sweep().catch(onError), { runtime });
  return {
    isHeld: () => watch.isHeld(),
    noteError: (error) => {
      if (isRefusal(error)) heartbeat.interrupt();
    },
    stop: async () => {
      await Promise.all([passes.stop(), sweeps.stop()]);
      await heartbeat.stop();
    },
  };
}
