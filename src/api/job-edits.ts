// Edits jobs: replaces their definitions, updates their statuses and replans their runs.
import { active } from '../planner/job-states.ts';
import { findNext, type Next } from '../planner/next-occurrence.ts';
import { insertAuditEntries } from '../store/audit-log.ts';
import { completeJobs } from '../store/job-completion.ts';
import { updateJobStates } from '../store/job-states.ts';
import { type JobDefinition, type JobRow, updateJobDefinitions } from '../store/jobs.ts';
import { deletePlannedRuns } from '../store/live-runs.ts';
import { entryOf } from './audit-entries.ts';
import { diffDefinitions, isSameDefinition, isSamePlan } from './definition-diff.ts';
import { deactivate, reactivate } from './job-actions.ts';
import { findStatusErrors } from './job-creation.ts';
import type { RequestedJob } from './job-input.ts';
import { planOverdue } from './job-planning.ts';
import { findTimeErrors, noOccurrence } from './occurrence-checks.ts';
import { invalidFields } from './problems.ts';
import { encryptDefinition } from './secrets.ts';
import type { TransactionWrite } from './transaction.ts';

/** Status reasons of jobs that become active again when an edit gives them a further occurrence. */
const REACTIVATED_REASONS = new Set(['completed', 'ended', 'max_runs', 'run_failed', 'missed']);

/** A requested edit of a job, which the caller has decrypted. */
export interface RequestedEdit {
  found: JobRow;
  requested: RequestedJob;
}

/** The effect of an edit on the status and the plan. `null` as the next occurrence completes the job. */
type StateEdit = 'keep' | 'pause' | { next: Next | null };

export interface Edit {
  /** The job with its new definition. */
  job: JobRow;
  definition: JobDefinition;
  isRedefined: boolean;
  state: StateEdit;
  /** The changed fields, with redacted secrets. */
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/** Edits jobs, which the caller has locked and decrypted. An identical definition and status change nothing. */
export async function editJobs(write: TransactionWrite, requested: RequestedEdit[]): Promise<void> {
  const { trx, now, keyring } = write;
  const wanted = requested.filter(changesJob);
  if (wanted.length === 0) return;
  const current = await planOverdue(
    write,
    wanted.map(({ found }) => found),
  );
  const edits = wanted.map((edit, index) => prepareEdit(edit, now, current[index]));
  await updateJobDefinitions(
    trx,
    edits.flatMap(({ job: { id }, definition, isRedefined }) =>
      isRedefined ? [{ id, definition: encryptDefinition(keyring, id, definition) }] : [],
    ),
  );
  await deactivate(
    write,
    edits.flatMap(({ job, state }) => (state === 'pause' ? [job.id] : [])),
    'paused',
  );
  await replan(write, edits);
  await insertAuditEntries(
    trx,
    edits.map(({ job, before, after }) => ({ ...entryOf(write, 'job.updated', job.id), before, after })),
  );
}

export function changesJob({ found, requested: { definition, status } }: RequestedEdit): boolean {
  return !isSameDefinition(definition, found) || (status !== undefined && status !== found.status);
}

/** The effect of an edit that changes its job. Throws a 422. `current` is the job after its overdue runs were planned. */
export function prepareEdit(
  { found, requested: { definition, status } }: RequestedEdit,
  now: Temporal.Instant,
  current = found,
): Edit {
  const newStatus = status === found.status ? undefined : status;
  const errors = [...findStatusErrors(newStatus), ...findTimeErrors(definition, found, now)];
  if (errors.length > 0) throw invalidFields(errors);
  const job = { ...current, ...definition };
  const state = decideState(current, { definition, status: newStatus }, status === undefined, now);
  const { before, after } = diffDefinitions(found, definition);
  const statusAfter = state === 'pause' ? 'inactive' : state === 'keep' ? current.status : 'active';
  if (statusAfter !== found.status) {
    before['status'] = found.status;
    after['status'] = statusAfter;
  }
  return { job, definition, isRedefined: !isSameDefinition(definition, found), state, before, after };
}

function decideState(
  job: JobRow,
  { definition, status }: RequestedJob,
  isStatusOmitted: boolean,
  now: Temporal.Instant,
): StateEdit {
  if (status === 'inactive') return 'pause';
  const isRescheduled = !isSamePlan(definition, job);
  // Every valid edit repairs a job whose stored definition could not be used.
  const isRepaired = job.status_reason === 'invalid';
  const isReactivated =
    isStatusOmitted && (isRepaired || (isRescheduled && REACTIVATED_REASONS.has(job.status_reason ?? '')));
  if (job.status !== 'active' && status !== 'active' && !isReactivated) return 'keep';
  if (job.status === 'active' && !isRescheduled) return 'keep';

  const hasNewTime = definition.specific_time?.epochMilliseconds !== job.specific_time?.epochMilliseconds;
  const candidate = { ...job, ...definition };
  const next = findNext(candidate, now, hasNewTime);
  if (next === null && job.status !== 'active') {
    if (status === 'active') throw invalidFields([noOccurrence(candidate, now)]);
    return 'keep';
  }
  return { next };
}

async function replan(write: TransactionWrite, edits: Edit[]): Promise<void> {
  const planned = edits.flatMap(({ job, state }) =>
    typeof state === 'string' ? [] : [{ job, next: state.next }],
  );
  const [resumed, ended]: [{ job: JobRow; next: Next }[], string[]] = [[], []];
  for (const { job, next } of planned) {
    if (next === null) ended.push(job.id);
    else resumed.push({ job, next });
  }
  await reactivate(write, resumed);
  if (ended.length === 0) return;
  await deletePlannedRuns(write.trx, ended);
  await updateJobStates(
    write.trx,
    ended.map((jobId) => ({ ...active(null), jobId })),
  );
  await completeJobs(write.trx, ended);
}
