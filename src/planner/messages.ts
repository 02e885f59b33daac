// Groups runs that are due together into messages, and enqueues them.
import type { Message, Queue } from '../queue/queue.ts';
import { ON_TIME_MS } from '../schedule/catch-up.ts';
import { type Runtime, systemRuntime } from '../store/runtime.ts';
import type { ReleasedRun } from '../store/waiting-runs.ts';
import type { PlannedRun } from './plan-job.ts';

const RUNS_AT_MOST = 100;
/** Due times of one message differ by at most this. With early release, all runs can be claimed (500 ms before due). */
const TOGETHER_MS = 200;
/** The queue releases a message so long before the earliest `due_at`; the worker's timer waits for the exact time. */
const RELEASE_EARLY_MS = 300;

/** A run to be enqueued. */
export interface Due {
  id: string;
  dueAt: Temporal.Instant;
  host: string;
}

/** The runs of a message. */
export interface Batch {
  messageId: string;
  runs: Due[];
  /** Whether the message uses the queue of late runs; default: decided by `due_at`. */
  isLate?: boolean;
}

export function batchRuns(runs: Due[], { newId } = systemRuntime): Batch[] {
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

/** Groups planned runs into messages; waiting runs get none. */
export function toMessages(
  jobs: { id: string; target_host: string }[],
  runs: PlannedRun[],
  runtime?: Runtime,
): { batches: Batch[]; messageIds: ReadonlyMap<string, string> } {
  const hosts = new Map(jobs.map((job) => [job.id, job.target_host]));
  const sent = runs.filter((run) => !run.isWaiting);
  const batches = batchRuns(
    sent.map((run) => ({ id: run.id, dueAt: run.dueAt, host: hosts.get(run.jobId) ?? '' })),
    runtime,
  );
  const messageIds = new Map(batches.flatMap(({ messageId, runs }) => runs.map(({ id }) => [id, messageId])));
  return { batches, messageIds };
}

/** One message per released run: runs of a job are released one after the other. */
export function toBatches(released: ReleasedRun[]): Batch[] {
  return released.map((run) => ({
    messageId: run.message_id,
    runs: [{ id: run.id, dueAt: run.due_at, host: run.target_host }],
    isLate: true,
  }));
}

/**
 * Enqueues the runs of a committed transaction. If that fails, rescue finds their missing messages. `readAt` is the
 * monotonic time at which `now` was read.
 */
export async function enqueue(
  queue: Queue,
  batches: Batch[],
  now: Temporal.Instant,
  readAt: number,
  { monotonicNow } = systemRuntime,
): Promise<void> {
  const nowMs = now.epochMilliseconds + monotonicNow() - readAt;
  const messages = batches.map(({ messageId, runs, isLate }): Message => {
    const earliest = runs[0]!.dueAt.epochMilliseconds;
    const latest = runs.at(-1)!.dueAt.epochMilliseconds;
    return {
      id: messageId,
      runs: groupByHost(runs),
      dueMs: earliest,
      delayMs: Math.max(0, earliest - nowMs - RELEASE_EARLY_MS),
      nowMs,
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
