// The claim: takes leases on runs, and judges those that lay in the queue for too long or overlap with others.
import type { Kysely, Transaction } from 'kysely';
import { judgeLateness } from '../schedule/catch-up.ts';
import { type Claim, claimRuns, lockJobsToStart, type Places } from '../store/claims.ts';
import { type ReleasedRun, releaseHeldRuns } from '../store/held.ts';
import {
  cancelPreviousRuns,
  describeContendedRuns,
  describeLateRuns,
  holdRuns,
  type LateRun,
  missRuns,
  passOverRuns,
} from '../store/judgements.ts';
import type { Database } from '../store/schema.ts';
import { judgeOverlap } from './overlap.ts';

/** Held runs that the claim let go; the caller enqueues their messages. */
export type ClaimAnswer = Omit<Claim, 'late' | 'contended'> & { released: ReleasedRun[] };

/** Asked again with the same token, because the answer was lost, it answers the same. */
export async function claim(
  db: Kysely<Database>,
  runIds: string[],
  leaseToken: string,
  places: Places,
): Promise<ClaimAnswer> {
  return await db.transaction().execute(async (trx) => {
    await lockJobsToStart(trx, runIds);
    const { late, contended, ...answer } = await claimRuns(trx, runIds, leaseToken, places);
    if (late.length + contended.length === 0) return { ...answer, released: [] };

    const caughtUp = await judgeLate(trx, late);
    const overlapping = await judgeContended(trx, [...contended, ...caughtUp.run]);
    answer.waiting.push(...overlapping.wait.map((run) => ({ id: run.id, askInMs: run.wait_ms })));
    if (overlapping.run.length > 0) {
      const started = await claimRuns(
        trx,
        overlapping.run,
        leaseToken,
        takeInto(places, answer.claimed),
        true,
      );
      answer.claimed.push(...started.claimed);
      answer.crowded.push(...started.crowded);
    }
    const holding = [...caughtUp.holding, ...overlapping.holding];
    return { ...answer, released: holding.length === 0 ? [] : await releaseHeldRuns(trx, holding) };
  });
}

/** Catch-up, for runs that are late. */
async function judgeLate(trx: Transaction<Database>, runIds: string[]) {
  const judged: Record<'run' | 'hold' | 'miss', LateRun[]> = { run: [], hold: [], miss: [] };
  if (runIds.length > 0) {
    for (const run of await describeLateRuns(trx, runIds)) {
      judged[judgeLateness(run.catch_up, run.late_ms, run.newer_late)].push(run);
    }
    if (judged.miss.length > 0) await missRuns(trx, judged.miss);
    if (judged.hold.length > 0) await holdRuns(trx, judged.hold, 'catch_up');
  }
  return { run: judged.run.map((run) => run.id), holding: judged.hold.map((run) => run.job_id) };
}

/** Overlap, for runs that are not alone. */
async function judgeContended(trx: Transaction<Database>, runIds: string[]) {
  const judged = judgeOverlap(runIds.length > 0 ? await describeContendedRuns(trx, runIds) : []);
  if (judged.cancelPrevious.length > 0) await cancelPreviousRuns(trx, judged.cancelPrevious);
  if (judged.skip.length > 0) await passOverRuns(trx, judged.skip, 'skipped');
  if (judged.cancel.length > 0) await passOverRuns(trx, judged.cancel, 'canceled');
  if (judged.hold.length > 0) await holdRuns(trx, judged.hold, 'overlap');
  return {
    run: judged.run.map((run) => run.id),
    wait: judged.wait,
    holding: judged.hold.map((run) => run.job_id),
  };
}

function takeInto({ perHost, taken }: Places, claimed: { target_host: string }[]): Places {
  const more = { ...taken };
  for (const run of claimed) more[run.target_host] = (more[run.target_host] ?? 0) + 1;
  return { perHost, taken: more };
}
