// Waiting, and not for ever.

/** What is thrown when time is up, as `AbortSignal.timeout` has it. */
function timeoutError(timeoutMs: number): DOMException {
  return new DOMException(`It took longer than ${timeoutMs} ms.`, 'TimeoutError');
}

export interface Deadline {
  /** Aborted when time is up (`TimeoutError`) or the caller gives up (with the caller's reason). */
  signal: AbortSignal;
  remainingMs(): number;
  /** Time does not matter any more; the caller can still give up. */
  lift(): void;
}

/** @param timeoutMs may be infinite */
export function startDeadline(timeoutMs: number, signal?: AbortSignal): Deadline {
  const clock = new AbortController();
  const end = performance.now() + timeoutMs;
  // A timer of more than 2^31 ms fires at once.
  const timer =
    timeoutMs < 2 ** 31 ? setTimeout(() => clock.abort(timeoutError(timeoutMs)), timeoutMs) : undefined;
  return {
    signal: signal ? AbortSignal.any([signal, clock.signal]) : clock.signal,
    remainingMs: () => end - performance.now(),
    lift: () => clearTimeout(timer),
  };
}

/** Rejects with the signal's reason as soon as it is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((done) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
  signal.throwIfAborted();
}
