// What can be done to jobs: each works within a change, so that one request can do it to many.

import { active, inactive } from '../planner/job-states.ts';
import { type Candidate, findFirst, findNext, type Next } from '../planner/next-occurrence.ts';
import { LOOK_AHEAD_MS } from '../planner/passes.ts';
import { ScheduleError } from '../schedule/schedule.ts';
import { newId } from '../store/ids.ts';
import { insertJobChanges, type JobChange } from '../store/job-changes.ts';
import { completeJobs } from '../store/job-completion.ts';
import { clearFailures, deleteJobs, updateJobStates } from '../store/job-states.ts';
import { insertJobs, type JobRow, lockJob, lockJobs, updateJobDefinition } from '../store/jobs.ts';
import { deletePlannedRuns } from '../store/live-runs.ts';
import { cancelUnfinishedRuns } from '../store/run-ends.ts';
import type { Change } from './change.ts';
import { describeChange, isSameDefinition, isSameSchedule } from './definition-changes.ts';
import type { Wish } from './definitions.ts';
import { checkSpecificTime, noOccurrence } from './occurrences.ts';
import { invalidFields, notFound, Problem } from './problems.ts';
import { openJob, sealDefinition } from './secrets.ts';

/** Statuses that a write takes back by giving the job an occurrence again. */
const REVIVABLE = new Set(['completed', 'ended', 'max_runs', 'run_failed', 'missed', 'invalid']);

/** Stores jobs, all of them or none, and plans those that are about to be due. Returns their ids in order. */
export async function createJobs(change: Change, wishes: Wish[]): Promise<string[]> {
  const { trx, now, keyring } = change;
  // Ids of one millisecond have no order of their own: in that of the list, it is the order of creation.
  const ids = wishes.map(newId).sort();
  const jobs = wishes.map(({ definition, status }, index) => {
    checkStatus(status);
    checkSpecificTime(definition, undefined, now);
    const id = ids[index]!;
    const candidate: Candidate = { ...definition, id, created_at: now, run_count: 0 };
    const next = findFirst(candidate, now);
    if (next === null) throw noOccurrence(candidate, now);
    return {
      id,
      createdAt: now,
      definition: sealDefinition(keyring, id, definition),
      state: { ...(status === 'inactive' ? inactive('paused') : active(next)), planned_until: null },
    };
  });
  await insertJobs(trx, jobs);
  await planWhereNear(change, await lockJobs(trx, ids));
  await insertJobChanges(
    trx,
    jobs.map(({ id }, index) => ({
      ...by(change, id, 'created'),
      ...describeChange(undefined, wishes[index]!.definition),
    })),
  );
  return ids;
}

/**
 * `read` makes the wish out of the job as it stands, locked and opened. Changes nothing when the wish is what stands.
 * Returns whether something was changed.
 */
export async function changeJob(
  change: Change,
  locked: JobRow,
  read: (job: JobRow) => Wish,
): Promise<boolean> {
  const { trx, now, keyring } = change;
  const found = openJob(keyring, locked);
  const { definition, status } = read(found);
  const wished = status === found.status ? undefined : status;
  checkStatus(wished);

  const isEdit = !isSameDefinition(definition, found);
  if (!isEdit && wished === undefined) return false;
  checkSpecificTime(definition, found, now);
  const job = await settleOverdue(change, found);

  if (isEdit) await updateJobDefinition(trx, job.id, sealDefinition(keyring, job.id, definition));
  const after = await changeState(change, job, definition, wished, status === undefined);
  const changed = describeChange(found, definition);
  if (after !== found.status) {
    changed.before['status'] = found.status;
    changed.after['status'] = after;
  }
  await insertJobChanges(trx, [{ ...by(change, job.id, 'updated'), ...changed }]);
  return true;
}

/** Where the job stands after its definition was written; returns its status. */
async function changeState(
  change: Change,
  job: JobRow,
  definition: Wish['definition'],
  wished: Wish['status'],
  isSilent: boolean,
): Promise<JobRow['status']> {
  if (wished === 'inactive') {
    await deactivate(change, job, 'paused');
    return 'inactive';
  }
  const isRescheduled = !isSameSchedule(definition, job);
  const isRevived = isSilent && isRescheduled && REVIVABLE.has(job.status_reason ?? '');
  if (job.status !== 'active' && wished !== 'active' && !isRevived) return job.status;
  if (job.status === 'active' && !isRescheduled) return job.status;

  const hasNewTime = definition.specific_time?.epochMilliseconds !== job.specific_time?.epochMilliseconds;
  const candidate = { ...job, ...definition };
  const next = findNext(candidate, change.now, hasNewTime);
  if (next === null && job.status !== 'active') {
    if (wished === 'active') throw noOccurrence(candidate, change.now);
    return job.status;
  }
  await reactivate(change, candidate, next);
  return 'active';
}

