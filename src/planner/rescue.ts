// Rescue: whatever a dead worker or a lost message left behind goes on.

import { findHeldBackJobs, releaseHeldRuns } from '../store/held.ts';
import { databaseNow } from '../store/open.ts';
import {
  deleteFinishedJobs,
  findJobsToDelete,
  findReopenableJobs,
  findUnsettledJobs,
  lockEndingJobs,
  lockJobs,
  reopenJobs,
  settleJobs,
} from '../store/planning.ts';
import { findOverdueMessages, forgetMessages, recordLostRuns } from '../store/rescue.ts';
import { enqueue } from './messages.ts';
import { type PlannerDeps, toBatches } from './passes.ts';

/** How often rescue sweeps, and how long a run may be due and unclaimed before its message is looked for. */
export const SWEEP_SECONDS = 10;
const AT_ONCE = 1_000;
const MESSAGES_AT_ONCE = 10_000;
const LOOKS_AT_ONCE = 50;

/** Ends attempts whose worker is gone. The caller knows that PostgreSQL has answered without a gap for a whole lease. */
export async function rescueLostRuns({ db }: PlannerDeps): Promise<number> {
  let rescued = 0;
  for (;;) {
    const lost = await recordLostRuns(db, AT_ONCE);
    rescued += lost.length;
    if (lost.length < AT_ONCE) return rescued;
  }
}

/** Finds runs that are due and whose message is gone or held back; the next pass enqueues them, or the queue lets go. */
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

/** Ends jobs whose last run ended without anybody seeing that it was the last, and deletes those that are to go then. */
export async function settleFinishedJobs({ db }: PlannerDeps): Promise<void> {
  const unsettled = await findUnsettledJobs(db, AT_ONCE);
  if (unsettled.length > 0) {
    await db
      .transaction()
      .execute(async (trx) => await settleJobs(trx, await lockEndingJobs(trx, unsettled)));
  }
  const finished = await findJobsToDelete(db, AT_ONCE);
  if (finished.length > 0) {
    await db.transaction().execute(async (trx) => {
      await lockJobs(trx, finished);
      await deleteFinishedJobs(trx, finished);
    });
  }
}

/** Lets go of held runs that nothing is before any more, and plans jobs on in which a place has become free. */
export async function rescueHeldRuns({ db, queue, onError }: PlannerDeps): Promise<void> {
  const heldBack = await findHeldBackJobs(db, AT_ONCE);
  if (heldBack.length > 0) {
    const released = await db.transaction().execute(async (trx) => {
      await lockJobs(trx, heldBack);
      return await releaseHeldRuns(trx, heldBack);
    });
    await enqueue(queue, toBatches(released), await databaseNow(db), performance.now()).catch(onError);
  }
  const reopenable = await findReopenableJobs(db, AT_ONCE);
  if (reopenable.length > 0) {
    await db.transaction().execute(async (trx) => {
      await lockJobs(trx, reopenable);
      await reopenJobs(trx, reopenable);
    });
  }
}
