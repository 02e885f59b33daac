// Polls until a condition holds, with a deadline that only a broken condition reaches.
import { setTimeout as delay } from 'node:timers/promises';

const SHORTEST_DELAY_MS = 20;
const LONGEST_DELAY_MS = 200;

/**
 * Polls, at first every 20 ms, until the result is not undefined, false or null. Throws after `deadlineMs`. The
 * description can be a function, which is called only then.
 */
export async function waitFor<T>(
  what: string | (() => string),
  ask: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  deadlineMs = 120_000,
): Promise<T> {
  const start = performance.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    const elapsedMs = performance.now() - start;
    if (elapsedMs > deadlineMs) {
      const named = typeof what === 'string' ? what : what();
      throw new Error(`Gave up after ${deadlineMs} ms of waiting for ${named}.`);
    }
    // Longer waits poll less: at most a twentieth of the wait is lost, and the requests leave time to other tests.
    await delay(Math.min(Math.max(SHORTEST_DELAY_MS, elapsedMs / 20), LONGEST_DELAY_MS));
  }
}
