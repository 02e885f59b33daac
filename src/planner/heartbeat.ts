// Measures how long PostgreSQL has accepted writes of this process without a gap.
import type { Kysely } from 'kysely';
import type { DatabaseClock } from '../store/clock.ts';
import { writableNow } from '../store/open.ts';
import { systemRuntime } from '../store/runtime.ts';
import type { Database } from '../store/schema.ts';
import type { ClockWatch } from './clock-watch.ts';
import { startLoop } from './loops.ts';

const BEAT_MS = 1_000;
/** No response for so long is a gap, whether the database, the network or this process was suspended. */
const GAP_MS = 5_000;

export interface Heartbeat {
  /** Milliseconds since the last gap; 0 during a gap. */
  steadyMs(): number;
  /** Reports a gap that the heartbeat cannot see, such as a full disk: PostgreSQL refused another statement. */
  interrupt(): void;
  stop(): Promise<void>;
}

/**
 * Every beat also updates `clock`. A beat fails or waits where the renewal of a lease would: a reachable but read-only or
 * locked database is a gap.
 */
export function startHeartbeat(
  db: Kysely<Database>,
  clock?: DatabaseClock,
  watch?: ClockWatch,
  runtime = systemRuntime,
): Heartbeat {
  let steadySince = runtime.monotonicNow();
  let lastResponse = steadySince;
  let lastDatabaseMs = Number.NEGATIVE_INFINITY;

  async function beat(): Promise<void> {
    const requestedAt = runtime.monotonicNow();
    const requestedUp = watch?.upMs();
    const databaseMs = (await writableNow(db)).epochMilliseconds;
    clock?.observe(databaseMs, requestedAt);
    watch?.observe(databaseMs, requestedUp!);
    const now = runtime.monotonicNow();
    // The monotonic clock stops while the machine is suspended, and the database's clock can be set. Both count as a gap.
    const drift = Math.abs(databaseMs - lastDatabaseMs - (now - lastResponse));
    if (now - lastResponse > GAP_MS || drift > GAP_MS) steadySince = now;
    lastResponse = now;
    lastDatabaseMs = databaseMs;
  }

  // The planner's pass reports the error.
  const loop = startLoop(BEAT_MS, () => beat().catch(() => {}), { runtime });
  return {
    interrupt: () => (steadySince = runtime.monotonicNow()),
    steadyMs: () =>
      runtime.monotonicNow() - lastResponse > GAP_MS ? 0 : Math.max(0, lastResponse - steadySince),
    stop: () => loop.stop(),
  };
}
