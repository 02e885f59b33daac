// Receives the next message of a queue, and throws errors that BullMQ's own worker hides.
import { setTimeout as delay } from 'node:timers/promises';
import { Job } from 'bullmq';
import type { Backend, MessageBody } from './backend.ts';

/** Maximum time of one wait for a message, unless the backend polls more often. */
const WAIT_MS = 5_000;
/** A wait without a response for so much longer has failed. BullMQ then replaces the connection itself. */
const SILENT_MS = 4_000;
const RECONNECT_MS = 2_000;

export type BullWorker = ReturnType<Backend['createWorker']>;
export type BullJob = Job<MessageBody, void, string>;

/** A message whose body is not JSON. */
export interface UnreadableMessage {
  id: string;
}

/** Returns the next message, or undefined if none arrived in time. `stopping` ends the replacement of connections. */
export function createFetcher(
  worker: BullWorker,
  stopping: AbortSignal,
): (token: string) => Promise<BullJob | UnreadableMessage | undefined> {
  const { backend, opts } = worker;
  const waitMs = opts.drainDelay === undefined ? WAIT_MS : opts.drainDelay * 1_000;
  let isDrained = false;
  /** When the next delayed message is due by the clock of this process, in Unix milliseconds; 0 if there is none. */
  let dueMs = 0;

  async function wait(): Promise<void> {
    const restMs = dueMs === 0 ? waitMs : Math.min(dueMs - Date.now(), waitMs);
    if (restMs <= 0) return;
    const seconds = Math.max(restMs / 1_000, backend.minimumBlockTimeout);
    dueMs = 0;
    try {
      const marker = await withLimit(backend.waitForJob(seconds), seconds * 1_000 + SILENT_MS);
      dueMs = marker?.score ?? 0;
    } catch (error) {
      if (!stopping.aborted) await withLimit(backend.reconnectBlocking(), RECONNECT_MS).catch(() => {});
      throw error;
    }
  }

  return async (token) => {
    if (isDrained) {
      await wait();
      if (dueMs - Date.now() >= 1) return undefined;
    }
    const [data, id, , delayedUntilMs] = (await backend.moveToActive(token)) as [
      Parameters<typeof Job.fromJSON>[1] | undefined,
      string,
      number,
      number | undefined,
    ];
    dueMs = Math.max(delayedUntilMs ?? 0, 0);
    isDrained = !data;
    if (!data) return undefined;
    try {
      return Job.fromJSON<MessageBody, void, string>(worker, data, id);
    } catch {
      return { id };
    }
  };
}

export async function withLimit<T>(work: Promise<T>, limitMs: number): Promise<T> {
  const over = new AbortController();
  const late = delay(limitMs, undefined, { signal: over.signal, ref: false }).then(() => {
    throw new Error(`The queue has not responded for ${Math.round(limitMs / 1_000)} s.`);
  });
  late.catch(() => {});
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}
