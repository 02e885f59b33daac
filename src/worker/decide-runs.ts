// Applies the catch-up and overlap policies to late or overlapping runs, and claims those that may start.
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
import { decideOverlap } from './overlap.ts';

/** The result of a claim, and the waiting runs that the decisions released; the caller enqueues their messages. */
export type Decision = Claim & { released: ReleasedRun[] };

/**
 * Locks the states of the jobs, applies catch-up, then overlap, and claims the runs that may start. Skipped, missed and
 * waiting runs are in `gone`. A repeated call with the same token returns the same result.
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

/** Decides for each late run whether it runs, waits or is missed. */
async function applyCatchUp(trx: Transaction<Database>, runIds: string[]) {
  const decisions: Record<'run' | 'hold' | 'miss', LateRun[]> = { run: [], hold: [], miss: [] };
  for (const run of await findLateRuns(trx, runIds)) {
    decisions[judgeLateness(run.catch_up, run.late_ms, run.newer_late, run.is_next_due)].push(run);
  }
  if (decisions.miss.length > 0) await rejectRuns(trx, decisions.miss, { status: 'missed', reason: 'late' });
  if (decisions.hold.length > 0) await makeRunsWait(trx, decisions.hold, 'catch_up');
  return {
    gone: new Set([...decisions.miss, ...decisions.hold].map((run) => run.id)),
    waiting: decisions.hold.map((run) => run.job_id),
  };
}

/** Decides for each overlapping run whether it runs, waits, is skipped or is canceled. */
async function applyOverlap(trx: Transaction<Database>, runIds: string[]) {
  const decisions = decideOverlap(runIds.length > 0 ? await findContendedRuns(trx, runIds) : []);
  const { skip, cancel, hold, cancelPrevious } = decisions;
  if (cancelPrevious.length > 0) await cancelPreviousRuns(trx, cancelPrevious);
  if (skip.length > 0) await rejectRuns(trx, skip, { status: 'skipped', reason: 'overlap' });
  if (cancel.length > 0) await rejectRuns(trx, cancel, { status: 'canceled', reason: 'overlap' });
  if (hold.length > 0) await makeRunsWait(trx, hold, 'overlap');
  return {
    gone: new Set([...skip, ...cancel, ...hold].map((run) => run.id)),
    early: decisions.wait.map((run) => ({ id: run.id, claimInMs: run.wait_ms })),
    waiting: hold.map((run) => run.job_id),
  };
}
