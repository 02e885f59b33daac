// The leases this process holds: renewed while their runs are under way.
import type { Kysely } from 'kysely';
import { Cancellation } from '../http/cancellation.ts';
import { LEASE_SECONDS, renewLeases } from '../store/claims.ts';
import type { Database } from '../store/schema.ts';

const BEAT_MS = 2_500;
/** A lease is renewed, and a cancel request seen, once it is so old: most runs have ended by then. */
const RENEW_AFTER_MS = 2_500;

/** A run's lease in our hands. */
export interface Lease {
  runId: string;
  token: string;
  /** Aborted when the lease is lost, or when the process gives the run up. */
  giveUp: Cancellation;
  /** Monotonic; past it another worker may hold the run. */
  validUntil: number;
}

export interface Leases {
  /** Takes a claimed run into care; `claimedAt` is the monotonic time before the claim was asked for. */
  hold(runId: string, token: string, claimedAt: number): Lease;
  drop(lease: Lease): void;
  held(): Lease[];
  stop(): void;
}

/** Why an attempt under way was given up. */
export const LEASE_LOST = 'lease_lost';
export const SHUTDOWN = 'shutdown';
export const CANCELED = 'canceled';

export function createLeases(db: Kysely<Database>, onError: (error: unknown) => void): Leases {
  const leases = new Map<string, Lease>();

  async function renew(): Promise<void> {
    const askedAt = performance.now();
    const mine = [...leases.values()].filter(
      (lease) => lease.validUntil <= askedAt + LEASE_SECONDS * 1_000 - RENEW_AFTER_MS,
    );
    if (mine.length === 0) return;
    const held = await renewLeases(
      db,
      mine.map((lease) => lease.runId),
      [...new Set(mine.map((lease) => lease.token))],
    );
    const ours = new Map(held.map((run) => [run.id, run]));
    for (const lease of mine) {
      const run = ours.get(lease.runId);
      if (run?.is_renewed) lease.validUntil = askedAt + LEASE_SECONDS * 1_000;
      if (run?.cancel_requested) lease.giveUp.abort(CANCELED);
      // A lease that was recorded in the meantime is not held any more; else another process took us for dead.
      if (run === undefined && leases.get(lease.runId) === lease) lease.giveUp.abort(LEASE_LOST);
    }
  }

  // A renewal that fails is tried again at the next beat; several fit into a lease.
  const timer = setInterval(() => void renew().catch(onError), BEAT_MS);

  return {
    hold: (runId, token, claimedAt) => {
      const validUntil = claimedAt + LEASE_SECONDS * 1_000;
      const lease: Lease = { runId, token, giveUp: new Cancellation(), validUntil };
      // Claimed anew while we still had it under way: we had been taken for dead.
      leases.get(runId)?.giveUp.abort(LEASE_LOST);
      leases.set(runId, lease);
      return lease;
    },
    drop: (lease) => {
      if (leases.get(lease.runId) === lease) leases.delete(lease.runId);
    },
    held: () => [...leases.values()],
    stop: () => clearInterval(timer),
  };
}
