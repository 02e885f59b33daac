// Resumes planning from now after the database's clock was set forward or back.
import type { Transaction } from 'kysely';
import { ON_TIME_MS } from '../schedule/catch-up.ts';
import { ScheduleError } from '../schedule/schedule.ts';
import { bySystem, insertAuditEntries } from '../store/audit-log.ts';
import {
  bringForwardRuns,
  endPauses,
  lockJobsPlannedAhead,
  saveClockChange,
} from '../store/clock-changes.ts';
import { updateJobStates } from '../store/job-states.ts';
import { type DueJob, lockDueJobs } from '../store/planning.ts';
import { systemRuntime } from '../store/runtime.ts';
import type { Database } from '../store/schema.ts';
import type { ClockChange } from './clock-watch.ts';
import { active, inactive } from './job-states.ts';
import { enqueue } from './messages.ts';
import { findNext } from './next-occurrence.ts';
import { LOOK_AHEAD_MS, type PlannerDeps, planJobs } from './passes.ts';

const JOBS_AT_ONCE = 500;
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';
const PAUSE_REASON =
  'The clock of the database was set forward past the time of this job. Check the clock, then edit or resume the job.';

/** Every process applies a change that it notices: each step has no further effect when repeated. */
export async function applyClockChange(
  deps: PlannerDeps,
  { kind, byMs }: ClockChange,
  now: Temporal.Instant,
): Promise<void> {
  await saveClockChange(deps.db, { noticed_at: now.toString(), by_ms: byMs, is_held: kind === 'ahead' });
  if (kind === 'accepted') await passOverDueJobs(deps, now);
  else if (kind === 'back') await planFromNow(deps, now);
}

/** Plans jobs from now that were planned while the clock was ahead. Planned runs that exist stay. */
async function planFromNow({ db }: PlannerDeps, now: Temporal.Instant): Promise<void> {
  const until = now.add({ milliseconds: LOOK_AHEAD_MS });
  let after: string | undefined = LOWEST_ID;
  do {
    const last: string = after;
    after = await db.transaction().execute(async (trx) => {
      const jobs = await lockJobsPlannedAhead(trx, until, last, JOBS_AT_ONCE);
      await resumeFrom(trx, jobs, now);
      return jobs.at(-1)?.id;
    });
  } while (after !== undefined);
  await bringForwardRuns(db);
  await endPauses(db, PAUSE_REASON);
}

/**
 * Passes over the occurrences that the clock jumped over, without missed runs. Jobs with a specific time in between start
 * by their catch-up policy, or are paused if they are too late: nobody knows whether the time has really passed.
 */
async function passOverDueJobs(deps: PlannerDeps, now: Temporal.Instant): Promise<void> {
  const readAt = (deps.runtime ?? systemRuntime).monotonicNow();
  const to = now.subtract({ milliseconds: ON_TIME_MS });
  for (;;) {
    const { found, batches } = await deps.db.transaction().execute(async (trx) => {
      const jobs = await lockDueJobs(trx, undefined, to, JOBS_AT_ONCE);
      const once = Map.groupBy(
        jobs.filter((job) => job.schedule_type === 'specific_time'),
        (job) => isWithinWindow(job, now),
      );
      await resumeFrom(
        trx,
        jobs.filter((job) => job.schedule_type !== 'specific_time'),
        now,
      );
      await pause(trx, once.get(false) ?? [], now);
      const planned = await planJobs(trx, once.get(true) ?? [], now, deps);
      return { found: jobs.length, batches: planned.batches };
    });
    await enqueue(deps.queue, batches, now, readAt, deps.runtime).catch(deps.onError);
    if (found < JOBS_AT_ONCE) return;
  }
}

function isWithinWindow(job: DueJob, now: Temporal.Instant): boolean {
  const lateMs = now.epochMilliseconds - (job.next_run?.epochMilliseconds ?? 0);
  return job.catch_up.policy !== 'none' && lateMs <= job.catch_up.window_seconds * 1_000;
}

/** Sets the next occurrence of locked jobs to the first one that is due after `now`. */
async function resumeFrom(
  trx: Transaction<Database>,
  jobs: Parameters<typeof findNext>[0][],
  now: Temporal.Instant,
): Promise<void> {
  const states = jobs.flatMap((job) => {
    try {
      return [{ ...active(findNext(job, now, false)), jobId: job.id }];
    } catch (error) {
      // The next pass fails the job.
      if (error instanceof ScheduleError) return [];
      throw error;
    }
  });
  if (states.length > 0) await updateJobStates(trx, states);
}

async function pause(trx: Transaction<Database>, jobs: DueJob[], now: Temporal.Instant): Promise<void> {
  if (jobs.length === 0) return;
  const state = inactive('paused', { reason: PAUSE_REASON });
  await updateJobStates(
    trx,
    jobs.map((job) => ({ ...state, jobId: job.id })),
  );
  await insertAuditEntries(
    trx,
    jobs.map((job) => ({
      ...{ at: now, ...bySystem, action: 'job.paused', jobId: job.id },
      before: { status: 'active' },
      after: { status: 'inactive', pause_reason: PAUSE_REASON, paused_until: null },
    })),
  );
}
