// Heartbeat: for how long PostgreSQL has answered this process without a gap.
import type { Kysely } from 'kysely';
import type { DatabaseClock } from '../store/clock.ts';
import { databaseNow } from '../store/open.ts';
import type { Database } from '../store/schema.ts';
import { startLoop } from './loops.ts';

const BEAT_MS = 1_000;
/** No answer for so long is a gap, whether the database, the network or this process stood still. */
const GAP_MS = 5_000;

export interface Heartbeat {
  /** Milliseconds of answers without a gap, up to now. */
  steadyMs(): number;
  stop(): Promise<void>;
}

/** `clock` gets a sample with every beat. */
export function startHeartbeat(db: Kysely<Database>, clock?: DatabaseClock): Heartbeat {
  let steadySince = performance.now();
  let lastAnswer = steadySince;
  let lastDatabaseMs = Number.NEGATIVE_INFINITY;

  async function beat(): Promise<void> {
    const databaseMs = (await databaseNow(db)).epochMilliseconds;
    clock?.observe(databaseMs);
    const now = performance.now();
    // Our own clock stands still while the machine is suspended; the database's may be set. Either is a gap.
    const drift = Math.abs(databaseMs - lastDatabaseMs - (now - lastAnswer));
    if (now - lastAnswer > GAP_MS || drift > GAP_MS) steadySince = now;
    lastAnswer = now;
    lastDatabaseMs = databaseMs;
  }

  // No answer is a gap in the making; the planner's pass reports the error.
  const loop = startLoop(BEAT_MS, () => beat().catch(() => {}));
  return {
    steadyMs: () => (performance.now() - lastAnswer > GAP_MS ? 0 : lastAnswer - steadySince),
    stop: () => loop.stop(),
  };
}
