// Rescue: finds runs of dead workers and lost messages, and jobs that a dead process left half done.
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
import { findUnblockedJobs, releaseWaitingRuns } from '../store/waiting-runs.ts';
import { enqueue, toBatches } from './messages.ts';
import type { PlannerDeps } from './passes.ts';

/** How often rescue sweeps, and how long a run may be due and unclaimed before its message is looked for. */
export const SWEEP_SECONDS = 10;
const AT_ONCE = 1_000;
const MESSAGES_AT_ONCE = 10_000;
const LOOKS_AT_ONCE = 50;

/** Ends attempts whose worker is gone. The caller knows that PostgreSQL has answered without a gap for a whole lease. */
export async function rescueLostRuns({ db, queue, onError }: PlannerDeps): Promise<number> {
  let rescued = 0;
  for (;;) {
    const { recorded, released } = await recordLostRuns(db, AT_ONCE);
    rescued += recorded.length;
    if (released.length > 0) {
      await enqueue(queue, toBatches(released), await databaseNow(db), performance.now()).catch(onError);
    }
    if (recorded.length < AT_ONCE) return rescued;
  }
}

/** Finds runs that are due and whose message is gone or delayed; the next pass enqueues them, or the queue releases. */
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

/** Completes jobs whose last run has ended unseen, and deletes those that are to be deleted then. */
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

/** Releases waiting runs that nothing blocks any more, and plans jobs again that have a free run. */
export async function rescueWaitingRuns({ db, queue, onError }: PlannerDeps): Promise<void> {
  const unblocked = await findUnblockedJobs(db, AT_ONCE);
  if (unblocked.length > 0) {
    const released = await db.transaction().execute(async (trx) => {
      await lockJobStates(trx, unblocked);
      return await releaseWaitingRuns(trx, unblocked);
    });
    await enqueue(queue, toBatches(released), await databaseNow(db), performance.now()).catch(onError);
  }
  const reopenable = await findJobsToReopen(db, AT_ONCE);
  if (reopenable.length > 0) {
    await db.transaction().execute(async (trx) => {
      await lockJobStates(trx, reopenable);
      await reopenJobs(trx, reopenable);
    });
  }
}
