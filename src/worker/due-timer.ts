// Calls back when the database's clock reaches an instant: one timer for all runs that wait for theirs.
import type { DatabaseClock } from '../store/clock.ts';

export interface DueTimer {
  /** Calls back once `dueMs` has come, in this call if it has come already. */
  at(dueMs: number, callback: () => void): void;
  /** Calls everybody back at once, and whoever comes later. */
  stop(): void;
}

export function createDueTimer(clock: DatabaseClock): DueTimer {
  /** Callbacks by the instant they wait for, Unix milliseconds. */
  const waiting = new Map<number, (() => void)[]>();
  let timer: NodeJS.Timeout | undefined;
  let earliest = Number.POSITIVE_INFINITY;
  let isStopped = false;

  function arm(): void {
    clearTimeout(timer);
    if (earliest === Number.POSITIVE_INFINITY) return;
    // Timers may fire a little early: the clock decides, and the next look is soon.
    timer = setTimeout(fire, Math.max(1, Math.ceil(earliest - clock.nowMs())));
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
