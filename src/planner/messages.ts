// Runs that are due together share a message.
import type { Message, Queue } from '../queue/queue.ts';
import { ON_TIME_MS } from '../schedule/catch-up.ts';
import { newId } from '../store/ids.ts';

const RUNS_AT_MOST = 100;
/** Runs of one message are due within this time. */
const TOGETHER_MS = 250;
/** How long before the earliest `due_at` the queue lets go of a message: the worker's own timer does the rest. */
const RELEASE_EARLY_MS = 300;

interface Due {
  id: string;
  dueAt: Temporal.Instant;
}

/** Runs under the id of the message that is to carry them. */
export interface Batch {
  messageId: string;
  runs: Due[];
  /** Never before runs that are on time; without it their `due_at` tells. */
  isLate?: boolean;
}

export function batchRuns(runs: Due[]): Batch[] {
  const batches: Batch[] = [];
  let current: Batch | undefined;
  for (const run of runs.toSorted((a, b) => Temporal.Instant.compare(a.dueAt, b.dueAt))) {
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

/**
 * Enqueues what a committed transaction has planned. Should it fail, the runs are not lost: rescue finds that their
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
      runIds: runs.map((run) => run.id),
      delayMs: Math.max(0, earliest - nowMs - RELEASE_EARLY_MS),
      isLate: isLate ?? latest < nowMs - ON_TIME_MS,
    };
  });
  if (messages.length > 0) await queue.enqueue(messages);
}