/** Returns whether something was changed: also another reason or end of a pause is a change. */
export async function pauseJob(
  change: Change,
  found: JobRow,
  pause: { reason?: string | null | undefined; until?: Temporal.Instant | null | undefined },
): Promise<boolean> {
  const { trx, now } = change;
  if (pause.until && Temporal.Instant.compare(pause.until, now) <= 0) {
    throw invalidFields([{ pointer: '/until', detail: 'lies in the past' }]);
  }
  const isPaused = found.status === 'inactive' && found.status_reason === 'paused';
  const isNew = pause.reason !== undefined || pause.until !== undefined;
  if (found.status !== 'active' && !(isPaused && isNew)) return false;
  if (isPaused) await updateJobStates(trx, [{ ...inactive('paused', pause), jobId: found.id }]);
  else await deactivate(change, await settleOverdue(change, found), 'paused', pause);
  await insertJobChanges(trx, [
    {
      ...by(change, found.id, 'paused'),
      before: { status: found.status },
      after: {
        status: 'inactive',
        pause_reason: pause.reason ?? null,
        paused_until: pause.until?.toString({ smallestUnit: 'millisecond' }) ?? null,
      },
    },
  ]);
  return true;
}

/** Returns whether something was changed. Throws a 409 where no occurrence is left. */
export async function resumeJob(change: Change, job: JobRow): Promise<boolean> {
  if (job.status === 'active') return false;
  await reactivate(change, job, getResumption(job, change.now));
  await insertJobChanges(change.trx, [
    { ...by(change, job.id, 'resumed'), before: { status: job.status }, after: { status: 'active' } },
  ]);
  return true;
}

/** Where an inactive job would go on. Throws a 409 where it cannot. */
export function getResumption(job: JobRow, now: Temporal.Instant): Next {
  let next: Next | null;
  try {
    next = findNext(job, now, false);
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    throw new Problem(409, `The job cannot be resumed: its schedule cannot be read. ${error.message}.`);
  }
  if (next !== null) return next;
  throw new Problem(
    409,
    'The job cannot be resumed: its schedule has no occurrence left. Give it another first.',
  );
}

/** Its runs stay readable until they are pruned, and so does what was changed. */
export async function deleteJob(change: Change, found: JobRow): Promise<void> {
  const { trx } = change;
  await deactivate(change, await settleOverdue(change, found), 'job_deleted');
  await deleteJobs(trx, [found.id]);
  const { after } = describeChange(undefined, found);
  await insertJobChanges(trx, [{ ...by(change, found.id, 'deleted'), before: after, after: {} }]);
}

/** The job, locked. Throws a 404. */
export async function getLockedJob(change: Change, id: string): Promise<JobRow> {
  const job = await lockJob(change.trx, id);
  if (!job) throw notFound('job');
  return job;
}

/** Occurrences that fell due before the change keep what the old definition makes of them. */
export async function settleOverdue(change: Change, job: JobRow): Promise<JobRow> {
  if (job.next_due_at === null || Temporal.Instant.compare(job.next_due_at, change.now) > 0) return job;
  await change.plan([job], change.now);
  const locked = await lockJob(change.trx, job.id);
  return locked ? { ...locked, headers: job.headers, signing_secret: job.signing_secret } : job;
}

async function deactivate(
  { trx }: Change,
  job: JobRow,
  reason: string,
  pause: Parameters<typeof inactive>[1] = {},
): Promise<void> {
  await deletePlannedRuns(trx, [job.id]);
  await cancelUnfinishedRuns(trx, [job.id], reason);
  await updateJobStates(trx, [{ ...inactive(reason, pause), jobId: job.id }]);
}

/** Makes a job active, or plans an active one anew: what is planned but not due vanishes, `next` is what comes. */
async function reactivate(change: Change, job: JobRow, next: Next | null): Promise<void> {
  const { trx } = change;
  await deletePlannedRuns(trx, [job.id]);
  const state = active(next);
  if (job.status !== 'active') await clearFailures(trx, [job.id]);
  await updateJobStates(trx, [{ ...state, jobId: job.id }]);
  if (next === null) await completeJobs(trx, [job.id]);
  else await planWhereNear(change, [{ ...job, ...state }]);
}

async function planWhereNear(change: Change, jobs: JobRow[]): Promise<void> {
  const horizon = change.now.add({ milliseconds: LOOK_AHEAD_MS });
  const near = jobs.filter(
    (job) => job.next_due_at && Temporal.Instant.compare(job.next_due_at, horizon) <= 0,
  );
  if (near.length > 0) await change.plan(near);
}

function checkStatus(status: Wish['status']): void {
  if (status !== 'failed') return;
  throw invalidFields([{ pointer: '/status', detail: 'is only ever set by the service' }]);
}

function by({ now, actor }: Change, jobId: string, action: JobChange['action']) {
  return { jobId, changedAt: now, actor, action };
}
