// Background loops: periodic work, and searches that use at most 5 % of the time.
import { systemRuntime } from '../store/runtime.ts';

export interface Loop {
  /** Waits for the current work and starts no further. */
  stop(): Promise<void>;
}

/**
 * Repeats `work`, which must not throw, every `periodMs`; longer work delays the next repetition. With `isPassive` the
 * timer does not keep the process alive.
 */
export function startLoop(
  periodMs: number,
  work: () => Promise<void>,
  { isPassive = false, runtime = systemRuntime } = {},
): Loop {
  const stopping = new AbortController();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const startedAt = runtime.monotonicNow();
      await work();
      const restMs = Math.max(0, startedAt + periodMs - runtime.monotonicNow());
      await runtime.delay(restMs, { signal: stopping.signal, ref: !isPassive }).catch(() => {});
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
export function createThrottledSearch(
  search: () => Promise<number>,
  { monotonicNow } = systemRuntime,
): () => Promise<void> {
  let pauseUntil = Number.NEGATIVE_INFINITY;
  return async () => {
    const startedAt = monotonicNow();
    if (startedAt < pauseUntil) return;
    const found = await search();
    const tookMs = monotonicNow() - startedAt;
    pauseUntil = found > 0 ? startedAt : startedAt + Math.min(tookMs * PAUSE_FACTOR, PAUSE_AT_MOST_MS);
  };
}
