// Estimates the database's clock; the estimate is never ahead of the database.
import type { Kysely } from 'kysely';
import { databaseNow } from './open.ts';
import { type Runtime, systemRuntime } from './runtime.ts';
import type { Database } from './schema.ts';

const MAX_SAMPLES = 32;
const SAMPLE_MAX_AGE_MS = 10_000;
/** Two clocks drift apart by less while a sample is kept. */
const DRIFT_MS = 20;
/** The heartbeat takes a sample per second. Without a sample for this long, a write queries the database. */
const FRESH_MS = 5_000;

export interface DatabaseClock {
  /**
   * Takes a sample: the database's time in a response, as the response arrives. With the monotonic time of the request,
   * the estimate follows at once when the database's clock is set back.
   */
  observe(databaseNowMs: number, requestedAt?: number): void;
  /** Unix milliseconds by the database's clock, never ahead of it. -Infinity before the first sample. */
  nowMs(): number;
  /** Milliseconds by which this process's wall clock is ahead of the database's, or behind if negative; null if not known. */
  offsetMs(): number | null;
  /** The monotonic time of a request, for `observe`. */
  monotonicNow(): number;
  /** Whether the last sample is recent enough for a write to use the estimate. */
  isFresh(): boolean;
}

/**
 * A response arrives after the database wrote its time into it, so no sample is ahead of the database; the sample with
 * the shortest delay is the most exact. The monotonic clock makes the estimate independent of changes of the wall clock.
 */
export function createDatabaseClock({
  monotonicNow,
  wallNow,
}: Pick<Runtime, 'monotonicNow' | 'wallNow'> = systemRuntime): DatabaseClock {
  const samples: { takenAt: number; offsetMs: number }[] = [];
  let bestOffsetMs = Number.NEGATIVE_INFINITY;
  let lastGapMs = wallNow() - monotonicNow();
  /** A response to an earlier request may be older than it seems. */
  let doubtedAt: number | undefined;
  /** The monotonic clock stops while the machine is suspended; the wall clock does not. */
  function watchSuspension(): void {
    const gapMs = wallNow() - monotonicNow();
    if (Math.abs(gapMs - lastGapMs) > FRESH_MS) doubtedAt = monotonicNow();
    lastGapMs = gapMs;
  }
  function isFresh(): boolean {
    watchSuspension();
    const last = samples.at(-1);
    return last !== undefined && doubtedAt === undefined && monotonicNow() - last.takenAt <= FRESH_MS;
  }
  return {
    observe: (databaseNowMs, requestedAt = Number.NEGATIVE_INFINITY) => {
      if (Number.isNaN(databaseNowMs)) return;
      const takenAt = monotonicNow();
      watchSuspension();
      if (doubtedAt !== undefined && requestedAt >= doubtedAt) doubtedAt = undefined;
      // The clock showed this time after the request: a higher estimate is of a clock that has been set back.
      if (databaseNowMs - requestedAt < bestOffsetMs - DRIFT_MS) samples.splice(0);
      samples.push({ takenAt, offsetMs: databaseNowMs - takenAt });
      // Old samples are removed, because the two clocks drift apart.
      while (samples.length > MAX_SAMPLES || samples[0]!.takenAt < takenAt - SAMPLE_MAX_AGE_MS)
        samples.shift();
      bestOffsetMs = samples.reduce(
        (best, { offsetMs }) => Math.max(best, offsetMs),
        Number.NEGATIVE_INFINITY,
      );
    },
    nowMs: () => monotonicNow() + bestOffsetMs,
    offsetMs: () => (isFresh() ? Math.round(wallNow() - monotonicNow() - bestOffsetMs) : null),
    monotonicNow,
    isFresh,
  };
}

/** The time of a write, to the millisecond: the estimate while it is fresh, else a query. Never ahead of the database. */
export async function writeNow(clock: DatabaseClock, db: Kysely<Database>): Promise<Temporal.Instant> {
  if (clock.isFresh()) return Temporal.Instant.fromEpochMilliseconds(Math.floor(clock.nowMs()));
  const read = async () => {
    const requestedAt = clock.monotonicNow();
    const now = await databaseNow(db);
    clock.observe(now.epochMilliseconds, requestedAt);
    return now;
  };
  const now = await read();
  // The machine was suspended before the response arrived.
  return clock.isFresh() ? now : await read();
}
