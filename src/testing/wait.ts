// Polls until a condition holds, with a deadline that only a broken condition reaches.
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks every few milliseconds until the answer is not undefined, false or null; throws after `deadlineMs`.
 * What it waited for may be told only then, with what had come by then.
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
      throw new Error(`Waited ${deadlineMs} ms in vain for ${named}.`);
    }
    await delay(20);
  }
}
