// Polls until a condition holds, with a deadline that only a broken condition reaches.
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Polls every few milliseconds until the result is not undefined, false or null. Throws after `deadlineMs`. The
 * description can be a function, which is called only then.
 */
export async function waitFor<T>(
  what: string | (() => string),
  ask: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  deadlineMs = 120_000,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (performance.now() > end) {
      const named = typeof what === 'string' ? what : what();
      throw new Error(`Gave up after ${deadlineMs} ms of waiting for ${named}.`);
    }
    await delay(20);
  }
}
