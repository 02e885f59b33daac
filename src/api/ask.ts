// Asks a part of the service that may not answer.
const PATIENCE_MS = 2_000;

export interface Answered<T> {
  value: T;
  latencyMs: number;
}

/** Undefined where it fails, of which `onError` hears, or takes longer than two seconds. */
export async function ask<T>(
  answer: Promise<T>,
  onError: (error: unknown) => void = () => {},
): Promise<Answered<T> | undefined> {
  const askedAt = performance.now();
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS, undefined).unref());
  const answered = answer.then(
    (value) => ({ value, latencyMs: performance.now() - askedAt }),
    (error: unknown) => void onError(error),
  );
  return await Promise.race([answered, late]);
}
