// Holds and renews the leases of the runs that this process executes.
import type { Kysely } from 'kysely';
import { Cancellation } from '../http/cancellation.ts';
import { LEASE_SECONDS, renewLeases } from '../store/claims.ts';
import { systemRuntime } from '../store/runtime.ts';
import type { Database } from '../store/schema.ts';

const BEAT_MS = 2_500;
/** Minimum age of a lease before it is renewed and its cancel request read: most runs end earlier. */
const RENEW_AFTER_MS = 2_500;
/** Pause between renewals of a lease that must be confirmed. */
const CONFIRM_PAUSE_MS = 250;

/** The lease of a run that this process executes. */
export interface Lease {
  runId: string;
  token: string;
  /** Aborted when the lease is lost, the run is canceled or the process stops. */
  giveUp: Cancellation;
  /** Monotonic time in milliseconds; afterwards another worker may claim the run. */
  validUntil: number;
}

export interface Leases {
  /** Registers a claimed run for renewal; `claimedAt` is the monotonic time before the claim was sent. */
  hold(runId: string, token: string, claimedAt: number): Lease;
  /**
   * Renews an expired lease before its request is sent: PostgreSQL may have answered the claim after an outage, and then
   * granted a lease that is still valid. Waits for PostgreSQL. False if another process has the run, or after `signal`.
   */
  confirm(lease: Lease, signal: AbortSignal): Promise<boolean>;
  drop(lease: Lease): void;
  held(): Lease[];
  stop(): void;
}

/** Reasons for aborting an attempt. */
export const LEASE_LOST = 'lease_lost';
export const SHUTDOWN = 'shutdown';
export const CANCELED = 'canceled';

export function createLeases(
  db: Kysely<Database>,
  onError: (error: unknown) => void,
  runtime = systemRuntime,
): Leases {
  const leases = new Map<string, Lease>();

  async function renew(): Promise<void> {
    const requestedAt = runtime.monotonicNow();
    const renewable = [...leases.values()].filter(
      (lease) => lease.validUntil <= requestedAt + LEASE_SECONDS * 1_000 - RENEW_AFTER_MS,
    );
    if (renewable.length === 0) return;
    const held = await renewLeases(
      db,
      renewable.map((lease) => lease.runId),
      [...new Set(renewable.map((lease) => lease.token))],
    );
    const stillHeld = new Map(held.map((run) => [run.id, run]));
    for (const lease of renewable) {
      const run = stillHeld.get(lease.runId);
      if (run?.is_renewed) lease.validUntil = requestedAt + LEASE_SECONDS * 1_000;
      if (run?.cancel_requested) lease.giveUp.abort(CANCELED);
      // Unless the run was recorded meanwhile, another process has recorded its attempt as lost.
      if (run === undefined && leases.get(lease.runId) === lease) lease.giveUp.abort(LEASE_LOST);
    }
  }

  /** One renewal for all leases that are confirmed at the same time. */
  let confirmation: Promise<void> | undefined;

  async function renewAgain(isFirst: boolean): Promise<void> {
    if (!isFirst) await runtime.delay(CONFIRM_PAUSE_MS);
    await renew().catch(onError);
    confirmation = undefined;
  }

  async function confirm(lease: Lease, signal: AbortSignal): Promise<boolean> {
    for (let isFirst = true; runtime.monotonicNow() >= lease.validUntil; isFirst = false) {
      if (signal.aborted || lease.giveUp.signal.reason === LEASE_LOST) return false;
      confirmation ??= renewAgain(isFirst);
      await confirmation;
    }
    return true;
  }

  // A failed renewal is retried at the next beat; a lease lasts for several beats.
  const timer = runtime.setInterval(() => void renew().catch(onError), BEAT_MS);

  return {
    hold: (runId, token, claimedAt) => {
      const validUntil = claimedAt + LEASE_SECONDS * 1_000;
      const lease: Lease = { runId, token, giveUp: new Cancellation(), validUntil };
      // A second claim of a run that is still executing means that the first lease expired.
      leases.get(runId)?.giveUp.abort(LEASE_LOST);
      leases.set(runId, lease);
      return lease;
    },
    confirm,
    drop: (lease) => {
      if (leases.get(lease.runId) === lease) leases.delete(lease.runId);
    },
    held: () => [...leases.values()],
    stop: () => runtime.clear(timer),
  };
}
