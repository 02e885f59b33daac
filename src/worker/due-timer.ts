// Calls back when the database's clock reaches an instant, with one timer for all waiting runs.
import type { DatabaseClock } from '../store/clock.ts';
import { systemRuntime, type Timer } from '../store/runtime.ts';

/** A longer timer would overflow and fire at once: after the database's clock was set back by weeks. */
const WAIT_AT_MOST_MS = 60_000;

export interface DueTimer {
  /** Calls back at `dueMs`, or synchronously if it is in the past. */
  at(dueMs: number, callback: () => void): void;
  /** Runs all callbacks, and later ones, immediately. */
  stop(): void;
}

export function createDueTimer(clock: DatabaseClock, runtime = systemRuntime): DueTimer {
  /** Callbacks by their due time in Unix milliseconds. */
  const waiting = new Map<number, (() => void)[]>();
  let timer: Timer | undefined;
  let earliest = Number.POSITIVE_INFINITY;
  let isStopped = false;

  function arm(): void {
    runtime.clear(timer);
    if (earliest === Number.POSITIVE_INFINITY) return;
    // A timer can fire slightly early; then `fire` finds nothing due and arms the timer again.
    const waitMs = Math.max(1, Math.ceil(earliest - clock.nowMs()));
    timer = runtime.setTimeout(fire, Math.min(waitMs, WAIT_AT_MOST_MS));
  }

  function fire(): void {
    const nowMs = clock.nowMs();
    const due = [...waiting.keys()].filter((dueMs) => isStopped || dueMs <= nowMs).sort((a, b) => a - b);
    const callbacks = due.flatMap((dueMs) => waiting.get(dueMs)!);
    for (const dueMs of due) waiting.delete(dueMs);
    earliest = Number.POSITIVE_INFINITY;
    for (const dueMs of waiting.keys()) earliest = Math.min(earliest, dueMs);
    arm();
    for (const callback of callbacks) callback();
  }

  return {
    at: (dueMs, callback) => {
      if (isStopped || dueMs <= clock.nowMs()) {
        callback();
        return;
      }
      const others = waiting.get(dueMs);
      if (others) others.push(callback);
      else waiting.set(dueMs, [callback]);
      if (dueMs >= earliest) return;
      earliest = dueMs;
      arm();
    },
    stop: () => {
      isStopped = true;
      fire();
    },
  };
}
