// The forecast as last computed: it is asked for often, and takes longer than an answer may.
import { setTimeout as delay } from 'node:timers/promises';
import type { Forecast } from './forecast.ts';

const FRESH_MS = 60_000;
/** An older one is about hours that are over. */
const USABLE_MS = 600_000;
/** What is computed sooner than this is waited for. */
const PATIENCE_MS = 8;

/**
 * Answers with the last forecast and has it computed anew in the background once it is a minute old; with undefined
 * while the first is under way. `onError` hears of what failed, and is tried again at the next question.
 */
export function createForecastCache(
  compute: () => Promise<Forecast>,
  onError: (error: unknown) => void,
): () => Promise<Forecast | undefined> {
  let last: { forecast: Forecast; at: number } | undefined;
  let computing: Promise<void> | undefined;

  function start(): Promise<void> {
    computing ??= compute()
      .then((forecast) => {
        last = { forecast, at: performance.now() };
      })
      .catch(onError)
      .finally(() => {
        computing = undefined;
      });
    return computing;
  }

  const ageMs = () => (last === undefined ? Number.POSITIVE_INFINITY : performance.now() - last.at);
  return async () => {
    const computed = ageMs() < FRESH_MS ? undefined : start();
    if (computed && ageMs() >= USABLE_MS) await Promise.race([computed, delay(PATIENCE_MS)]);
    return ageMs() < USABLE_MS ? last?.forecast : undefined;
  };
}
