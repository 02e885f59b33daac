// Creates jobs in one statement: definitions, states, audit log and the runs that are due within seconds.
import { active, inactive } from '../planner/job-states.ts';
import { toMessages } from '../planner/messages.ts';
import { type Candidate, findFirst, type Next } from '../planner/next-occurrence.ts';
import type { PlannedRun } from '../planner/plan-job.ts';
import { planNewJob } from '../planner/plan-new-job.ts';
import { hostOf, type JobDefinition, type JobView, type NewJob } from '../store/jobs.ts';
import { systemRuntime } from '../store/runtime.ts';
import { findSchedulerPause } from '../store/scheduler-pause.ts';
import { entryOf } from './audit-entries.ts';
import { diffDefinitions } from './definition-diff.ts';
import type { RequestedJob } from './job-input.ts';
import { findTimeErrors, noOccurrence } from './occurrence-checks.ts';
import { type FieldError, invalidFields } from './problems.ts';
import { encryptDefinition } from './secrets.ts';
import type { Write } from './transaction.ts';

/** A checked job, with its definition before the encryption of its secrets. */
export interface PreparedJob {
  job: NewJob;
  plain: JobDefinition;
}

/** IDs of new jobs. Those of the same millisecond are random, so they are sorted to follow the order of a list. */
export function newJobIds({ runtime = systemRuntime }: Write, count: number): string[] {
  return Array.from({ length: count }, () => runtime.newId()).sort();
}

/** Stores all jobs or none, and plans the jobs that are due soon. Returns the stored jobs in the same order. */
export async function createJobs(write: Write, prepared: PreparedJob[]): Promise<JobView[]> {
  const { runtime = systemRuntime } = write;
  const jobs = prepared.map(({ job }) => job);
  const planned = await planDueSoon(write, jobs);
  const { batches, messageIds } = toMessages(
    jobs.map(({ id, definition }) => ({ id, target_host: hostOf(definition.target) })),
    planned,
    runtime,
  );
  await write.insertJobs({
    jobs,
    planned: planned.map((run) => ({ ...run, messageId: messageIds.get(run.id) ?? null })),
    entries: prepared.map(({ job, plain }) => ({
      ...entryOf(write, 'job.created', job.id),
      ...diffDefinitions(undefined, plain),
    })),
  });
  write.batches.push(...batches);
  const firstRuns = new Map(planned.toReversed().map((run) => [run.jobId, run]));
  return jobs.map((job) => toView(job, firstRuns.get(job.id)));
}

/** Checks a new job and computes its first occurrence. Throws a 422. */
export function prepareJob({ now, keyring }: Write, id: string, requested: RequestedJob): PreparedJob {
  const next = findStart(requested, id, now);
  const { definition, status } = requested;
  const job = {
    id,
    createdAt: now,
    definition: encryptDefinition(keyring, id, definition),
    state: { ...(status === 'inactive' ? inactive('paused') : active(next)), planned_until: null },
  };
  return { job, plain: definition };
}

/** The first occurrence of a new job. Throws a 422. */
export function findStart({ definition, status }: RequestedJob, id: string, now: Temporal.Instant): Next {
  const errors = findTimeErrors(definition, undefined, now);
  const candidate: Candidate = { ...definition, id, created_at: now, run_count: 0 };
  const next = findFirst(candidate, now);
  if (next === null && errors.length === 0) errors.push(noOccurrence(candidate, now));
  errors.push(...findStatusErrors(status));
  if (next === null || errors.length > 0) throw invalidFields(errors);
  return next;
}

/** Plans jobs that are due within the look-ahead and advances their states, unless the scheduler is paused. */
async function planDueSoon({ db, now }: Write, jobs: NewJob[]): Promise<PlannedRun[]> {
  const planned = jobs.flatMap((job) => {
    const { definition, state, id } = job;
    const plan = planNewJob({ ...definition, ...state, id, created_at: now }, now);
    return plan ? [{ job, plan }] : [];
  });
  if (planned.length === 0 || (await findSchedulerPause(db)) !== undefined) return [];
  return planned.flatMap(({ job, plan }) => {
    job.state = { ...job.state, ...plan.state };
    return plan.runs;
  });
}

/** The view of a job that was just inserted. */
function toView({ id, createdAt, definition, state }: NewJob, firstRun: PlannedRun | undefined): JobView {
  return {
    ...definition,
    id,
    target_host: hostOf(definition.target),
    version: 1,
    created_at: createdAt,
    updated_at: createdAt,
    ...state,
    run_count: 0,
    consecutive_failures: 0,
    is_failing: false,
    delete_pending: false,
    last_run_id: null,
    last_run_status: null,
    last_run_scheduled_for: null,
    last_run_finished_at: null,
    last_run_status_code: null,
    changed_at: createdAt,
    planned_run: firstRun?.scheduledFor ?? null,
    planned_due_at: firstRun?.dueAt ?? null,
  };
}

export function findStatusErrors(status: RequestedJob['status']): FieldError[] {
  if (status !== 'failed') return [];
  return [{ pointer: '/status', detail: 'must be active or inactive: only the service sets failed' }];
}
