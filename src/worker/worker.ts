// The worker: claims the runs of messages, executes their attempts and records the results.
import type { Kysely } from 'kysely';
import type { HttpClient } from '../http/client.ts';
import type { Queue } from '../queue/queue.ts';
import { type Evidence, unobserved } from '../readiness.ts';
import { ON_TIME_MS } from '../schedule/catch-up.ts';
import { type Claim, type ClaimedRun, claimRuns, releaseRuns } from '../store/claims.ts';
import { createDatabaseClock } from '../store/clock.ts';
import type { Keyring } from '../store/encryption.ts';
import { isRowFault } from '../store/errors.ts';
import { forgetMessagesOf } from '../store/rescue.ts';
import type { RecordedRun, RunResult } from '../store/results.ts';
import { type Runtime, systemRuntime } from '../store/runtime.ts';
import type { Database } from '../store/schema.ts';
import type { ReleasedRun } from '../store/waiting-runs.ts';
import { type AttemptDeps, attempt } from './attempt.ts';
import { createCredentialSender } from './credentials.ts';
import { decideRuns } from './decide-runs.ts';
import { createDecryptSecrets } from './decrypt-secrets.ts';
import { type ClaimResponse, createDispatcher, type Dispatcher } from './dispatcher.ts';
import { createLeases, type Lease, SHUTDOWN } from './leases.ts';
import { createRecorder } from './recorder.ts';

const PAUSE_AFTER_ERROR_MS = 500;
const ACKNOWLEDGE_MS = 2_000;

export interface WorkerDeps {
  db: Kysely<Database>;
  queue: Queue;
  client: HttpClient;
  /** The maximum number of requests in flight. */
  concurrency: number;
  /** The maximum number of requests in flight to one host. */
  targetConcurrency: number;
  keyring: Keyring;
  /** How long a stop waits for requests in flight before it records them as lost. */
  shutdownGraceMs: number;
  /** Called with the recorded results after the commit. */
  onRecorded: (runs: RecordedRun[]) => void;
  /** Called with every claim. */
  onClaim?: (claim: Claim) => void;
  /** Called with every attempt before it is recorded. */
  onAttempt?: (attempt: RunResult['attempt']) => void;
  /** Starts a span of OpenTelemetry around an attempt. */
  startTrace?: AttemptDeps['startTrace'];
  /** Whether no run may be claimed, because the database's clock is not believed. */
  isHeld?: () => boolean;
  /** Shows that this process can claim. */
  evidence?: Evidence;
  /** Shows whether results can be stored. */
  recording?: Evidence;
  onError: (error: unknown) => void;
  runtime?: Runtime;
}

export interface Worker {
  /**
   * Stops claiming, releases runs that were not sent and waits for requests in flight. After the grace period, records
   * the remaining attempts as `lost`; other processes retry them at once.
   */
  stop(): Promise<void>;
  /** The number of runs that are claimed and not recorded yet. */
  inFlight: () => number;
  countWaiting: Dispatcher['countWaiting'];
  listFullHosts: Dispatcher['listFull'];
  /** The number of results that would be lost if the process ended now. */
  unrecorded: () => number;
}

