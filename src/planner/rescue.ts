// Rescue: finds runs of crashed workers, lost messages, and jobs that no process completed.
import {
  completeJobs,
  deleteFinishedJobs,
  findJobsToComplete,
  findJobsToDelete,
} from '../store/job-completion.ts';
import { failJobs, findJobsToFail, findJobsWithTooManyFailures, lockJobStates } from '../store/job-states.ts';
import { databaseNow } from '../store/open.ts';
import { findOverdueMessages, forgetMessages, recordLostRuns } from '../store/rescue.ts';
import { findJobsToReopen, reopenJobs } from '../store/run-limits.ts';
import { systemRuntime } from '../store/runtime.ts';
import { findUnblockedJobs, type ReleasedRun, releaseWaitingRuns } from '../store/waiting-runs.ts';
import { enqueue, toBatches } from './messages.ts';
import type { PlannerDeps } from './passes.ts';

/** Interval of the sweeps, and minimum time that a run is due and unclaimed before its message is checked. */
export const SWEEP_SECONDS = 10;
const AT_ONCE = 1_000;
const MESSAGES_AT_ONCE = 10_000;
const LOOKS_AT_ONCE = 50;

/** Records attempts with an expired lease as lost. Requires that PostgreSQL was reachable for a whole lease. */
export async function rescueLostRuns(deps: PlannerDeps): Promise<number> {
  let rescued = 0;
  for (;;) {
    const { recorded, released } = await recordLostRuns(deps.db, AT_ONCE, deps.onError, deps.runtime);
    rescued += recorded.length;
    if (released.length > 0) await enqueueReleased(deps, released);
    if (recorded.length < AT_ONCE) return rescued;
  }
}

/** Finds due runs whose message is missing or delayed: clears missing messages for the next pass, promotes delayed ones. */
export async function rescueOverdueRuns({ db, queue, onError }: PlannerDeps): Promise<number> {
  const messageIds = await findOverdueMessages(db, SWEEP_SECONDS, MESSAGES_AT_ONCE);
  const absent: string[] = [];
  const look = async (messageId: string): Promise<void> => {
    const found = await queue.look(messageId);
    if (found === 'delayed') await queue.promote(messageId);
    else if (found === 'absent') absent.push(messageId);
  };
  for (let i = 0; i < messageIds.length; i += LOOKS_AT_ONCE) {
    const looks = messageIds.slice(i, i + LOOKS_AT_ONCE).map((messageId) => look(messageId).catch(onError));
    await Promise.all(looks);
  }
  if (absent.length > 0) await forgetMessages(db, absent);
  return absent.length;
}

/** Completes or fails jobs whose last run has ended without it, and deletes jobs that are deleted after their end. */
export async function completeFinishedJobs({ db }: PlannerDeps): Promise<void> {
  const unsettled = await findJobsToComplete(db, AT_ONCE);
  if (unsettled.length > 0) {
    await db.transaction().execute(async (trx) => {
      await lockJobStates(trx, unsettled);
      await completeJobs(trx, unsettled);
    });
  }
  const overlooked = await findJobsToFail(db, AT_ONCE);
  if (overlooked.length > 0) {
    await db.transaction().execute(async (trx) => {
      await lockJobStates(trx, overlooked);
      await failJobs(trx, await findJobsWithTooManyFailures(trx, overlooked), 'too_many_failures');
    });
  }
  const finished = await findJobsToDelete(db, AT_ONCE);
  if (finished.length > 0) {
    await db.transaction().execute(async (trx) => {
      await lockJobStates(trx, finished);
      await deleteFinishedJobs(trx, finished);
    });
  }
}

/** Releases waiting runs that are no longer blocked, and plans jobs again that have runs left of `max_runs`. */
export async function rescueWaitingRuns(deps: PlannerDeps): Promise<void> {
  const { db } = deps;
  const unblocked = await findUnblockedJobs(db, AT_ONCE);
  if (unblocked.length > 0) {
    const released = await db.transaction().execute(async (trx) => {
      await lockJobStates(trx, unblocked);
      return await releaseWaitingRuns(trx, unblocked);
    });
    await enqueueReleased(deps, released);
  }
  const reopenable = await findJobsToReopen(db, AT_ONCE);
  if (reopenable.length > 0) {
    await db.transaction().execute(async (trx) => {
      await lockJobStates(trx, reopenable);
      await reopenJobs(trx, reopenable);
    });
  }
}

async function enqueueReleased(
  { db, queue, onError, runtime = systemRuntime }: PlannerDeps,
  released: ReleasedRun[],
): Promise<void> {
  const now = await databaseNow(db);
  await enqueue(queue, toBatches(released), now, runtime.monotonicNow(), runtime).catch(onError);
}
