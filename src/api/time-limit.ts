// Limits the wait for a database or queue that may not respond.
const TIME_LIMIT_MS = 2_000;

export interface Timed<T> {
  value: T;
  latencyMs: number;
}

/** Returns the result and its latency, or undefined after two seconds or an error (passed to `onError`). */
export async function withTimeLimit<T>(
  work: Promise<T>,
  onError: (error: unknown) => void = () => {},
): Promise<Timed<T> | undefined> {
  const startedAt = performance.now();
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, TIME_LIMIT_MS, undefined).unref());
  const timed = work.then(
    (value) => ({ value, latencyMs: performance.now() - startedAt }),
    (error: unknown) => void onError(error),
  );
  return await Promise.race([timed, late]);
}
