// What is to become of a job's occurrences up to a horizon: a pure decision.
import { latestOccurrence, nextOccurrence, parseSchedule, type Schedule } from '../schedule/schedule.ts';
import { scheduledRunId } from '../store/ids.ts';
import type { JobDefinition } from '../store/jobs.ts';
import type { NewRun } from '../store/planning.ts';

/** A run first claimed within this time of its `due_at` is on time. */
const ON_TIME_MS = 60_000;
/** The default catch-up window: what is late by more is missed. */
const CATCH_UP_WINDOW_MS = 86_400_000;
/** No stretch of missed occurrences is counted further. */
const MISSED_COUNT_AT_MOST = 100_000;

/** A run to be written, but for the message that will carry it. */
export type PlannedRun = Omit<NewRun, 'messageId'>;

export interface Plan {
  runs: PlannedRun[];
  /** The first occurrence after the horizon, or null when none is left. */
  nextRun: Temporal.Instant | null;
}

/** What planning needs of a job. */
export interface PlannableJob extends JobDefinition {
  id: string;
  created_at: Temporal.Instant;
  next_run: Temporal.Instant | null;
}

/** The schedule of a job as stored. Throws `ScheduleError` naming the field at fault. */
export function scheduleOf(job: JobDefinition & { created_at: Temporal.Instant }): Schedule {
  return parseSchedule({
    scheduleType: job.schedule_type,
    cronExpression: job.cron_expression,
    specificTime: job.specific_time,
    interval: job.interval,
    intervalValue: job.interval_value,
    timezone: job.timezone,
    startsAt: job.starts_at,
    endsAt: job.ends_at,
    createdAt: job.created_at,
  });
}

/**
 * Plans from `next_run` up to `horizon`, both inclusive. Of occurrences later than a minute at `now` the newest runs,
 * if it lies within the catch-up window, and the older are one missed stretch.
 * Throws `ScheduleError` for a row that does not parse.
 */
export function planJob(job: PlannableJob, now: Temporal.Instant, horizon: Temporal.Instant): Plan {
  const schedule = scheduleOf(job);
  const runs: PlannedRun[] = [];
  let next = job.next_run;

  const newestLate = next && findNewestLate(schedule, next, now);
  if (next && newestLate) {
    const isCaughtUp = newestLate.epochMilliseconds >= now.epochMilliseconds - CATCH_UP_WINDOW_MS;
    const missed = findStretch(
      schedule,
      next,
      isCaughtUp ? newestLate.subtract({ milliseconds: 1 }) : newestLate,
    );
    if (missed) runs.push({ ...newRun(job, next), missed });
    if (isCaughtUp) runs.push(newRun(job, newestLate));
    next = nextOccurrence(schedule, newestLate);
  }
  while (next && next.epochMilliseconds <= horizon.epochMilliseconds) {
    runs.push(newRun(job, next));
    next = nextOccurrence(schedule, next);
  }
  return { runs, nextRun: next };
}

function newRun(job: PlannableJob, scheduledFor: Temporal.Instant): PlannedRun {
  return {
    id: scheduledRunId(job.id, scheduledFor),
    jobId: job.id,
    jobName: job.name,
    scheduledFor,
    dueAt: scheduledFor,
    missed: undefined,
  };
}

function findNewestLate(
  schedule: Schedule,
  first: Temporal.Instant,
  now: Temporal.Instant,
): Temporal.Instant | null {
  const latestLate = now.subtract({ milliseconds: ON_TIME_MS + 1 });
  return Temporal.Instant.compare(first, latestLate) > 0
    ? null
    : latestOccurrence(schedule, latestLate, first);
}

/** The occurrences from `first` to `last` at the latest, as one stretch. */
function findStretch(
  schedule: Schedule,
  first: Temporal.Instant,
  last: Temporal.Instant,
): { until: Temporal.Instant; count: number } | undefined {
  const until = Temporal.Instant.compare(first, last) > 0 ? null : latestOccurrence(schedule, last, first);
  if (!until) return undefined;
  let count = 1;
  let at: Temporal.Instant | null = first;
  while (count < MISSED_COUNT_AT_MOST && at && Temporal.Instant.compare(at, until) < 0) {
    at = nextOccurrence(schedule, at);
    count += 1;
  }
  return { until, count };
}
