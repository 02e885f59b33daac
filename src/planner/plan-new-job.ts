// Plans the first runs of a new job, without queries: a new job has no history.
import type { JobRow, JobState } from '../store/jobs.ts';
import { delayed, LOOK_AHEAD_MS, progressOf } from './passes.ts';
import { type PlannableJob, type PlannedRun, planJob } from './plan-job.ts';

export interface FirstPlan {
  runs: PlannedRun[];
  state: Pick<JobState, 'next_run' | 'next_due_at'> & { planned_until: Temporal.Instant | null };
}

type NewJob = PlannableJob & Pick<JobRow, 'next_due_at' | 'max_runs'>;

/**
 * The runs of a new job that are due within the look-ahead; undefined if there are none. None is late: the first
 * occurrence is at most a minute in the past, which counts as on time.
 */
export function planNewJob(job: NewJob, now: Temporal.Instant): FirstPlan | undefined {
  const isNear =
    job.next_due_at && job.next_due_at.epochMilliseconds <= now.epochMilliseconds + LOOK_AHEAD_MS;
  if (!isNear) return undefined;
  const horizon = now.add({ milliseconds: LOOK_AHEAD_MS });
  const plan = planJob(job, now, horizon, job.max_runs ?? Number.POSITIVE_INFINITY);
  const progress = progressOf(job, plan);
  const isFull = job.max_runs !== null && plan.runs.length >= job.max_runs;
  return {
    runs: plan.runs.map((run) => delayed(run, now)),
    state: {
      next_run: progress.nextRun,
      next_due_at: isFull ? null : progress.nextDueAt,
      planned_until: progress.plannedUntil,
    },
  };
}
