// Shares one call between concurrent callers, so that many requests cause one query at a time.

/** Callers during a call get its result; the first caller after its end starts another call. */
export function shareCalls<T>(call: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= call().finally(() => {
      running = undefined;
    });
    return running;
  };
}