export function startWorker({
  db,
  queue,
  client,
  concurrency,
  targetConcurrency,
  keyring,
  shutdownGraceMs,
  onRecorded,
  onClaim = () => {},
  onAttempt = () => {},
  startTrace,
  isHeld = () => false,
  evidence = unobserved,
  recording = unobserved,
  onError,
  runtime = systemRuntime,
}: WorkerDeps): Worker {
  const { delay } = runtime;
  const clock = createDatabaseClock(runtime);
  const leases = createLeases(db, onError, runtime);
  const hooks = { onReleased: enqueueReleased, onRecorded, onError, evidence: recording };
  const recorder = createRecorder(db, hooks, runtime);
  const stopping = new AbortController();
  const decrypt = createDecryptSecrets(keyring);
  const credentials = createCredentialSender({ db, client, keyring, runtime });
  const attemptDeps: AttemptDeps = {
    ...{ client, clock, decrypt, credentials, startTrace, runtime },
    stopping: stopping.signal,
  };
  /** Leases of claimed runs that are not sent yet. */
  const claimed = new Map<ClaimedRun, Lease>();

  const dispatcher = createDispatcher({
    concurrency,
    targetConcurrency,
    clock,
    claim: (runIds, token) =>
      retryUntilSuccess(async () => {
        const claim = await evidence.watch(() => claimEach(runIds, (ids) => claimRuns(db, ids, token)));
        onClaim(claim);
        return claim;
      }),
    decide: (runIds, token) =>
      retryUntilSuccess(() =>
        claimEach(runIds, async (ids) => {
          const decision = await decideRuns(db, ids, token);
          enqueueReleased(decision.released);
          return decision;
        }),
      ),
    onClaimed: (run, token, requestedAt) => claimed.set(run, leases.hold(run.id, token, requestedAt)),
    send,
    isBlocked: () => recorder.isFull() || isHeld(),
    runtime,
  });

  async function send(run: ClaimedRun): Promise<void> {
    const lease = claimed.get(run)!;
    claimed.delete(run);
    try {
      const result = await attemptWithLease(run, lease);
      if (result === 'given_up') leases.drop(lease);
      else if (result === 'unsent') {
        await retryUntilSuccess(() => releaseRuns(db, [run.id], [lease.token]));
        leases.drop(lease);
      } else {
        onAttempt(result.attempt);
        recorder.record(result, () => {
          leases.drop(lease);
          dispatcher.wake();
        });
      }
    } catch (error) {
      // An internal error affects only this attempt: its lease expires, and rescue records it as lost.
      onError(error);
      leases.drop(lease);
    }
  }

  /** A run that became late while its lease was confirmed goes back, so that the catch-up policy decides about it. */
  async function attemptWithLease(run: ClaimedRun, lease: Lease): ReturnType<typeof attempt> {
    if (runtime.monotonicNow() >= lease.validUntil) {
      const isConfirmed = await leases.confirm(lease, stopping.signal);
      const isLate = clock.nowMs() - run.due_at.epochMilliseconds > ON_TIME_MS;
      if (isConfirmed && isLate) return 'unsent';
    }
    return await attempt(attemptDeps, run, lease);
  }

  /** One message per released run, in the queue of late runs. Rescue enqueues runs that the queue did not accept. */
  function enqueueReleased(runs: ReleasedRun[]): void {
    if (runs.length === 0) return;
    const messages = runs.map((run) => ({
      id: run.message_id,
      runs: { [run.target_host]: [run.id] },
      dueMs: run.due_at.epochMilliseconds,
      delayMs: 0,
      isLate: true,
    }));
    queue.enqueue(messages).catch(onError);
  }

  /** Claims each run separately if a joint claim fails, so that one damaged row does not block the other runs. */
  async function claimEach(runIds: string[], claim: (ids: string[]) => Promise<Claim>): Promise<Claim> {
    try {
      return await claim(runIds);
    } catch (error) {
      if (!isRowFault(error)) throw error;
      let total = await claim([]);
      for (const id of runIds) {
        try {
          total = merge(total, await claim([id]));
        } catch (fault) {
          if (!isRowFault(fault)) throw fault;
          onError(fault);
          total.gone.push(id);
        }
      }
      return total;
    }
  }

  /** Retries a statement until it succeeds: its runs would otherwise be forgotten until rescue. */
  async function retryUntilSuccess<T>(run: () => Promise<T>): Promise<ClaimResponse<T>> {
    for (;;) {
      const requestedAt = runtime.monotonicNow();
      try {
        return { answer: await run(), requestedAt };
      } catch (error) {
        onError(error);
        await delay(PAUSE_AFTER_ERROR_MS);
      }
    }
  }

  // Until the first claim and the first result: without due runs there is none.
  evidence.succeeded();
  recording.succeeded();
  const consumer = queue.consume(dispatcher);
  return {
    countWaiting: dispatcher.countWaiting,
    listFullHosts: dispatcher.listFull,
    inFlight: () => leases.held().length,
    unrecorded: () => recorder.count(),
    stop: async () => {
      stopping.abort();
      const grace = runtime.setTimeout(() => {
        for (const lease of leases.held()) lease.giveUp.abort(SHUTDOWN);
      }, shutdownGraceMs);
      // An unreachable queue cannot acknowledge; the process stops without it.
      const consumerStopped = Promise.race([consumer.stop().catch(onError), delay(ACKNOWLEDGE_MS)]);
      await dispatcher.stop();
      runtime.clear(grace);
      await consumerStopped;
      const unclaimed = dispatcher.drain();
      if (unclaimed.length > 0) await retryUntilSuccess(() => forgetMessagesOf(db, unclaimed));
      await recorder.flush();
      await Promise.race([consumer.close().catch(onError), delay(ACKNOWLEDGE_MS)]);
      leases.stop();
    },
  };
}

/** Joins the lists of two claims. */
function merge(first: Claim, second: Claim): Claim {
  return {
    ...second,
    claimed: [...first.claimed, ...second.claimed],
    early: [...first.early, ...second.early],
    busy: [...first.busy, ...second.busy],
    undecided: [...first.undecided, ...second.undecided],
    gone: [...first.gone, ...second.gone],
  };
}
