// The next occurrence of a job that is created, edited or resumed, and the upcoming ones.
import { nextOccurrence, type Schedule, ScheduleError } from '../schedule/schedule.ts';
import { dueAt, firstDueAfter, spreadOf } from '../schedule/spread.ts';
import type { JobDefinition, JobRow, ScheduledJob } from '../store/jobs.ts';
import { scheduleOf } from './plan-job.ts';

/** A specific time may lie this far in the past when it is written: the caller's *now*. */
export const PAST_AT_MOST_MS = 60_000;

/** A definition with what is known of its job. */
export type Candidate = JobDefinition & Pick<JobRow, 'id' | 'created_at' | 'run_count'>;

/** What the next occurrence of a job depends on. */
type NextJob = ScheduledJob & Pick<JobRow, 'id' | 'max_runs' | 'run_count' | 'spread_seconds'>;

/** A job as it is planned: inactive ones have no `next_run`. */
export type UpcomingJob = ScheduledJob & Pick<JobRow, 'next_run' | 'max_runs' | 'run_count'>;

export interface Next {
  at: Temporal.Instant;
  dueAt: Temporal.Instant;
}

/** The first occurrence of a job created at `now`. */
export function findFirst(job: NextJob, now: Temporal.Instant): Next | null {
  const schedule = scheduleOf(job);
  return describe(job, schedule, nextOccurrence(schedule, graceOf(job, now)));
}

/**
 * The first occurrence that is due after `now`, which may have occurred a moment before where there is spread;
 * `hasNewTime` says that its specific time was just written.
 */
export function findNext(job: NextJob, now: Temporal.Instant, hasNewTime: boolean): Next | null {
  if (job.max_runs !== null && job.run_count >= job.max_runs) return null;
  const schedule = scheduleOf(job);
  if (hasNewTime) return describe(job, schedule, nextOccurrence(schedule, graceOf(job, now)));
  const next = firstDueAfter(schedule, spreadOf(job.id, job.spread_seconds), now);
  const isOlder = next !== null && Temporal.Instant.compare(next, job.created_at) <= 0;
  return describe(job, schedule, isOlder ? nextOccurrence(schedule, now) : next);
}

/**
 * Up to `limit` occurrences from the first that is not planned on; `planned` scheduled runs are, and have not started.
 * None where the job is not active, or its schedule no longer parses.
 */
export function listNext(job: UpcomingJob, planned: number, limit: number): Temporal.Instant[] {
  const places = job.max_runs === null ? limit : Math.min(limit, job.max_runs - job.run_count - planned);
  const found: Temporal.Instant[] = [];
  try {
    const schedule = scheduleOf(job);
    for (let at = job.next_run; at !== null && found.length < places; at = nextOccurrence(schedule, at)) {
      found.push(at);
    }
    return found;
  } catch (error) {
    // It will fail its job when that is planned.
    if (error instanceof ScheduleError) return [];
    throw error;
  }
}

function graceOf(job: ScheduledJob, now: Temporal.Instant): Temporal.Instant {
  return job.schedule_type === 'specific_time' ? now.subtract({ milliseconds: PAST_AT_MOST_MS + 1 }) : now;
}

function describe(job: NextJob, schedule: Schedule, at: Temporal.Instant | null): Next | null {
  return at && { at, dueAt: dueAt(schedule, spreadOf(job.id, job.spread_seconds), at) };
}
