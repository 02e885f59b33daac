// Where a job that is written or resumed goes on: its next occurrence, or the field that leaves it without one.
import { scheduleOf } from '../planner/plan-job.ts';
import { nextOccurrence } from '../schedule/schedule.ts';
import { dueAt, firstDueAfter, spreadOf } from '../schedule/spread.ts';
import type { JobDefinition, JobRow } from '../store/jobs.ts';
import { invalidFields, type Problem } from './problems.ts';

/** A specific time may lie this far in the past when it is written: the caller's *now*. */
const PAST_AT_MOST_MS = 60_000;

/** A definition with what is known of its job. */
export type Candidate = JobDefinition & Pick<JobRow, 'id' | 'created_at' | 'run_count'>;

export interface Next {
  at: Temporal.Instant;
  dueAt: Temporal.Instant;
}

/** The first occurrence of a job created at `now`. */
export function findFirst(job: Candidate, now: Temporal.Instant): Next | null {
  const schedule = scheduleOf(job);
  return describe(job, nextOccurrence(schedule, graceOf(job, now)));
}

/**
 * The first occurrence that is due after `now`, which may have occurred a moment before where there is spread;
 * `hasNewTime` says that its specific time was just written.
 */
export function findNext(job: Candidate, now: Temporal.Instant, hasNewTime: boolean): Next | null {
  if (job.max_runs !== null && job.run_count >= job.max_runs) return null;
  const schedule = scheduleOf(job);
  if (hasNewTime) return describe(job, nextOccurrence(schedule, graceOf(job, now)));
  const next = firstDueAfter(schedule, spreadOf(job.id, job.spread_seconds), now);
  const isOlder = next !== null && Temporal.Instant.compare(next, job.created_at) <= 0;
  return describe(job, isOlder ? nextOccurrence(schedule, now) : next);
}

function graceOf(job: JobDefinition, now: Temporal.Instant): Temporal.Instant {
  return job.schedule_type === 'specific_time' ? now.subtract({ milliseconds: PAST_AT_MOST_MS + 1 }) : now;
}

function describe(job: Candidate, at: Temporal.Instant | null): Next | null {
  return at && { at, dueAt: dueAt(scheduleOf(job), spreadOf(job.id, job.spread_seconds), at) };
}

/** A time that is not changed may lie in the past; a new one only by a minute. */
export function checkSpecificTime(
  definition: JobDefinition,
  stored: JobDefinition | undefined,
  now: Temporal.Instant,
): void {
  const time = definition.specific_time?.epochMilliseconds;
  if (time === undefined || time === stored?.specific_time?.epochMilliseconds) return;
  if (time < now.epochMilliseconds - PAST_AT_MOST_MS) {
    throw invalidFields([{ pointer: '/specific_time', detail: 'lies more than 60 seconds in the past' }]);
  }
}

/** The refusal of a job that would never run. */
export function noOccurrence(job: Candidate, now: Temporal.Instant): Problem {
  return invalidFields([
    {
      pointer: `/${fieldAtFault(job, now)}`,
      detail: 'leaves the schedule without an occurrence from now on',
    },
  ]);
}

function fieldAtFault(job: Candidate, now: Temporal.Instant): string {
  if (job.max_runs !== null && job.run_count >= job.max_runs) return 'max_runs';
  if (job.exclude.length > 0 && findFirst({ ...job, exclude: [] }, now) !== null) return 'exclude';
  if (job.ends_at !== null) return 'ends_at';
  return { cron: 'cron_expression', specific_time: 'specific_time', recurring: 'interval' }[
    job.schedule_type
  ];
}
