// The worker: takes messages, claims their runs, and sees each attempt through.
import { setTimeout as delay } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { HttpClient } from '../http/client.ts';
import type { Queue } from '../queue/queue.ts';
import { type ClaimedRun, releaseRuns } from '../store/claims.ts';
import type { ReleasedRun } from '../store/held.ts';
import { newId } from '../store/ids.ts';
import { forgetMessagesOf } from '../store/rescue.ts';
import type { RecordedRun } from '../store/results.ts';
import type { Database } from '../store/schema.ts';
import type { Keyring } from '../store/sealing.ts';
import { type AttemptDeps, attempt } from './attempt.ts';
import { claim } from './claim.ts';
import { createDatabaseClock } from './clock.ts';
import { createHosts } from './hosts.ts';
import { createLeases, type Lease, SHUTDOWN } from './leases.ts';
import { createOpenSecrets } from './open-secrets.ts';
import { createRecorder } from './recorder.ts';
import { createSlots } from './slots.ts';

/** Messages in hand at once, most of them waiting: their runs are bounded by slots and places. */
const MESSAGES_AT_ONCE = 1_000;
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
  /** Hears of what was written, after the commit. */
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
  const recorder = createRecorder(db, { onReleased: sendReleased, onRecorded, onError });
  const slots = createSlots(concurrency);
  const hosts = createHosts(targetConcurrency);
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const open = createOpenSecrets(keyring);
  const attemptDeps: AttemptDeps = { client, clock, open, stopping: stopping.signal };

  /** Resolves when every run of the message is recorded, given back or someone else's. */
  async function handleMessage(runIds: string[], isLate: boolean): Promise<void> {
    const underWay: Promise<void>[] = [];
    let unclaimed = runIds;
    while (unclaimed.length > 0 && !stopping.signal.aborted) {
      const taken = await slots.take(unclaimed.length, isLate);
      const asked = unclaimed.slice(0, taken);
      unclaimed = unclaimed.slice(taken);
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- may be aborted during the await
      if (stopping.signal.aborted) {
        slots.give(taken, isLate);
        unclaimed.push(...asked);
        break;
      }

      const { claimed, waiting, crowded } = await takeLeases(asked);
      slots.give(taken - claimed.length, isLate);
      for (const { run, lease } of claimed) {
        underWay.push(
          seeThrough(run, lease).finally(() => {
            hosts.give(run.target_host);
            slots.give(1, isLate);
          }),
        );
      }
      for (const [host, ids] of crowded) underWay.push(handleLater(host, ids, isLate));
      if (unclaimed.length === 0 && waiting.length > 0) {
        await rest(Math.min(...waiting.map((run) => run.askInMs)));
      }
      unclaimed.push(...waiting.map((run) => run.id));
    }
    if (unclaimed.length > 0) await tryAgain(() => forgetMessagesOf(db, unclaimed));
    await Promise.all(underWay);
  }

  /** Runs whose host is at its limit wait for a place, unclaimed, while the rest of their message goes on. */
  async function handleLater(host: string, runIds: string[], isLate: boolean): Promise<void> {
    await Promise.race([hosts.whenFree(host, runIds.length), stopped]);
    await handleMessage(runIds, isLate);
  }

  async function takeLeases(runIds: string[]) {
    const token = newId();
    const askedAt = performance.now();
    const answer = await tryAgain(() => claim(db, runIds, token, hosts.places()));
    clock.observe(answer.databaseNowMs);
    sendReleased(answer.released);

    // Several claims at once may have counted on the same places of a host.
    const tooMany = answer.claimed.filter((run) => !hosts.take(run.target_host));
    if (tooMany.length > 0) {
      const ids = tooMany.map((run) => run.id);
      await tryAgain(() => releaseRuns(db, ids, [token]));
    }
    const left = new Set(tooMany);
    const crowded = new Map<string, string[]>();
    for (const { id, host } of [
      ...answer.crowded,
      ...tooMany.map((run) => ({ id: run.id, host: run.target_host })),
    ]) {
      crowded.set(host, [...(crowded.get(host) ?? []), id]);
    }
    return {
      claimed: answer.claimed
        .filter((run) => !left.has(run))
        .map((run) => ({ run, lease: leases.hold(run.id, token, askedAt) })),
      waiting: answer.waiting,
      crowded,
    };
  }

  /** Held runs go out one by one, behind what is on time. What the queue does not take, rescue finds. */
  function sendReleased(runs: ReleasedRun[]): void {
    if (runs.length === 0) return;
    const messages = runs.map((run) => ({ id: run.message_id, runIds: [run.id], delayMs: 0, isLate: true }));
    queue.enqueue(messages).catch(onError);
  }

  async function seeThrough(run: ClaimedRun, lease: Lease): Promise<void> {
    try {
      const result = await attempt(attemptDeps, run, lease);
      if (result === 'given_up') return;
      if (result === 'unsent') await tryAgain(() => releaseRuns(db, [run.id], [lease.token]));
      else await recorder.record(result);
    } catch (error) {
      // A fault of ours ends this attempt alone: the lease runs out, and rescue records it as lost.
      onError(error);
    } finally {
      leases.drop(lease);
    }
  }

  /** The database is asked until it answers: what is asked here must not be dropped. */
  async function tryAgain<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        onError(error);
        await delay(PAUSE_AFTER_ERROR_MS);
      }
    }
  }

  async function rest(ms: number): Promise<void> {
    await delay(Math.max(0, ms), undefined, { signal: stopping.signal }).catch(() => {});
  }

  const handling = new Set<Promise<void>>();
  const consumer = queue.consume((runIds, isLate) => {
    const handled = handleMessage(runIds, isLate).finally(() => handling.delete(handled));
    handling.add(handled);
    return handled;
  }, MESSAGES_AT_ONCE);
  return {
    inFlight: () => leases.held().length,
    stop: async () => {
      stopping.abort();
      const closed = consumer.close();
      const grace = setTimeout(() => {
        for (const lease of leases.held()) lease.giveUp.abort(SHUTDOWN);
      }, shutdownGraceMs);
      await Promise.all(handling);
      clearTimeout(grace);
      // Everything is recorded; a queue that is gone cannot acknowledge, and must not keep the stop.
      await Promise.race([closed.catch(onError), delay(ACKNOWLEDGE_MS)]);
      leases.stop();
    },
  };
}
