// The time, timers, random numbers and IDs of a process; the simulation replaces them.
import { uptime } from 'node:os';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { newId, newSpanId } from './ids.ts';

/** A started timer. */
export type Timer = object;

/** Planner and worker take these from their `deps` only, so that a simulation repeats them from a seed. */
export interface Runtime {
  /** Milliseconds of the monotonic clock, which nobody sets. */
  monotonicNow: () => number;
  /** Unix milliseconds of the machine's clock, which can be set. */
  wallNow: () => number;
  /** Milliseconds since the machine started; unlike the monotonic clock, it counts a suspended machine. */
  upMs: () => number;
  setTimeout: (callback: () => void, ms: number) => Timer;
  setInterval: (callback: () => void, ms: number) => Timer;
  /** Ends a timeout or an interval. */
  clear: (timer: Timer | undefined) => void;
  /** Resolves after `ms`; rejects when `signal` is aborted. With `ref: false` it does not keep the process alive. */
  delay: (ms: number, options?: { signal?: AbortSignal; ref?: boolean }) => Promise<void>;
  /** Lets the event loop handle other work. */
  nextTurn: () => Promise<void>;
  /** A random number from 0 to 1, without 1. */
  random: () => number;
  newId: () => string;
  /** The ID of an attempt in the trace of its run. */
  newSpanId: () => string;
}

export const systemRuntime: Runtime = {
  monotonicNow: () => performance.now(),
  wallNow: () => Date.now(),
  upMs: () => uptime() * 1_000,
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  setInterval: (callback, ms) => setInterval(callback, ms),
  // Node.js keeps timeouts and intervals in one list.
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
  delay: (ms, options) => delay(ms, undefined, options),
  nextTurn,
  random: () => Math.random(),
  newId,
  newSpanId,
};
