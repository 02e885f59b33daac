// Spread: delays the occurrences of each job by a fixed share of a window, to avoid load peaks.

import { latestOccurrence, nextOccurrence, type Schedule } from './schedule.ts';

/** The delay of a job's occurrences. */
export interface Spread {
  /** 0–86 400 000 */
  windowMs: number;
  /** The job's share of the window, from 0 (inclusive) to 1: a stable hash of the job ID. */
  share: number;
}

export function spreadOf(jobId: string, seconds: number): Spread {
  return { windowMs: seconds * 1_000, share: seconds === 0 ? 0 : hash(jobId) / 2 ** 32 };
}

/** 32-bit FNV-1a with a final mix: IDs differ only in a few bits, and the high bits determine the share. */
function hash(text: string): number {
  let bits = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) bits = Math.imul(bits ^ text.charCodeAt(i), 0x01000193);
  bits = Math.imul(bits ^ (bits >>> 16), 0x45d9f3b);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/**
 * The due time of an occurrence: delayed by the job's share of the window, or of the time to the next occurrence if
 * that is shorter. So occurrences become due in order, each before the next occurrence.
 */
export function dueAt(schedule: Schedule, spread: Spread, occurrence: Temporal.Instant): Temporal.Instant {
  if (spread.windowMs === 0) return occurrence;
  const next = nextOccurrence(schedule, occurrence);
  const gapMs = next === null ? Infinity : next.epochMilliseconds - occurrence.epochMilliseconds;
  return occurrence.add({ milliseconds: Math.floor(spread.share * Math.min(spread.windowMs, gapMs)) });
}

/** The first occurrence that is due after `after`, or null if there is none. */
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

/** The latest occurrence at or after `notBefore` that is due at or before `atOrBefore`, or null. */
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
  // `latest` occurs before `atOrBefore`, so the previous occurrence is due by then.
  return latestOccurrence(schedule, latest.subtract({ milliseconds: 1 }), notBefore);
}
