// A dispatcher with a real database, whose requests a test records and answers.
import { type ClaimedRun, claimRuns, releaseRuns } from '../store/claims.ts';
import { createDatabaseClock } from '../store/clock.ts';
import { forgetMessagesOf } from '../store/rescue.ts';
import { decideRuns } from '../worker/decide-runs.ts';
import { createDispatcher } from '../worker/dispatcher.ts';
import { createRecorder } from '../worker/recorder.ts';
import { resultOf } from './result.ts';
import type { TestStore } from './store.ts';

/** The monotonic clock and the wall clock differ by less while a sample is kept. */
const CLOCK_DRIFT_MS = 1;

const onError = (error: unknown) => {
  throw error;
};

/** A dispatcher whose requests are recorded and answered by the test. */
export function startDispatcher(
  store: TestStore,
  limits: { concurrency: number; targetConcurrency: number },
  answer: (host: string) => Promise<unknown>,
) {
  const clock = createDatabaseClock();
  const recorder = createRecorder(store.hot, { onReleased: () => {}, onRecorded: () => {}, onError });
  const tokens = new Map<string, string>();
  const lateIds = new Set<string>();
  const inFlight: ClaimedRun[] = [];
  const seen = {
    sent: [] as string[],
    most: 0,
    mostLate: 0,
    mostByHost: new Map<string, number>(),
    early: 0,
    claims: [] as string[][],
  };
  let isStopping = false;

  function note(run: ClaimedRun): void {
    // By the machine's clock, which the database reads too: the dispatcher's estimate of it falls when a sample expires.
    if (Date.now() + CLOCK_DRIFT_MS < run.due_at.epochMilliseconds) seen.early += 1;
    seen.sent.push(run.id);
    inFlight.push(run);
    const toHost = inFlight.filter((other) => other.target_host === run.target_host).length;
    seen.most = Math.max(seen.most, inFlight.length);
    seen.mostLate = Math.max(seen.mostLate, inFlight.filter((other) => lateIds.has(other.id)).length);
    seen.mostByHost.set(run.target_host, Math.max(seen.mostByHost.get(run.target_host) ?? 0, toHost));
  }

  async function send(run: ClaimedRun): Promise<void> {
    const token = tokens.get(run.id)!;
    if (isStopping) return await releaseRuns(store.hot, [run.id], [token]);
    note(run);
    await answer(run.target_host);
    inFlight.splice(inFlight.indexOf(run), 1);
    recorder.record(resultOf(run, token), () => dispatcher.wake());
  }

  const dispatcher = createDispatcher({
    ...limits,
    clock,
    claim: async (runIds, token) => {
      seen.claims.push(runIds);
      return { answer: await claimRuns(store.hot, runIds, token), requestedAt: performance.now() };
    },
    decide: async (runIds, token) => ({
      answer: await decideRuns(store.hot, runIds, token),
      requestedAt: performance.now(),
    }),
    onClaimed: (run, token) => tokens.set(run.id, token),
    send,
    isBlocked: () => recorder.isFull(),
  });

  return {
    seen,
    inFlight,
    clock,
    wants: (isLate: boolean) => dispatcher.wants(isLate),
    /** Delivers runs as messages of a hundred; resolves when the last one is acknowledged. */
    deliver: async (
      runs: { id: string; host: string }[],
      isLate = false,
      dueMs = Date.now(),
    ): Promise<void> => {
      if (isLate) for (const { id } of runs) lateIds.add(id);
      const messages = Array.from({ length: Math.ceil(runs.length / 100) }, (_, index) =>
        runs.slice(index * 100, index * 100 + 100),
      );
      await Promise.all(
        messages.map((message) => {
          const byHost = Object.fromEntries(
            Map.groupBy(message, (run) => run.host)
              .entries()
              .map(([host, own]) => [host, own.map((run) => run.id)]),
          );
          return dispatcher.handle({ runs: byHost, dueMs, isLate });
        }),
      );
    },
    /** Stops like a worker. */
    stop: async (): Promise<void> => {
      isStopping = true;
      await dispatcher.stop();
      await forgetMessagesOf(store.hot, dispatcher.drain());
      await recorder.flush();
    },
  };
}
