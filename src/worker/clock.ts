// PostgreSQL's clock as this process knows it, so that nothing is sent before it is due there.

const SAMPLES_AT_MOST = 32;
const SAMPLE_MAX_AGE_MS = 10_000;

export interface DatabaseClock {
  /** Takes note of an answer that carried the database's clock, as it arrives. */
  observe(databaseNowMs: number): void;
  /** Unix milliseconds by the database's clock, never ahead of it. -Infinity before the first answer. */
  nowMs(): number;
}

/**
 * An answer is read after the database wrote the time into it, so what each sample tells is a time that has certainly
 * come; the one that travelled fastest tells most. Built on the monotonic clock: ours being set does not matter.
 */
export function createDatabaseClock(monotonicNow: () => number = () => performance.now()): DatabaseClock {
  const samples: { takenAt: number; offsetMs: number }[] = [];
  let bestOffsetMs = Number.NEGATIVE_INFINITY;
  return {
    observe: (databaseNowMs) => {
      if (Number.isNaN(databaseNowMs)) return;
      const takenAt = monotonicNow();
      samples.push({ takenAt, offsetMs: databaseNowMs - takenAt });
      // Old samples go, since the two clocks drift apart.
      while (samples.length > SAMPLES_AT_MOST || samples[0]!.takenAt < takenAt - SAMPLE_MAX_AGE_MS)
        samples.shift();
      bestOffsetMs = samples.reduce(
        (best, { offsetMs }) => Math.max(best, offsetMs),
        Number.NEGATIVE_INFINITY,
      );
    },
    nowMs: () => monotonicNow() + bestOffsetMs,
  };
}
