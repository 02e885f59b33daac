// A simulated process from its start to its end: its clocks, timers, random numbers and IDs.
import type { Runtime } from '../../src/store/runtime.ts';
import type { Owner, Timeline, TimelineEvent } from './timeline.ts';

export interface Life extends Owner {
  name: string;
  /** Its wall clock is ahead of the true time by so much. */
  wallOffsetMs: number;
  /** Until then it cannot reach the database; `refused` says how it finds out. */
  cutOff: { untilMs: number; isRefused: boolean };
  /** It dies at its next write but `after`, before or after the database has executed it. */
  crashAtWrite: { after: number; isBefore: boolean } | undefined;
  /** The response to its next write is lost. */
  losesResponse: boolean;
  runtime: Runtime;
  /** Called when it dies. */
  onDeath: Set<() => void>;
}

interface Repeating {
  current: TimelineEvent;
  isCleared: boolean;
}

export function createLife(name: string, timeline: Timeline, wallOffsetMs: number): Life {
  const life: Life = {
    name,
    isAlive: true,
    frozenUntilMs: 0,
    wallOffsetMs,
    cutOff: { untilMs: 0, isRefused: false },
    crashAtWrite: undefined,
    losesResponse: false,
    onDeath: new Set(),
    runtime: createRuntime(timeline, () => life),
  };
  return life;
}

function createRuntime(timeline: Timeline, life: () => Life): Runtime {
  const { random } = timeline;
  const startedAtMs = timeline.now() - random.between(100, 5_000);
  const bootedAtMs = startedAtMs - random.between(1_000, 1_000_000);
  // The machine is suspended while the simulation jumps: its uptime goes on, its monotonic clock does not.
  const skippedBeforeMs = timeline.skippedMs();
  let spans = 0;
  const timers = new WeakMap<object, Repeating>();
  const after = (ms: number, run: () => void) => timeline.after(Math.max(1, ms), run, life());

  function start(ms: number, callback: () => void, isRepeated: boolean): object {
    const fire = () => {
      if (repeating.isCleared) return;
      if (isRepeated) repeating.current = after(ms, fire);
      callback();
    };
    const repeating: Repeating = { current: after(ms, fire), isCleared: false };
    const timer = {};
    timers.set(timer, repeating);
    return timer;
  }

  const runtime: Runtime = {
    monotonicNow: () => timeline.now() - startedAtMs - (timeline.skippedMs() - skippedBeforeMs),
    wallNow: () => timeline.now() + life().wallOffsetMs,
    upMs: () => timeline.now() - bootedAtMs,
    setTimeout: (callback, ms) => start(ms, callback, false),
    setInterval: (callback, ms) => start(ms, callback, true),
    clear: (timer) => {
      const repeating = timer && timers.get(timer);
      if (!repeating) return;
      repeating.isCleared = true;
      timeline.cancel(repeating.current);
    },
    delay: (ms, { signal } = {}) =>
      new Promise((resolve, reject) => {
        const fail = () => reject(signal!.reason as Error);
        if (signal?.aborted) {
          fail();
          return;
        }
        const timer = start(ms, resolve, false);
        signal?.addEventListener('abort', () => {
          runtime.clear(timer);
          fail();
        });
      }),
    nextTurn: () => new Promise((resolve) => void timeline.after(0, resolve, life())),
    random: () => random.next(),
    newId: () => drawId(timeline),
    newSpanId: () => (++spans).toString(16).padStart(16, '0'),
  };
  return runtime;
}

/** A UUID of version 7, of the virtual time. */
function drawId(timeline: Timeline): string {
  const { random } = timeline;
  const hex = (digits: number) =>
    random
      .between(0, 16 ** digits - 1)
      .toString(16)
      .padStart(digits, '0');
  const time = timeline.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${random.pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(6)}${hex(6)}`;
}
