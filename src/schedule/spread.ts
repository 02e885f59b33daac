// Spread: occurrences of many jobs at one instant become due one after the other.

import { latestOccurrence, nextOccurrence, type Schedule } from './schedule.ts';

/** How far a job's occurrences are delayed. */
export interface Spread {
  /** 0–86 400 000 */
  windowMs: number;
  /** The job's place in the window, from 0 to below 1: a stable hash of its id. */
  share: number;
}

export function spreadOf(jobId: string, seconds: number): Spread {
  return { windowMs: seconds * 1_000, share: seconds === 0 ? 0 : hash(jobId) / 2 ** 32 };
}

/** FNV-1a of 32 bits, its bits mixed once more, since ids differ little and the high bits decide. */
function hash(text: string): number {
  let bits = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) bits = Math.imul(bits ^ text.charCodeAt(i), 0x01000193);
  bits = Math.imul(bits ^ (bits >>> 16), 0x45d9f3b);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/**
 * When an occurrence is due: its share of the window, or of the time to the next occurrence where that is shorter. So
 * it is due before the next one occurs, and occurrences fall due in their order.
 */
export function dueAt(schedule: Schedule, spread: Spread, occurrence: Temporal.Instant): Temporal.Instant {
  if (spread.windowMs === 0) return occurrence;
  const next = nextOccurrence(schedule, occurrence);
  const gapMs = next === null ? Infinity : next.epochMilliseconds - occurrence.epochMilliseconds;
  return occurrence.add({ milliseconds: Math.floor(spread.share * Math.min(spread.windowMs, gapMs)) });
}

/** The first occurrence that is due after `after`, or null when none is left. */
export function firstDueAfter(
  schedule: Schedule,
  spread: Spread,
  after: Temporal.Instant,
): Temporal.Instant | null {
  if (spread.windowMs > 0) {
    const latest = latestOccurrence(schedule, after, after.subtract({ milliseconds: spread.windowMs }));
    if (latest && Temporal.Instant.compare(dueAt(schedule, spread, latest), after) > 0) return latest;
  }
  return nextOccurrence(schedule, after);
}

/** The newest occurrence, not before `notBefore`, that is due at `atOrBefore` at the latest, or null. */
export function latestDue(
  schedule: Schedule,
  spread: Spread,
  atOrBefore: Temporal.Instant,
  notBefore: Temporal.Instant,
): Temporal.Instant | null {
  const latest = latestOccurrence(schedule, atOrBefore, notBefore);
  if (latest === null || Temporal.Instant.compare(dueAt(schedule, spread, latest), atOrBefore) <= 0) {
    return latest;
  }
  // It occurs before `atOrBefore`, so the one before it is due by then.
  return latestOccurrence(schedule, latest.subtract({ milliseconds: 1 }), notBefore);
}
