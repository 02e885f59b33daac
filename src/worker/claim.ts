// The claim: takes leases on runs, and judges those that lay in the queue for too long.
import type { Kysely } from 'kysely';
import { judgeLateness } from '../schedule/catch-up.ts';
import { type Claim, claimRuns, lockJobsToStart } from '../store/claims.ts';
import { type ReleasedRun, releaseHeldRuns } from '../store/held.ts';
import { describeLateRuns, holdRuns, type LateRun, missRuns } from '../store/late.ts';
import type { Database } from '../store/schema.ts';

/** Held runs that the claim let go; the caller enqueues their messages. */
export type ClaimAnswer = Omit<Claim, 'late'> & { released: ReleasedRun[] };

/** Asked again with the same token, because the answer was lost, it answers the same. */
export async function claim(
  db: Kysely<Database>,
  runIds: string[],
  leaseToken: string,
): Promise<ClaimAnswer> {
  return await db.transaction().execute(async (trx) => {
    await lockJobsToStart(trx, runIds);
    const { late, ...answer } = await claimRuns(trx, runIds, leaseToken);
    if (late.length === 0) return { ...answer, released: [] };

    const judged: Record<'run' | 'hold' | 'miss', LateRun[]> = { run: [], hold: [], miss: [] };
    for (const run of await describeLateRuns(trx, late)) {
      judged[judgeLateness(run.catch_up, run.late_ms, run.newer_late)].push(run);
    }
    await missRuns(trx, judged.miss);
    if (judged.run.length > 0) {
      const runIds = judged.run.map((run) => run.id);
      answer.claimed.push(...(await claimRuns(trx, runIds, leaseToken, true)).claimed);
    }
    if (judged.hold.length === 0) return { ...answer, released: [] };
    await holdRuns(trx, judged.hold);
    const jobIds = [...new Set(judged.hold.map((run) => run.job_id))];
    return { ...answer, released: await releaseHeldRuns(trx, jobIds) };
  });
}
