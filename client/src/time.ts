// Deadlines and abortable delays.

/** The error at the time limit, like that of `AbortSignal.timeout`. */
function timeoutError(timeoutMs: number): DOMException {
  return new DOMException(`The call took longer than ${timeoutMs} ms.`, 'TimeoutError');
}

export interface Deadline {
  /** Aborted at the time limit (`TimeoutError`) or by the caller's signal (with its reason). */
  signal: AbortSignal;
  remainingMs(): number;
  /** Removes the time limit. The caller's signal still aborts. */
  clear(): void;
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
    clear: () => clearTimeout(timer),
  };
}

/** Waits. Rejects with the signal's reason as soon as the signal is aborted. */
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
