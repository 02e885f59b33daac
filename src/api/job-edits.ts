// Edits a job: replaces its definition, updates its status and replans its runs.
import { active } from '../planner/job-states.ts';
import { findNext, type Next } from '../planner/next-occurrence.ts';
import { insertAuditEntries } from '../store/audit-log.ts';
import { completeJobs } from '../store/job-completion.ts';
import { updateJobStates } from '../store/job-states.ts';
import { type JobRow, updateJobDefinition } from '../store/jobs.ts';
import { deletePlannedRuns } from '../store/live-runs.ts';
import { entryOf } from './audit-entries.ts';
import { diffDefinitions, isSameDefinition, isSamePlan } from './definition-diff.ts';
import { deactivate, reactivate } from './job-actions.ts';
import { checkStatus } from './job-creation.ts';
import type { RequestedJob } from './job-input.ts';
import { planOverdue } from './job-planning.ts';
import { checkSpecificTime, noOccurrence } from './occurrence-checks.ts';
import { encryptDefinition } from './secrets.ts';
import type { TransactionWrite } from './transaction.ts';

/** Status reasons of jobs that become active again when an edit gives them a further occurrence. */
const REACTIVATED_REASONS = new Set(['completed', 'ended', 'max_runs', 'run_failed', 'missed']);

/** Edits a job, which the caller has locked and decrypted. An identical definition and status change nothing. */
export async function editJob(
  write: TransactionWrite,
  found: JobRow,
  { definition, status }: RequestedJob,
): Promise<void> {
  const { trx, now, keyring } = write;
  const newStatus = status === found.status ? undefined : status;
  checkStatus(newStatus);

  const isEdit = !isSameDefinition(definition, found);
  if (!isEdit && newStatus === undefined) return;
  checkSpecificTime(definition, found, now);
  const [job = found] = await planOverdue(write, [found]);

  if (isEdit) await updateJobDefinition(trx, job.id, encryptDefinition(keyring, job.id, definition));
  const after = await updateState(write, job, { definition, status: newStatus }, status === undefined);
  const changed = diffDefinitions(found, definition);
  if (after !== found.status) {
    changed.before['status'] = found.status;
    changed.after['status'] = after;
  }
  await insertAuditEntries(trx, [{ ...entryOf(write, 'job.updated', job.id), ...changed }]);
}

/** Updates status and plan after the definition was stored. Returns the new status. */
async function updateState(
  write: TransactionWrite,
  job: JobRow,
  { definition, status }: RequestedJob,
  isStatusOmitted: boolean,
): Promise<JobRow['status']> {
  if (status === 'inactive') {
    await deactivate(write, [job.id], 'paused');
    return 'inactive';
  }
  const isRescheduled = !isSamePlan(definition, job);
  // Every valid edit repairs a job whose stored definition could not be used.
  const isRepaired = job.status_reason === 'invalid';
  const isReactivated =
    isStatusOmitted && (isRepaired || (isRescheduled && REACTIVATED_REASONS.has(job.status_reason ?? '')));
  if (job.status !== 'active' && status !== 'active' && !isReactivated) return job.status;
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
