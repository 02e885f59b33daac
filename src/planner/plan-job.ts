// Plans the runs and missed occurrences of one job up to a horizon, without side effects.
import { judgeLateness, ON_TIME_MS } from '../schedule/catch-up.ts';
import { latestOccurrence, nextOccurrence, parseSchedule, type Schedule } from '../schedule/schedule.ts';
import { dueAt, latestDue, type Spread, spreadOf } from '../schedule/spread.ts';
import { scheduledRunId } from '../store/ids.ts';
import type { JobRow, ScheduledJob } from '../store/jobs.ts';
import type { PlannedLiveRun } from '../store/live-runs.ts';
import type { MissedStretch } from '../store/planning.ts';

/** Limit of the count of consecutive missed occurrences. */
const MISSED_COUNT_AT_MOST = 100_000;

/** A run to be inserted, without its message ID. */
export type PlannedRun = Omit<PlannedLiveRun, 'messageId'>;

export interface Plan {
  runs: PlannedRun[];
  missed: MissedStretch | undefined;
  /** The first occurrence that is not planned, or null when none is left. */
  nextRun: Temporal.Instant | null;
  nextDueAt: Temporal.Instant | null;
}

/** The fields of a job that planning needs. */
export type PlannableJob = ScheduledJob &
  Pick<JobRow, 'id' | 'name' | 'spread_seconds' | 'catch_up' | 'next_run'>;

/** Parses the schedule of a stored job. Throws a `ScheduleError` that names the invalid field. */
export function scheduleOf(job: ScheduledJob): Schedule {
  return parseSchedule(job);
}

/**
 * Plans the occurrences from `next_run` that are due by `horizon`, at most `maxRuns` runs. The catch-up policy decides
 * whether occurrences that are late at `now` run, wait or are missed; all missed ones are one record.
 * Throws a `ScheduleError` if the schedule cannot be parsed.
 */
export function planJob(
  job: PlannableJob,
  now: Temporal.Instant,
  horizon: Temporal.Instant,
  maxRuns = Number.POSITIVE_INFINITY,
): Plan {
  const schedule = scheduleOf(job);
  const spread = spreadOf(job.id, job.spread_seconds);
  const runs: PlannedRun[] = [];
  let missed: MissedStretch | undefined;
  let next = job.next_run;
  const plan = (at: Temporal.Instant, due: Temporal.Instant, isWaiting: boolean): void => {
    runs.push({
      id: scheduledRunId(job.id, at),
      jobId: job.id,
      jobName: job.name,
      scheduledFor: at,
      dueAt: due,
      isWaiting,
    });
    maxRuns -= 1;
    next = nextOccurrence(schedule, at);
  };

  if (maxRuns > 0) {
    const late = findLate(job, schedule, spread, now);
    if (late?.missed) {
      const id = scheduledRunId(job.id, late.missed.from);
      missed = { id, jobId: job.id, jobName: job.name, ...late.missed };
      next = nextOccurrence(schedule, late.missed.until);
    }
    for (const { at, due, decision } of late?.caughtUp ?? []) {
      if (maxRuns > 0) plan(at, due, decision === 'hold');
    }
  }
  while (next && maxRuns > 0) {
    const due = dueAt(schedule, spread, next);
    if (Temporal.Instant.compare(due, horizon) > 0) break;
    plan(next, due, false);
  }
  return { runs, missed, nextRun: next, nextDueAt: next && dueAt(schedule, spread, next) };
}

interface Late {
  missed: { from: Temporal.Instant; until: Temporal.Instant; count: number } | undefined;
  /** Oldest first. */
  caughtUp: { at: Temporal.Instant; due: Temporal.Instant; decision: 'run' | 'hold' }[];
}

/** Decides about late occurrences from the newest to the oldest: all before a missed one are missed. */
function findLate(
  job: PlannableJob,
  schedule: Schedule,
  spread: Spread,
  now: Temporal.Instant,
): Late | undefined {
  const first = job.next_run;
  const before = (at: Temporal.Instant) =>
    latestOccurrence(schedule, at.subtract({ milliseconds: 1 }), first ?? at);
  const isNone = job.catch_up.policy === 'none';
  const lateLine = now.subtract({ milliseconds: isNone ? 1 : ON_TIME_MS + 1 });
  if (first === null || Temporal.Instant.compare(first, lateLine) > 0) return undefined;

  const caughtUp: Late['caughtUp'] = [];
  let at = latestDue(schedule, spread, lateLine, first);
  // Under `none` all but the newest due occurrence are late.
  if (isNone && at && lateMsOf(dueAt(schedule, spread, at), now) <= ON_TIME_MS) at = before(at);
  while (at) {
    const due = dueAt(schedule, spread, at);
    const decision = judgeLateness(job.catch_up, lateMsOf(due, now), caughtUp.length, true);
    if (decision === 'miss') break;
    caughtUp.push({ at, due, decision });
    at = before(at);
  }
  return { missed: at ? countStretch(schedule, first, at) : undefined, caughtUp: caughtUp.reverse() };
}

function lateMsOf(due: Temporal.Instant, now: Temporal.Instant): number {
  return now.epochMilliseconds - due.epochMilliseconds;
}

/** Counts the occurrences from `from` to `until`, including both. */
function countStretch(
  schedule: Schedule,
  from: Temporal.Instant,
  until: Temporal.Instant,
): NonNullable<Late['missed']> {
  let count = 1;
  let at: Temporal.Instant | null = from;
  while (count < MISSED_COUNT_AT_MOST && at && Temporal.Instant.compare(at, until) < 0) {
    at = nextOccurrence(schedule, at);
    count += 1;
  }
  return { from, until, count };
}
