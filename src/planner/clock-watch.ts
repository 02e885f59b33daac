// Notices when the database's clock is set, by comparing it with the time for which this machine has been running.
import { systemRuntime } from '../store/runtime.ts';

/** A smaller change is left to the catch-up policy. */
const CHANGE_AT_LEAST_MS = 30_000;
/** A clock that was set forward must stay there for so long before it is believed. */
const HOLD_MS = 60_000;

/**
 * `ahead`: set forward, and not believed yet. `accepted`: it has stayed there. `back`: set back, also after `ahead`.
 */
export interface ClockChange {
  kind: 'ahead' | 'accepted' | 'back';
  /** Positive: set forward. */
  byMs: number;
}

export interface ClockWatch {
  /** Time since the machine started, in milliseconds; unlike `performance.now()`, it counts a suspended machine. */
  upMs(): number;
  /** Takes the database's time from a response; `requestedAt` is the `upMs` of the request. */
  observe(databaseMs: number, requestedAt: number): void;
  /** While true, nothing is planned, claimed or pruned: the clock was set forward, perhaps by mistake. */
  isHeld(): boolean;
  /** The oldest change that was not applied yet. */
  pending(): ClockChange | undefined;
  /** Removes the change that `pending` returned. */
  applied(): void;
}

/** An outage and a frozen process or machine are no changes: the uptime advances with the database's clock. */
export function createClockWatch(upMs = systemRuntime.upMs): ClockWatch {
  /** The database's clock minus the uptime, as believed. */
  let believed: number | undefined;
  let held: { offset: number; since: number } | undefined;
  const changes: ClockChange[] = [];

  function observe(databaseMs: number, requestedAt: number): void {
    const now = upMs();
    // The database read its clock between the request and the response.
    const lowest = databaseMs - now;
    const highest = databaseMs - requestedAt;
    if (believed === undefined) believed = lowest;
    else if (lowest > believed + CHANGE_AT_LEAST_MS) observeForward(lowest, now, believed);
    else if (highest < believed - CHANGE_AT_LEAST_MS || held) {
      changes.push({ kind: 'back', byMs: Math.round(lowest - (held?.offset ?? believed)) });
      held = undefined;
      believed = lowest;
    } else believed = Math.min(Math.max(believed, lowest), highest);
  }

  function observeForward(offset: number, now: number, believedBefore: number): void {
    const byMs = Math.round(offset - believedBefore);
    if (held === undefined || Math.abs(offset - held.offset) > CHANGE_AT_LEAST_MS) {
      held = { offset, since: now };
      changes.push({ kind: 'ahead', byMs });
    } else if (now - held.since >= HOLD_MS) {
      held = undefined;
      believed = offset;
      changes.push({ kind: 'accepted', byMs });
    }
  }

  return {
    upMs,
    observe,
    isHeld: () => held !== undefined,
    pending: () => changes[0],
    applied: () => void changes.shift(),
  };
}

export function describeClockChange({ kind, byMs }: ClockChange): string {
  const seconds = Math.round(Math.abs(byMs) / 1_000);
  switch (kind) {
    case 'ahead':
      return `The clock of the database was set forward by ${seconds} s. Nothing is planned or started for a minute, in case this was a mistake.`;
    case 'accepted':
      return `The clock of the database stays ${seconds} s ahead. Planning resumes from now: occurrences in between are not planned, and jobs with a specific time in between are paused if they are too late.`;
    case 'back':
      return `The clock of the database was set back by ${seconds} s. Planning resumes from now.`;
  }
}
