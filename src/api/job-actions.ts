// Pauses, resumes and deletes jobs, one or many in one transaction.
import { active, inactive } from '../planner/job-states.ts';
import { findNext, type Next } from '../planner/next-occurrence.ts';
import { ScheduleError } from '../schedule/schedule.ts';
import { insertAuditEntries } from '../store/audit-log.ts';
import { clearFailures, deleteJobs as deleteRows, updateJobStates } from '../store/job-states.ts';
import type { JobOutline, JobRow } from '../store/jobs.ts';
import { deletePlannedRuns } from '../store/live-runs.ts';
import { cancelUnfinishedRuns } from '../store/run-ends.ts';
import { entryOf } from './audit-entries.ts';
import { diffDefinitions } from './definition-diff.ts';
import { planIfDueSoon, planOverdue } from './job-planning.ts';
import { findLimit } from './occurrence-checks.ts';
import { invalidFields, Problem } from './problems.ts';
import type { TransactionWrite } from './transaction.ts';

/** The outcome for a job or a run. A new reason or end of an existing pause is also `done`. */
export type Outcome = 'done' | 'unchanged' | Problem;

/** By ID. */
export type Outcomes = Map<string, Outcome>;

interface Pause {
  reason?: string | null | undefined;
  until?: Temporal.Instant | null | undefined;
}

/** The error of an end that has passed. */
export function checkPauseEnd(until: Temporal.Instant | string | null | undefined, now: Temporal.Instant) {
  const hasPassed = until && Temporal.Instant.compare(until, now) <= 0;
  return hasPassed ? [{ pointer: '/until', detail: 'must be in the future' }] : [];
}

/** Pauses the active jobs; with a reason or an end, also updates paused jobs. The caller has locked the jobs. */
export async function pauseJobs(
  write: TransactionWrite,
  jobs: JobOutline[],
  pause: Pause,
): Promise<Outcomes> {
  const { trx, now } = write;
  const errors = checkPauseEnd(pause.until, now);
  if (errors.length > 0) throw invalidFields(errors);
  const outcomes: Outcomes = new Map(jobs.map((job) => [job.id, canPause(job, pause)]));
  const paused = jobs.filter((job) => outcomes.get(job.id) === 'done');
  const running = paused.filter((job) => job.status === 'active');
  await planOverdue(write, running);
  await deactivate(write, toIds(running), 'paused', pause);
  const state = inactive('paused', pause);
  const alreadyPaused = paused.filter((job) => job.status !== 'active');
  if (alreadyPaused.length > 0)
    await updateJobStates(
      trx,
      alreadyPaused.map(({ id: jobId }) => ({ ...state, jobId })),
    );
  const after = {
    status: 'inactive',
    pause_reason: pause.reason ?? null,
    paused_until: pause.until?.toString({ smallestUnit: 'millisecond' }) ?? null,
  };
  await insertAuditEntries(
    trx,
    paused.map((job) => ({ ...entryOf(write, 'job.paused', job.id), before: { status: job.status }, after })),
  );
  return outcomes;
}

export function canPause(
  job: Pick<JobOutline, 'status' | 'status_reason'>,
  pause: Pause,
): 'done' | 'unchanged' {
  const isPaused = job.status === 'inactive' && job.status_reason === 'paused';
  const isNew = pause.reason !== undefined || pause.until !== undefined;
  return job.status === 'active' || (isPaused && isNew) ? 'done' : 'unchanged';
}

/** Resumes the jobs that are not active; a job without a further occurrence gets a 409. The caller has locked the jobs. */
export async function resumeJobs(write: TransactionWrite, jobs: JobOutline[]): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  const resumed: { job: JobOutline; next: Next }[] = [];
  for (const job of jobs) {
    const next = findResumption(job, write.now);
    outcomes.set(job.id, next === 'unchanged' || next instanceof Problem ? next : 'done');
    if (next !== 'unchanged' && !(next instanceof Problem)) resumed.push({ job, next });
  }
  await reactivate(write, resumed);
  await insertAuditEntries(
    write.trx,
    resumed.map(({ job }) => ({
      ...entryOf(write, 'job.resumed', job.id),
      before: { status: job.status },
      after: { status: 'active' },
    })),
  );
  return outcomes;
}

/** The next occurrence of an inactive job after a resume, or a 409 if it has none. */
export function findResumption(job: JobOutline, now: Temporal.Instant): Next | 'unchanged' | Problem {
  if (job.status === 'active') return 'unchanged';
  try {
    const next = findNext(job, now, false);
    if (next !== null) return next;
    const [field, detail] = findLimit(job, now);
    return new Problem(409, `The job cannot be resumed: ${field} ${detail}.`);
  } catch (error) {
    const reason = error instanceof ScheduleError ? error.message : 'see GET /jobs/{id}';
    return new Problem(409, `The job cannot be resumed: its schedule cannot be parsed. ${reason}.`);
  }
}

/** Deletes jobs, which the caller has locked. Their runs stay until they are pruned; the audit log stays. */
export async function deleteJobs(write: TransactionWrite, jobs: JobRow[]): Promise<Outcomes> {
  const { trx } = write;
  const ids = toIds(jobs);
  if (ids.length > 0) {
    await planOverdue(write, jobs);
    await deletePlannedRuns(trx, ids);
    await cancelUnfinishedRuns(trx, ids, 'job_deleted');
    await deleteRows(trx, ids);
  }
  await insertAuditEntries(
    trx,
    jobs.map((job) => ({
      ...entryOf(write, 'job.deleted', job.id),
      before: diffDefinitions(undefined, job).after,
    })),
  );
  return new Map(ids.map((id) => [id, 'done']));
}

/** Makes jobs inactive: deletes planned runs and cancels unfinished ones. */
export async function deactivate(
  { trx }: TransactionWrite,
  ids: string[],
  reason: string,
  pause: Pause = {},
): Promise<void> {
  if (ids.length === 0) return;
  await deletePlannedRuns(trx, ids);
  await cancelUnfinishedRuns(trx, ids, reason);
  const state = inactive(reason, pause);
  await updateJobStates(
    trx,
    ids.map((jobId) => ({ ...state, jobId })),
  );
}

/** Makes jobs active, or replans active ones from `next` on: deletes planned runs that are not due. */
export async function reactivate(
  write: TransactionWrite,
  resumed: { job: JobOutline; next: Next }[],
): Promise<void> {
  if (resumed.length === 0) return;
  const { trx } = write;
  const jobs = resumed.map(({ job, next }) => ({ ...job, ...active(next) }));
  await deletePlannedRuns(trx, toIds(jobs));
  await clearFailures(
    trx,
    resumed.flatMap(({ job }) => (job.status === 'active' ? [] : [job.id])),
  );
  await updateJobStates(
    trx,
    resumed.map(({ job, next }) => ({ ...active(next), jobId: job.id })),
  );
  await planIfDueSoon(write, jobs);
}

function toIds(jobs: JobOutline[]): string[] {
  return jobs.map((job) => job.id);
}
