// Edits of one job: a new definition in the place of the stored one, and what that does to its plan.
import { active } from '../planner/job-states.ts';
import { findNext, type Next } from '../planner/next-occurrence.ts';
import { insertJobChanges } from '../store/job-changes.ts';
import { completeJobs } from '../store/job-completion.ts';
import { updateJobStates } from '../store/job-states.ts';
import { type JobRow, updateJobDefinition } from '../store/jobs.ts';
import { deletePlannedRuns } from '../store/live-runs.ts';
import { describeChange, isSameDefinition, isSamePlan } from './definition-changes.ts';
import type { RequestedJob } from './definitions.ts';
import { deactivate, reactivate } from './job-actions.ts';
import { checkStatus } from './job-creation.ts';
import { settleOverdue } from './job-planning.ts';
import { checkSpecificTime, noOccurrence } from './occurrences.ts';
import { decryptJob, encryptDefinition } from './secrets.ts';
import type { TransactionWrite } from './transaction.ts';

/** Statuses that a write takes back by giving the job an occurrence again. */
const REVIVABLE = new Set(['completed', 'ended', 'max_runs', 'run_failed', 'missed', 'invalid']);

/**
 * `parse` makes the requested job of the stored one, which is locked and decrypted. Writes nothing where the two are
 * the same.
 */
export async function editJob(
  write: TransactionWrite,
  locked: JobRow,
  parse: (job: JobRow) => RequestedJob,
): Promise<void> {
  const { trx, now, actor, keyring } = write;
  const found = decryptJob(keyring, locked);
  const { definition, status } = parse(found);
  const newStatus = status === found.status ? undefined : status;
  checkStatus(newStatus);

  const isEdit = !isSameDefinition(definition, found);
  if (!isEdit && newStatus === undefined) return;
  checkSpecificTime(definition, found, now);
  const [job = found] = await settleOverdue(write, [found]);

  if (isEdit) await updateJobDefinition(trx, job.id, encryptDefinition(keyring, job.id, definition));
  const after = await updateState(write, job, { definition, status: newStatus }, status === undefined);
  const changed = describeChange(found, definition);
  if (after !== found.status) {
    changed.before['status'] = found.status;
    changed.after['status'] = after;
  }
  await insertJobChanges(trx, [{ jobId: job.id, changedAt: now, actor, action: 'updated', ...changed }]);
}

/** Where the job stands after its definition was written; returns its status. */
async function updateState(
  write: TransactionWrite,
  job: JobRow,
  { definition, status }: RequestedJob,
  isStatusLeftOut: boolean,
): Promise<JobRow['status']> {
  if (status === 'inactive') {
    await deactivate(write, [job.id], 'paused');
    return 'inactive';
  }
  const isRescheduled = !isSamePlan(definition, job);
  const isRevived = isStatusLeftOut && isRescheduled && REVIVABLE.has(job.status_reason ?? '');
  if (job.status !== 'active' && status !== 'active' && !isRevived) return job.status;
  if (job.status === 'active' && !isRescheduled) return job.status;

  const hasNewTime = definition.specific_time?.epochMilliseconds !== job.specific_time?.epochMilliseconds;
  const candidate = { ...job, ...definition };
  const next = findNext(candidate, write.now, hasNewTime);
  if (next === null && job.status !== 'active') {
    if (status === 'active') throw noOccurrence(candidate, write.now);
    return job.status;
  }
  await replan(write, candidate, next);
  return 'active';
}

async function replan(write: TransactionWrite, job: JobRow, next: Next | null): Promise<void> {
  if (next !== null) return await reactivate(write, [{ job, next }]);
  await deletePlannedRuns(write.trx, [job.id]);
  await updateJobStates(write.trx, [{ ...active(null), jobId: job.id }]);
  await completeJobs(write.trx, [job.id]);
}
