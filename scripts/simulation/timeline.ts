// Virtual time: runs one event after the other, jumps from instant to instant, and orders ties by the seed.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Random } from '../faults/random.ts';

/** The process whose code an event runs. */
export interface Owner {
  isAlive: boolean;
  /** Its events wait until then; 0 if it is not frozen. */
  frozenUntilMs: number;
}

export interface TimelineEvent {
  atMs: number;
  order: number;
  run: () => void | Promise<void>;
  owner: Owner | undefined;
}

export interface Timeline {
  random: Random;
  /** True time in Unix milliseconds. */
  now(): number;
  /** Runs `run` after `ms`, unless its owner has died by then. */
  after(ms: number, run: () => void | Promise<void>, owner?: Owner): TimelineEvent;
  cancel(event: TimelineEvent): void;
  /** Runs events until `isOver`, which is checked before each, or until `untilMs`. */
  runUntil(untilMs: number, isOver?: () => boolean): Promise<void>;
  /** Lets `ms` pass in which nobody runs: every event moves, as on a suspended machine. */
  jump(ms: number): void;
  /** Milliseconds that `jump` has skipped. */
  skippedMs(): number;
}

export function createTimeline(startMs: number, random: Random): Timeline {
  let nowMs = startMs;
  let skippedMs = 0;
  /** The next event is the last. */
  const events: TimelineEvent[] = [];

  function insert(event: TimelineEvent): void {
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(event, events[middle]!)) low = middle + 1;
      else high = middle;
    }
    events.splice(low, 0, event);
  }

  async function runNext(): Promise<void> {
    const event = events.pop()!;
    const { owner } = event;
    if (owner?.isAlive === false) return;
    nowMs = Math.max(nowMs, event.atMs);
    if (owner !== undefined && owner.frozenUntilMs > nowMs) {
      event.atMs = owner.frozenUntilMs;
      insert(event);
      return;
    }
    await event.run();
    // Promises settle in one turn of the event loop: nothing in the simulation waits for real time.
    await nextTurn();
  }

  return {
    random,
    now: () => nowMs,
    after: (ms, run, owner) => {
      const event = { atMs: nowMs + Math.max(0, Math.ceil(ms)), order: random.next(), run, owner };
      insert(event);
      return event;
    },
    cancel: (event) => {
      const index = events.indexOf(event);
      if (index >= 0) events.splice(index, 1);
    },
    runUntil: async (untilMs, isOver = () => false) => {
      while (!isOver() && events.length > 0 && events.at(-1)!.atMs <= untilMs) await runNext();
      if (!isOver()) nowMs = Math.max(nowMs, untilMs);
    },
    jump: (ms) => {
      nowMs += ms;
      skippedMs += ms;
      for (const event of events) event.atMs += ms;
    },
    skippedMs: () => skippedMs,
  };
}

function isBefore(a: TimelineEvent, b: TimelineEvent): boolean {
  return a.atMs === b.atMs ? a.order < b.order : a.atMs < b.atMs;
}
