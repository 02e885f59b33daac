// Background loops: periodic work, and searches that use at most 5 % of the time.
import { setTimeout as delay } from 'node:timers/promises';

export interface Loop {
  /** Waits for the current work and starts no further. */
  stop(): Promise<void>;
}

/**
 * Repeats `work`, which must not throw, every `periodMs`; longer work delays the next repetition. With `isPassive` the
 * timer does not keep the process alive.
 */
export function startLoop(periodMs: number, work: () => Promise<void>, isPassive = false): Loop {
  const stopping = new AbortController();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      await work();
      const restMs = Math.max(0, startedAt + periodMs - performance.now());
      await delay(restMs, undefined, { signal: stopping.signal, ref: !isPassive }).catch(() => {});
    }
  }

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** Pause after a search, as a multiple of its duration. */
const PAUSE_FACTOR = 20;
const PAUSE_AT_MOST_MS = 30_000;

/**
 * Runs `search`, and after a slow search without a result pauses before the next: a long transaction keeps dead index
 * entries that slow down the search, and the search must not delay due runs.
 */
export function createThrottledSearch(search: () => Promise<number>): () => Promise<void> {
  let pauseUntil = Number.NEGATIVE_INFINITY;
  return async () => {
    const startedAt = performance.now();
    if (startedAt < pauseUntil) return;
    const found = await search();
    const tookMs = performance.now() - startedAt;
    pauseUntil = found > 0 ? startedAt : startedAt + Math.min(tookMs * PAUSE_FACTOR, PAUSE_AT_MOST_MS);
  };
}
