// The worker: claims runs as their messages come, sees each attempt through, and records the results.
import { setTimeout as delay } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { HttpClient } from '../http/client.ts';
import type { Queue } from '../queue/queue.ts';
import { type Claim, type ClaimedRun, claimRuns, releaseRuns } from '../store/claims.ts';
import { createDatabaseClock } from '../store/clock.ts';
import type { Keyring } from '../store/encryption.ts';
import { isStatementFault } from '../store/errors.ts';
import { forgetMessagesOf } from '../store/rescue.ts';
import type { RecordedRun } from '../store/results.ts';
import type { Database } from '../store/schema.ts';
import type { ReleasedRun } from '../store/waiting-runs.ts';
import { type AttemptDeps, attempt } from './attempt.ts';
import { decideRuns } from './decide.ts';
import { createDecryptSecrets } from './decrypt-secrets.ts';
import { type Answered, createDispatcher } from './dispatcher.ts';
import { createLeases, type Lease, SHUTDOWN } from './leases.ts';
import { createRecorder } from './recorder.ts';

const PAUSE_AFTER_ERROR_MS = 500;
const ACKNOWLEDGE_MS = 2_000;

export interface WorkerDeps {
  db: Kysely<Database>;
  queue: Queue;
  client: HttpClient;
  /** Requests in flight at most. */
  concurrency: number;
  /** Requests in flight at most to one host. */
  targetConcurrency: number;
  keyring: Keyring;
  /** How long a stop waits for requests in flight before it hands their runs on. */
  shutdownGraceMs: number;
  /** Reports what was written, after the commit. */
  onRecorded: (runs: RecordedRun[]) => void;
  onError: (error: unknown) => void;
}

export interface Worker {
  /**
   * Takes nothing new, gives back what was not sent, waits for requests in flight, and after the grace records the
   * rest as `lost`, to be tried again elsewhere at once.
   */
  stop(): Promise<void>;
  /** How many runs it has claimed and not yet recorded. */
  inFlight: () => number;
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
  onError,
}: WorkerDeps): Worker {
  const clock = createDatabaseClock();
  const leases = createLeases(db, onError);
  const recorder = createRecorder(db, { onReleased: enqueueReleased, onRecorded, onError });
  const stopping = new AbortController();
  const open = createDecryptSecrets(keyring);
  const attemptDeps: AttemptDeps = { client, clock, open, stopping: stopping.signal };
  /** Leases of claimed runs that are not sent yet. */
  const claimed = new Map<ClaimedRun, Lease>();

  const dispatcher = createDispatcher({
    concurrency,
    targetConcurrency,
    clock,
    claim: (runIds, token) => askUntilAnswered(() => claimEach(runIds, (ids) => claimRuns(db, ids, token))),
    decide: (runIds, token) =>
      askUntilAnswered(() =>
        claimEach(runIds, async (ids) => {
          const decision = await decideRuns(db, ids, token);
          enqueueReleased(decision.released);
          return decision;
        }),
      ),
    onClaimed: (run, token, askedAt) => claimed.set(run, leases.hold(run.id, token, askedAt)),
    send,
    isBlocked: () => recorder.isFull(),
  });

  async function send(run: ClaimedRun): Promise<void> {
    const lease = claimed.get(run)!;
    claimed.delete(run);
    try {
      const result = await attempt(attemptDeps, run, lease);
      if (result === 'given_up') leases.drop(lease);
      else if (result === 'unsent') {
        await askUntilAnswered(() => releaseRuns(db, [run.id], [lease.token]));
        leases.drop(lease);
      } else
        recorder.record(result, () => {
          leases.drop(lease);
          dispatcher.wake();
        });
    } catch (error) {
      // A fault of ours ends this attempt alone: the lease runs out, and rescue records it as lost.
      onError(error);
      leases.drop(lease);
    }
  }

  /** Released runs go out one by one, behind what is on time. What the queue does not take, rescue finds. */
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

  /** A run whose row is damaged must not keep the others: where a claim of many fails for it, each is claimed alone. */
  async function claimEach(runIds: string[], claim: (ids: string[]) => Promise<Claim>): Promise<Claim> {
    try {
      return await claim(runIds);
    } catch (error) {
      if (!isStatementFault(error)) throw error;
      let total = await claim([]);
      for (const id of runIds) {
        try {
          total = merge(total, await claim([id]));
        } catch (fault) {
          if (!isStatementFault(fault)) throw fault;
          onError(fault);
          total.gone.push(id);
        }
      }
      return total;
    }
  }

  /** Repeats the question until the database answers: what is asked here must not be dropped. */
  async function askUntilAnswered<T>(ask: () => Promise<T>): Promise<Answered<T>> {
    for (;;) {
      const askedAt = performance.now();
      try {
        return { answer: await ask(), askedAt };
      } catch (error) {
        onError(error);
        await delay(PAUSE_AFTER_ERROR_MS);
      }
    }
  }

  const consumer = queue.consume(dispatcher);
  return {
    inFlight: () => leases.held().length,
    stop: async () => {
      stopping.abort();
      const grace = setTimeout(() => {
        for (const lease of leases.held()) lease.giveUp.abort(SHUTDOWN);
      }, shutdownGraceMs);
      // A queue that is gone can neither stop nor acknowledge, and must not keep the process.
      const untaken = Promise.race([consumer.stop().catch(onError), delay(ACKNOWLEDGE_MS)]);
      await dispatcher.stop();
      clearTimeout(grace);
      await untaken;
      const unclaimed = dispatcher.drain();
      if (unclaimed.length > 0) await askUntilAnswered(() => forgetMessagesOf(db, unclaimed));
      await recorder.flush();
      await Promise.race([consumer.close().catch(onError), delay(ACKNOWLEDGE_MS)]);
      leases.stop();
    },
  };
}

/** One answer of two claims: all their lists, joined. */
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
