// Changes of jobs: each is one transaction, after which what it planned is enqueued.
import { setTimeout as delay } from 'node:timers/promises';
import type { Kysely, Transaction } from 'kysely';
import { type Batch, enqueue } from '../planner/messages.ts';
import { LOOK_AHEAD_MS, planJobs } from '../planner/passes.ts';
import type { Queue } from '../queue/queue.ts';
import { isUniqueViolation } from '../store/errors.ts';
import { newId } from '../store/ids.ts';
import {
  deleteJob as deleteJobRow,
  insertJob,
  type JobRow,
  type JobState,
  lockJob,
  updateJobDefinition,
  updateJobState,
} from '../store/jobs.ts';
import { databaseNow } from '../store/open.ts';
import { clearFailures } from '../store/outcomes.ts';
import { settleJobs } from '../store/planning.ts';
import { cancelUnfinishedRuns, deletePlannedRuns } from '../store/runs.ts';
import type { Database } from '../store/schema.ts';
import type { Keyring } from '../store/sealing.ts';
import { isSameDefinition, isSameSchedule, type Wish } from './definitions.ts';
import { checkSpecificTime, findFirst, findNext, type Next, noOccurrence } from './occurrences.ts';
import { invalidFields, notFound, Problem } from './problems.ts';
import { openJob, sealDefinition } from './secrets.ts';

/** A write succeeds whether or not the queue answers; it waits this long for it. */
const QUEUE_WAIT_MS = 200;
/** Statuses that a write takes back by giving the job an occurrence again. */
const REVIVABLE = new Set(['completed', 'ended', 'max_runs', 'run_failed', 'missed', 'invalid']);

export interface WriteDeps {
  db: Kysely<Database>;
  queue: Queue;
  keyring: Keyring;
  onError: (error: unknown) => void;
}

type Change<T> = (
  trx: Transaction<Database>,
  now: Temporal.Instant,
  plan: PlanNow,
  batches: Batch[],
) => Promise<T>;
/** Plans a job in the transaction; its messages are enqueued after the commit. */
type PlanNow = (job: JobRow, horizon?: Temporal.Instant) => Promise<void>;

/** One transaction; what lies in `batches` at its end is enqueued after the commit. */
export async function write<T>(deps: WriteDeps, change: Change<T>): Promise<T> {
  const batches: Batch[] = [];
  const now = await databaseNow(deps.db);
  const readAt = performance.now();
  const result = await deps.db.transaction().execute((trx) =>
    change(
      trx,
      now,
      async (job, horizon) => {
        const options = horizon ? { horizon } : { dueNotBefore: now };
        const { onError } = deps;
        batches.push(...(await planJobs(trx, [job], now, { ...options, onError })).batches);
      },
      batches,
    ),
  );
  await enqueueSoon(deps, batches, now, readAt);
  return result;
}

async function enqueueSoon(
  { queue, onError }: WriteDeps,
  batches: Batch[],
  now: Temporal.Instant,
  readAt: number,
): Promise<void> {
  if (batches.length === 0) return;
  const enqueued = enqueue(queue, batches, now, readAt).catch(onError);
  await Promise.race([enqueued, delay(QUEUE_WAIT_MS, undefined, { ref: false })]);
}

/** `read` makes the wish, given the instant of creation, which anchors intervals. */
export async function createJob(deps: WriteDeps, read: (now: Temporal.Instant) => Wish): Promise<string> {
  return await write(deps, async (trx, now, plan) => {
    const { definition, status } = read(now);
    if (status === 'failed')
      throw invalidFields([{ pointer: '/status', detail: 'is only ever set by the service' }]);
    checkSpecificTime(definition, undefined, now);
    const id = newId();
    const candidate = { ...definition, id, created_at: now, run_count: 0 };
    const next = findFirst(candidate, now);
    if (next === null) throw noOccurrence(candidate, now);

    const state = status === 'inactive' ? inactive('paused') : active(next);
    const sealed = sealDefinition(deps.keyring, id, definition);
    const job = await insertJob(trx, { id, createdAt: now, definition: sealed, state });
    await planIfNear(job, now, plan);
    return job.id;
  }).catch(refuseTakenKey);
}

/** The one thing of a job that another can have taken. */
function refuseTakenKey(error: unknown): never {
  if (!isUniqueViolation(error)) throw error;
  throw new Problem(409, 'Another job has this key.', {
    errors: [{ pointer: '/key', detail: 'is another job’s' }],
  });
}

