// Messages: runs that are due together travel to the workers in one.
import type { Message, Queue } from '../queue/queue.ts';
import { ON_TIME_MS } from '../schedule/catch-up.ts';
import { newId } from '../store/ids.ts';
import type { ReleasedRun } from '../store/waiting-runs.ts';

const RUNS_AT_MOST = 100;
/** Runs of one message are due within this time: released early, even the last may be claimed (500 ms before it is due). */
const TOGETHER_MS = 200;
/** How long before the earliest `due_at` the queue releases a message: the worker's own timer does the rest. */
const RELEASE_EARLY_MS = 300;

/** A run to be enqueued. */
export interface Due {
  id: string;
  dueAt: Temporal.Instant;
  host: string;
}

/** Runs under the id of the message that is to carry them. */
export interface Batch {
  messageId: string;
  runs: Due[];
  /** Never before runs that are on time; without it their `due_at` decides. */
  isLate?: boolean;
}

export function batchRuns(runs: Due[]): Batch[] {
  const batches: Batch[] = [];
  let current: Batch | undefined;
  for (const run of runs.toSorted((a, b) => a.dueAt.epochMilliseconds - b.dueAt.epochMilliseconds)) {
    const first = current?.runs[0];
    const fits =
      first !== undefined &&
      current!.runs.length < RUNS_AT_MOST &&
      run.dueAt.epochMilliseconds - first.dueAt.epochMilliseconds <= TOGETHER_MS;
    if (fits) current!.runs.push(run);
    else batches.push((current = { messageId: newId(), runs: [run] }));
  }
  return batches;
}

/** Each released run has a message of its own: the one after it waits for its end. */
export function toBatches(released: ReleasedRun[]): Batch[] {
  return released.map((run) => ({
    messageId: run.message_id,
    runs: [{ id: run.id, dueAt: run.due_at, host: run.target_host }],
    isLate: true,
  }));
}

/**
 * Enqueues what a committed transaction has planned. If that fails, the runs are not lost: rescue finds that their
 * messages are absent. `readAt` is the monotonic time at which `now` was read.
 */
export async function enqueue(
  queue: Queue,
  batches: Batch[],
  now: Temporal.Instant,
  readAt: number,
): Promise<void> {
  const nowMs = now.epochMilliseconds + performance.now() - readAt;
  const messages = batches.map(({ messageId, runs, isLate }): Message => {
    const earliest = runs[0]!.dueAt.epochMilliseconds;
    const latest = runs.at(-1)!.dueAt.epochMilliseconds;
    return {
      id: messageId,
      runs: groupByHost(runs),
      dueMs: earliest,
      delayMs: Math.max(0, earliest - nowMs - RELEASE_EARLY_MS),
      isLate: isLate ?? latest < nowMs - ON_TIME_MS,
    };
  });
  if (messages.length > 0) await queue.enqueue(messages);
}

function groupByHost(runs: Due[]): Record<string, string[]> {
  const ids: Record<string, string[]> = {};
  for (const run of runs) (ids[run.host] ??= []).push(run.id);
  return ids;
}
