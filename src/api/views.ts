// Maps rows to the responses of the API, field by field.
import type { z } from '@hono/zod-openapi';
import type { Job, JobChange } from '../../openapi/schemas/job.ts';
import { Attempt as AttemptSchema, type Run, type RunWithAttempts } from '../../openapi/schemas/run.ts';
import { scheduleOf } from '../planner/plan-job.ts';
import { describeSchedule } from '../schedule/describe.ts';
import { ScheduleError } from '../schedule/schedule.ts';
import { dueAt as dueOf, spreadOf } from '../schedule/spread.ts';
import type { AuditRow } from '../store/audit-log.ts';
import type { findCallback } from '../store/callbacks.ts';
import { isFailing } from '../store/failing-jobs.ts';
import type { JobInList } from '../store/jobs.ts';
import type { RunCause } from '../store/run-causes.ts';
import type { RunInList, RunRow } from '../store/runs.ts';
import type { AttemptRecord, JobAction } from '../store/schema.ts';
import { viewInstant, viewNullableInstant } from './instants.ts';
import { viewDefinition } from './job-mapping.ts';

type Attempt = z.infer<typeof AttemptSchema>;

/** A job in a list has no payload, and neither has its view. */
export function viewJob(job: JobInList & { payload?: unknown }, failingAfter: number): Job {
  return {
    id: job.id,
    ...viewDefinition(job),
    has_signing_secret: job.signing_secret !== null,
    status: job.status,
    status_reason: job.status_reason,
    pause_reason: job.pause_reason,
    paused_until: viewNullableInstant(job.paused_until),
    ...viewSchedule(job),
    ...viewNext(job),
    last_run:
      job.last_run_id === null || job.last_run_status === null || job.last_run_scheduled_for === null
        ? null
        : {
            id: job.last_run_id,
            status: job.last_run_status,
            scheduled_for: viewInstant(job.last_run_scheduled_for),
            finished_at: viewNullableInstant(job.last_run_finished_at),
            status_code: job.last_run_status_code,
          },
    run_count: job.run_count,
    consecutive_failures: job.consecutive_failures,
    failing: isFailing(job, failingAfter),
    version: job.version,
    created_at: viewInstant(job.created_at),
    updated_at: viewInstant(later(job.updated_at, job.changed_at)),
  };
}

/** A schedule that cannot be used affects only its own job, whatever is wrong with it. */
function viewSchedule(job: JobInList): Pick<Job, 'schedule_description' | 'schedule_error'> {
  try {
    return { schedule_description: describeSchedule(job), schedule_error: null };
  } catch (error) {
    const reason = error instanceof ScheduleError ? error.message : 'the stored schedule cannot be read';
    return { schedule_description: null, schedule_error: reason };
  }
}

/** The first planned occurrence, or else the next one that will be planned. */
function viewNext(job: JobInList): Pick<Job, 'next_run' | 'next_due_at'> {
  if (job.planned_run !== null) {
    return {
      next_run: viewInstant(job.planned_run),
      next_due_at: viewNullableInstant(job.planned_due_at),
    };
  }
  // With all of `max_runs` started, the next occurrence is not planned.
  const isOver = job.max_runs !== null && job.run_count >= job.max_runs;
  if (isOver || job.next_run === null) return { next_run: null, next_due_at: null };
  return {
    next_run: viewInstant(job.next_run),
    next_due_at: viewNullableInstant(findDueAt(job, job.next_run)),
  };
}

/** Null if the schedule cannot be used. */
function findDueAt(job: JobInList, nextRun: Temporal.Instant): Temporal.Instant | null {
  if (job.next_due_at !== null) return job.next_due_at;
  try {
    return dueOf(scheduleOf(job), spreadOf(job.id, job.spread_seconds), nextRun);
  } catch {
    return null;
  }
}

