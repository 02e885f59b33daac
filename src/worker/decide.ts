// Decides about scheduled runs that are late or not alone, and claims those that may start: the long way of a claim.
import type { Kysely, Transaction } from 'kysely';
import { judgeLateness } from '../schedule/catch-up.ts';
import { type Claim, claimRuns, lockStatesOfRuns } from '../store/claims.ts';
import {
  findContendedRuns,
  findLateRuns,
  type LateRun,
  makeRunsWait,
  rejectRuns,
} from '../store/policy-decisions.ts';
import { cancelPreviousRuns } from '../store/run-ends.ts';
import type { Database } from '../store/schema.ts';
import { type ReleasedRun, releaseWaitingRuns } from '../store/waiting-runs.ts';
import { judgeOverlap } from './overlap.ts';

/** The answer of a claim, and waiting runs that the decisions released; the caller enqueues their messages. */
export type Decision = Claim & { released: ReleasedRun[] };

/**
 * Applies catch-up, then overlap, under locks on the jobs' states, and claims what may start. Runs that were skipped,
 * missed or made to wait are in `gone`. Repeated with the same token, it answers the same.
 */
export async function decideRuns(
  db: Kysely<Database>,
  runIds: string[],
  leaseToken: string,
): Promise<Decision> {
  return await db.transaction().execute(async (trx) => {
    await lockStatesOfRuns(trx, runIds);
    const late = await applyCatchUp(trx, runIds);
    const open = runIds.filter((id) => !late.gone.has(id));
    const overlap = await applyOverlap(trx, open);
    const left = open.filter((id) => !overlap.gone.has(id) && !overlap.early.some((run) => run.id === id));
    const claim = await claimRuns(trx, left, leaseToken, left);
    claim.early.push(...overlap.early);
    claim.gone.push(...late.gone, ...overlap.gone);
    const waiting = [...late.waiting, ...overlap.waiting];
    return { ...claim, released: waiting.length === 0 ? [] : await releaseWaitingRuns(trx, waiting) };
  });
}

/** Of runs that are late, some run, some wait for their turn, some are missed. */
async function applyCatchUp(trx: Transaction<Database>, runIds: string[]) {
  const judged: Record<'run' | 'hold' | 'miss', LateRun[]> = { run: [], hold: [], miss: [] };
  for (const run of await findLateRuns(trx, runIds)) {
    judged[judgeLateness(run.catch_up, run.late_ms, run.newer_late)].push(run);
  }
  if (judged.miss.length > 0) await rejectRuns(trx, judged.miss, { status: 'missed', reason: 'late' });
  if (judged.hold.length > 0) await makeRunsWait(trx, judged.hold, 'catch_up');
  return {
    gone: new Set([...judged.miss, ...judged.hold].map((run) => run.id)),
    waiting: judged.hold.map((run) => run.job_id),
  };
}

/** Of runs that are not alone, some run, some wait, some are skipped or canceled. */
async function applyOverlap(trx: Transaction<Database>, runIds: string[]) {
  const judged = judgeOverlap(runIds.length > 0 ? await findContendedRuns(trx, runIds) : []);
  const { skip, cancel, hold, cancelPrevious } = judged;
  if (cancelPrevious.length > 0) await cancelPreviousRuns(trx, cancelPrevious);
  if (skip.length > 0) await rejectRuns(trx, skip, { status: 'skipped', reason: 'overlap' });
  if (cancel.length > 0) await rejectRuns(trx, cancel, { status: 'canceled', reason: 'overlap' });
  if (hold.length > 0) await makeRunsWait(trx, hold, 'overlap');
  return {
    gone: new Set([...skip, ...cancel, ...hold].map((run) => run.id)),
    early: judged.wait.map((run) => ({ id: run.id, claimInMs: run.wait_ms })),
    waiting: hold.map((run) => run.job_id),
  };
}
