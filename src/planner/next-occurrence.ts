// Computes the next occurrence of a job that is created, edited or resumed, and lists upcoming ones.
import { nextOccurrence, type Schedule } from '../schedule/schedule.ts';
import { dueAt, firstDueAfter, spreadOf } from '../schedule/spread.ts';
import type { JobRow, ScheduledJob } from '../store/jobs.ts';
import { scheduleOf } from './plan-job.ts';

/** A new specific time may be this far in the past, for clients that send their current time. */
export const PAST_AT_MOST_MS = 60_000;

/** The fields that the next occurrence depends on. */
export type Candidate = ScheduledJob & Pick<JobRow, 'id' | 'max_runs' | 'run_count' | 'spread_seconds'>;

/** A job with its plan; inactive jobs have no `next_run`. */
export type UpcomingJob = ScheduledJob & Pick<JobRow, 'next_run' | 'max_runs' | 'run_count'>;

export interface Next {
  at: Temporal.Instant;
  dueAt: Temporal.Instant;
}

/** The first occurrence of a job created at `now`. */
export function findFirst(job: Candidate, now: Temporal.Instant): Next | null {
  const schedule = scheduleOf(job);
  return toNext(job, schedule, nextOccurrence(schedule, graceOf(job, now)));
}

/**
 * The first occurrence that is due after `now`; with spread, the occurrence itself can be before `now`. `hasNewTime`:
 * the request changes the specific time.
 */
export function findNext(job: Candidate, now: Temporal.Instant, hasNewTime: boolean): Next | null {
  if (job.max_runs !== null && job.run_count >= job.max_runs) return null;
  const schedule = scheduleOf(job);
  if (hasNewTime) return toNext(job, schedule, nextOccurrence(schedule, graceOf(job, now)));
  const next = firstDueAfter(schedule, spreadOf(job.id, job.spread_seconds), now);
  const isOlder = next !== null && Temporal.Instant.compare(next, job.created_at) <= 0;
  return toNext(job, schedule, isOlder ? nextOccurrence(schedule, now) : next);
}

/**
 * Up to `limit` occurrences that are not planned yet; `planned` is the number of planned runs that have not started.
 * Empty if the job is inactive or its schedule cannot be parsed.
 */
export function listNext(job: UpcomingJob, planned: number, limit: number): Temporal.Instant[] {
  const remainingRuns =
    job.max_runs === null ? limit : Math.min(limit, job.max_runs - job.run_count - planned);
  const found: Temporal.Instant[] = [];
  try {
    const schedule = scheduleOf(job);
    for (
      let at = job.next_run;
      at !== null && found.length < remainingRuns;
      at = nextOccurrence(schedule, at)
    ) {
      found.push(at);
    }
    return found;
  } catch {
    // The planner will fail the job, whatever is wrong with it.
    return [];
  }
}

function graceOf(job: ScheduledJob, now: Temporal.Instant): Temporal.Instant {
  return job.schedule_type === 'specific_time' ? now.subtract({ milliseconds: PAST_AT_MOST_MS + 1 }) : now;
}

function toNext(job: Candidate, schedule: Schedule, at: Temporal.Instant | null): Next | null {
  return at && { at, dueAt: dueAt(schedule, spreadOf(job.id, job.spread_seconds), at) };
}
