// Plans one job up to a horizon: a pure function from definition and time to runs and missed stretches.
import { judgeLateness, ON_TIME_MS } from '../schedule/catch-up.ts';
import { latestOccurrence, nextOccurrence, parseSchedule, type Schedule } from '../schedule/schedule.ts';
import { dueAt, latestDue, type Spread, spreadOf } from '../schedule/spread.ts';
import { scheduledRunId } from '../store/ids.ts';
import type { JobRow, ScheduledJob } from '../store/jobs.ts';
import type { PlannedLiveRun } from '../store/live-runs.ts';
import type { MissedStretch } from '../store/planning.ts';

/** No stretch of missed occurrences is counted further. */
const MISSED_COUNT_AT_MOST = 100_000;

/** A run to be inserted, but for the message that will carry it. */
export type PlannedRun = Omit<PlannedLiveRun, 'messageId'>;

export interface Plan {
  runs: PlannedRun[];
  missed: MissedStretch | undefined;
  /** The first occurrence that is not planned, or null when none is left. */
  nextRun: Temporal.Instant | null;
  nextDueAt: Temporal.Instant | null;
}

/** What planning needs of a job. */
export type PlannableJob = ScheduledJob &
  Pick<JobRow, 'id' | 'name' | 'spread_seconds' | 'catch_up' | 'next_run'>;

/** The schedule of a job as stored. Throws `ScheduleError` naming the field at fault. */
export function scheduleOf(job: ScheduledJob): Schedule {
  return parseSchedule(job);
}

/**
 * Plans from `next_run` on what is due by `horizon`, at most `places` runs that are to be sent. What is late at `now`
 * runs, is held or is missed by the job's catch-up policy; the missed are one stretch.
 * Throws `ScheduleError` for a row that does not parse.
 */
export function planJob(
  job: PlannableJob,
  now: Temporal.Instant,
  horizon: Temporal.Instant,
  places = Number.POSITIVE_INFINITY,
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
    places -= 1;
    next = nextOccurrence(schedule, at);
  };

  if (places > 0) {
    const late = findLate(job, schedule, spread, now);
    if (late?.missed) {
      const id = scheduledRunId(job.id, late.missed.from);
      missed = { id, jobId: job.id, jobName: job.name, ...late.missed };
      next = nextOccurrence(schedule, late.missed.until);
    }
    for (const { at, due, verdict } of late?.caughtUp ?? []) {
      if (places > 0) plan(at, due, verdict === 'hold');
    }
  }
  while (next && places > 0) {
    const due = dueAt(schedule, spread, next);
    if (Temporal.Instant.compare(due, horizon) > 0) break;
    plan(next, due, false);
  }
  return { runs, missed, nextRun: next, nextDueAt: next && dueAt(schedule, spread, next) };
}

interface Late {
  missed: { from: Temporal.Instant; until: Temporal.Instant; count: number } | undefined;
  /** Oldest first. */
  caughtUp: { at: Temporal.Instant; due: Temporal.Instant; verdict: 'run' | 'hold' }[];
}

/** The late occurrences from `next_run` on, judged from the newest to the oldest: older than one missed all are. */
function findLate(
  job: PlannableJob,
  schedule: Schedule,
  spread: Spread,
  now: Temporal.Instant,
): Late | undefined {
  const first = job.next_run;
  const lateLine = now.subtract({ milliseconds: ON_TIME_MS + 1 });
  if (first === null || Temporal.Instant.compare(first, lateLine) > 0) return undefined;

  const caughtUp: Late['caughtUp'] = [];
  let at = latestDue(schedule, spread, lateLine, first);
  while (at) {
    const due = dueAt(schedule, spread, at);
    const lateMs = now.epochMilliseconds - due.epochMilliseconds;
    const verdict = judgeLateness(job.catch_up, lateMs, caughtUp.length);
    if (verdict === 'miss') break;
    caughtUp.push({ at, due, verdict });
    at = latestOccurrence(schedule, at.subtract({ milliseconds: 1 }), first);
  }
  return { missed: at ? describeStretch(schedule, first, at) : undefined, caughtUp: caughtUp.reverse() };
}

/** The occurrences from `from` to `until`, both of them occurrences. */
function describeStretch(
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