export function viewRun(run: RunInList, cause?: RunCause): Run {
  return {
    id: run.id,
    job_id: run.job_id,
    job_name: run.job_name,
    trigger: run.trigger,
    source_run_id: run.source_run_id,
    started_by: run.trigger === 'schedule' ? 'schedule' : run.started_by,
    status: run.status,
    status_reason: run.status_reason,
    cause: cause === undefined ? null : viewCause(cause),
    scheduled_for: viewInstant(run.scheduled_for),
    due_at: viewInstant(run.due_at),
    missed_until: viewNullableInstant(run.missed_until),
    missed_count: run.missed_count,
    attempt_count: run.attempt_count,
    started_at: viewNullableInstant(run.started_at),
    finished_at: viewNullableInstant(run.finished_at),
    lateness_ms: run.lateness_ms,
    duration_ms: run.duration_ms,
    status_code: run.status_code,
    error: run.error_code === null ? null : { code: run.error_code, message: run.error_message ?? '' },
  };
}

function viewCause({ from, until, ...cause }: RunCause): Run['cause'] {
  return { ...cause, from: viewNullableInstant(from), until: viewNullableInstant(until) };
}

/** An audit log entry in the list of changes of its job. */
export function viewJobChange(change: AuditRow): JobChange {
  return {
    id: change.id,
    changed_at: viewInstant(change.created_at),
    actor: change.actor,
    action: (change.action as JobAction).slice('job.'.length) as JobChange['action'],
    before: change.before,
    after: change.after,
  };
}

export function viewRunWithAttempts(
  run: RunRow,
  attempts: AttemptRecord[],
  cause: RunCause | undefined,
): Omit<RunWithAttempts, 'callback'> {
  return { ...viewRun(run, cause), attempts: attempts.filter(isAttempt).map(viewAttempt) };
}

export function viewCallback(
  callback: Awaited<ReturnType<typeof findCallback>>,
): RunWithAttempts['callback'] {
  if (callback === undefined) return null;
  const { url, status, attempts, error } = callback;
  return {
    ...{ url, status, attempts, error },
    next_attempt_at: viewNullableInstant(callback.next_attempt_at),
    sent_at: viewNullableInstant(callback.sent_at),
  };
}

/** Whether a stored attempt has the fields of every version; a damaged one is left out. */
function isAttempt(stored: Partial<AttemptRecord> | null): boolean {
  return (
    typeof stored?.number === 'number' &&
    !Number.isNaN(Date.parse(String(stored.started_at))) &&
    AttemptSchema.shape.outcome.safeParse(stored.outcome).success
  );
}

type Stored<T extends object | null> = Partial<NonNullable<T>> | null;

/** A stored attempt. Records of older versions can lack fields that were added later. */
type StoredAttempt = Pick<AttemptRecord, 'number' | 'started_at' | 'outcome'> &
  Partial<Pick<AttemptRecord, 'duration_ms' | 'status_code' | 'error'>> & {
    timings?: Stored<AttemptRecord['timings']>;
    request?: Stored<AttemptRecord['request']>;
    response?: Stored<AttemptRecord['response']>;
  };

function viewAttempt(stored: StoredAttempt): Attempt {
  const { error, timings, request, response } = stored;
  return {
    number: stored.number,
    started_at: stored.started_at,
    duration_ms: stored.duration_ms ?? null,
    outcome: stored.outcome,
    status_code: stored.status_code ?? null,
    error: error ? { code: error.code, message: error.message } : null,
    timings: timings
      ? {
          dns_ms: timings.dns_ms ?? null,
          connect_ms: timings.connect_ms ?? null,
          tls_ms: timings.tls_ms ?? null,
          first_byte_ms: timings.first_byte_ms ?? null,
          total_ms: timings.total_ms ?? null,
        }
      : null,
    request: request
      ? {
          method: request.method ?? '',
          url: request.url ?? '',
          headers: request.headers ?? {},
          body: request.body ?? null,
        }
      : null,
    response: response
      ? {
          headers: response.headers ?? {},
          body: response.body ?? '',
          truncated: response.truncated ?? false,
        }
      : null,
  };
}

function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return a.epochMilliseconds >= b.epochMilliseconds ? a : b;
}