/** `read` makes the wish out of the job as it stands, opened. Changes nothing when the wish is what stands. */
export async function changeJob(
  deps: WriteDeps,
  id: string,
  read: (job: JobRow, now: Temporal.Instant) => Wish,
): Promise<void> {
  await write(deps, async (trx, now, plan) => {
    const locked = await lockJob(trx, id);
    if (!locked) throw notFound('job');
    const found = openJob(deps.keyring, locked);
    const { definition, status } = read(found, now);
    const wished = status === found.status ? undefined : status;
    if (wished === 'failed')
      throw invalidFields([{ pointer: '/status', detail: 'is only ever set by the service' }]);

    const isEdit = !isSameDefinition(definition, found);
    if (!isEdit && wished === undefined) return;
    checkSpecificTime(definition, found, now);
    const job = await settleOverdue(trx, found, now, plan);

    if (isEdit) await updateJobDefinition(trx, id, sealDefinition(deps.keyring, id, definition));
    if (wished === 'inactive') return await deactivate(trx, job, 'paused');

    const isRescheduled = !isSameSchedule(definition, job);
    const isRevived = status === undefined && isRescheduled && REVIVABLE.has(job.status_reason ?? '');
    if (job.status !== 'active' && wished !== 'active' && !isRevived) return;
    if (job.status === 'active' && !isRescheduled) return;

    const hasNewTime = definition.specific_time?.epochMilliseconds !== job.specific_time?.epochMilliseconds;
    const candidate = { ...job, ...definition };
    const next = findNext(candidate, now, hasNewTime);
    if (next === null && job.status !== 'active') {
      if (wished === 'active') throw noOccurrence(candidate, now);
      return;
    }
    await reactivate(trx, candidate, next, now, plan);
  }).catch(refuseTakenKey);
}

export async function pauseJob(deps: WriteDeps, id: string): Promise<void> {
  await write(deps, async (trx, now, plan) => {
    const found = await lockJob(trx, id);
    if (!found) throw notFound('job');
    if (found.status !== 'active') return;
    await deactivate(trx, await settleOverdue(trx, found, now, plan), 'paused');
  });
}

export async function resumeJob(deps: WriteDeps, id: string): Promise<void> {
  await write(deps, async (trx, now, plan) => {
    const job = await lockJob(trx, id);
    if (!job) throw notFound('job');
    if (job.status === 'active') return;
    const next = findNext(job, now, false);
    if (next === null) {
      throw new Problem(
        409,
        'The job cannot be resumed: its schedule has no occurrence left. Give it another first.',
      );
    }
    await reactivate(trx, job, next, now, plan);
  });
}

export async function deleteJob(deps: WriteDeps, id: string): Promise<void> {
  await write(deps, async (trx, now, plan) => {
    const found = await lockJob(trx, id);
    if (!found) throw notFound('job');
    await deactivate(trx, await settleOverdue(trx, found, now, plan), 'job_deleted');
    await deleteJobRow(trx, id);
  });
}

/** Occurrences that fell due before the change keep what the old definition makes of them. */
export async function settleOverdue(
  trx: Transaction<Database>,
  job: JobRow,
  now: Temporal.Instant,
  plan: PlanNow,
): Promise<JobRow> {
  if (job.next_due_at === null || Temporal.Instant.compare(job.next_due_at, now) > 0) return job;
  await plan(job, now);
  return (await lockJob(trx, job.id)) ?? job;
}

async function deactivate(trx: Transaction<Database>, job: JobRow, reason: string): Promise<void> {
  await deletePlannedRuns(trx, job.id);
  await cancelUnfinishedRuns(trx, job.id, reason);
  await updateJobState(trx, job.id, inactive(reason));
}

/** Makes a job active, or plans an active one anew: what is planned but not due vanishes, `next` is what comes. */
async function reactivate(
  trx: Transaction<Database>,
  job: JobRow,
  next: Next | null,
  now: Temporal.Instant,
  plan: PlanNow,
): Promise<void> {
  await deletePlannedRuns(trx, job.id);
  const state = active(next);
  if (job.status !== 'active') await clearFailures(trx, job.id);
  await updateJobState(trx, job.id, state);
  if (next === null) await settleJobs(trx, [job.id]);
  else await planIfNear({ ...job, ...state }, now, plan);
}

async function planIfNear(job: JobRow, now: Temporal.Instant, plan: PlanNow): Promise<void> {
  const horizon = now.add({ milliseconds: LOOK_AHEAD_MS });
  if (job.next_due_at && Temporal.Instant.compare(job.next_due_at, horizon) <= 0) await plan(job);
}

function active(next: Next | null): JobState {
  return {
    status: 'active',
    status_reason: null,
    next_run: next?.at ?? null,
    next_due_at: next?.dueAt ?? null,
  };
}

function inactive(reason: string): JobState {
  return { status: 'inactive', status_reason: reason, next_run: null, next_due_at: null };
}
