// Caches the forecast, which is requested often and takes longer to compute than a response may.
import { setTimeout as delay } from 'node:timers/promises';
import type { Forecast } from './forecast.ts';

const FRESH_MS = 60_000;
/** An older forecast covers hours that are over. */
const USABLE_MS = 600_000;
/** Time that a request waits for the first forecast. */
const WAIT_MS = 8;

/**
 * Returns the last forecast, and recomputes it in the background once it is a minute old. Returns undefined while the
 * first forecast is being computed. Errors go to `onError`; the next call tries again.
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
    if (computed && ageMs() >= USABLE_MS) await Promise.race([computed, delay(WAIT_MS)]);
    return ageMs() < USABLE_MS ? last?.forecast : undefined;
  };
}
