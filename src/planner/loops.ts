// Background loops: work that repeats until it is stopped, and work that takes only a share of the time.
import { setTimeout as delay } from 'node:timers/promises';

export interface Loop {
  /** Finishes the work under way and starts no other. */
  stop(): Promise<void>;
}

/**
 * Repeats `work`, which must not throw, every `periodMs` or as soon as it is done, whichever is later. `isPassive`: the
 * loop's timer does not keep the process alive.
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

/** Rest after work, in multiples of what the work took: 5 % of the time at most. */
const REST_SHARE = 20;
const REST_AT_MOST_MS = 30_000;

/**
 * Runs `look` unless an earlier one that found nothing took so long that it has to rest: a transaction that stays open
 * somewhere keeps dead rows in its way, and looking must not slow down what is due.
 */
export function createSparingLook(look: () => Promise<number>): () => Promise<void> {
  let restUntil = Number.NEGATIVE_INFINITY;
  return async () => {
    const startedAt = performance.now();
    if (startedAt < restUntil) return;
    const found = await look();
    const tookMs = performance.now() - startedAt;
    restUntil = found > 0 ? startedAt : startedAt + Math.min(tookMs * REST_SHARE, REST_AT_MOST_MS);
  };
}
