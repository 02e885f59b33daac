// Counts the occurrences of a schedule in each of the next hours.
import { HOUR_MS } from '../schedule/civil.ts';
import { nextOccurrence, type Schedule } from '../schedule/schedule.ts';

/** Occurrences counted one by one per slice; further ones are extrapolated from their interval. */
const SLICE_MS = 300_000;
const STEPS_PER_SLICE = 6;

export interface HourlyCounts {
  /** One count per hour. */
  hours: number[];
  /** Whether no count is extrapolated. */
  isExact: boolean;
}

/**
 * Counts the occurrences after `after` in `hours` hours from `start` on; `start` is not later than `after`. Up to six
 * occurrences in five minutes are counted exactly; more are extrapolated from the interval of the first six, so that no
 * schedule takes more than about 2 000 steps.
 */
export function countOccurrences(
  schedule: Schedule,
  after: Temporal.Instant,
  start: Temporal.Instant,
  hours: number,
): HourlyCounts {
  const counts = new Array<number>(hours).fill(0);
  const startMs = start.epochMilliseconds;
  const endMs = startMs + hours * HOUR_MS;
  let isExact = true;
  let at = nextOccurrence(schedule, after);
  while (at !== null && at.epochMilliseconds < endMs) {
    const firstMs = at.epochMilliseconds;
    const sliceEndMs = startMs + (Math.floor((firstMs - startMs) / SLICE_MS) + 1) * SLICE_MS;
    const hour = Math.floor((firstMs - startMs) / HOUR_MS);
    let lastMs = firstMs;
    let steps = 0;
    while (at !== null && at.epochMilliseconds < sliceEndMs && steps < STEPS_PER_SLICE) {
      steps += 1;
      lastMs = at.epochMilliseconds;
      at = nextOccurrence(schedule, at);
    }
    counts[hour]! += steps;
    if (at === null || at.epochMilliseconds >= sliceEndMs) continue;
    const intervalMs = (at.epochMilliseconds - firstMs) / steps;
    counts[hour]! += Math.max(1, Math.ceil((sliceEndMs - lastMs) / intervalMs) - 1);
    isExact = false;
    at = nextOccurrence(schedule, Temporal.Instant.fromEpochMilliseconds(sliceEndMs - 1));
  }
  return { hours: counts, isExact };
}
