// Fetches messages from a queue on demand, and renews their locks until they are acknowledged.
import { setTimeout as delay } from 'node:timers/promises';
import type { Evidence } from '../readiness.ts';
import { type Backend, LOCK_MS, type MessageBody, type QueueName } from './backend.ts';
import {
  type BullJob,
  type BullWorker,
  createFetcher,
  type UnreadableMessage,
  withLimit,
} from './fetcher.ts';

const RENEW_MS = 4_000;
const DISCONNECT_MS = 1_000;
/** The pause after an error doubles from the first to the second with each further error. */
const PAUSE_MS = { least: 500, most: 5_000 };

/** `handled`: acknowledged. `given_back`: delivered again, to any worker. */
export type MessageFate = 'handled' | 'given_back';

export interface ConsumerHooks {
  /** Resolves when the worker has capacity for another message. */
  wants: () => Promise<void>;
  /** The message is acknowledged or given back when the promise resolves. */
  handle: (body: MessageBody) => Promise<MessageFate>;
  onError: (error: unknown) => void;
  /** Shows whether messages can be received. */
  evidence: Evidence;
}

/** Consumes one queue until it is stopped. */
export function consumeQueue(
  backend: Backend,
  name: QueueName,
  { wants, handle, onError, evidence }: ConsumerHooks,
) {
  let isClosing = false;
  const stopping = new AbortController();
  let worker = createWorker();
  /** Unacknowledged messages with their lock tokens. */
  const held = new Map<string, string>();
  const handling = new Set<Promise<void>>();
  let fetched = 0;
  let pauseMs = PAUSE_MS.least;

  function createWorker(): BullWorker {
    const created = backend.createWorker(name);
    // Errors of its own connection, which it replaces.
    created.on('error', (error) => {
      if (isClosing) return;
      evidence.failed(error);
      onError(error);
    });
    return created;
  }

  async function pause(error: unknown): Promise<void> {
    if (isClosing) return;
    onError(error);
    await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
    pauseMs = Math.min(pauseMs * 2, PAUSE_MS.most);
  }

  /** A worker whose first commands failed never becomes ready: another one takes its place. */
  async function openWorker(): Promise<void> {
    while (!isClosing) {
      try {
        await worker.waitUntilReady();
        return;
      } catch (error) {
        evidence.failed(error);
        await pause(error);
        await worker.close().catch(() => {});
        worker = createWorker();
      }
    }
  }

  async function fetchMessages(): Promise<void> {
    await openWorker();
    const fetchNext = createFetcher(worker, stopping.signal);
    // Not awaited: returns messages of dead workers to the queue as long as this worker is open.
    void worker.startStalledCheckTimer();
    while (!isClosing) {
      await wants();
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- may be closed during the await
      if (isClosing) return;
      const token = `${worker.id}:${fetched++}`;
      const job = await evidence.watch(() => fetchNext(token)).catch(pause);
      if (job === undefined) continue;
      pauseMs = PAUSE_MS.least;
      const handled: Promise<void> = process(job, token).finally(() => handling.delete(handled));
      handling.add(handled);
    }
  }

  async function process(job: BullJob | UnreadableMessage, token: string): Promise<void> {
    const id = job.id!;
    if (!('data' in job) || !isMessageBody(job.data)) return await drop(id, token);
    held.set(id, token);
    try {
      const fate = await handle(job.data);
      if (fate === 'given_back') await job.moveToWait(token);
      else await job.moveToCompleted(undefined, token, false);
    } catch (error) {
      // The lock expires and the message is delivered again: a duplicate message does no harm.
      onError(error);
    } finally {
      held.delete(id);
    }
  }

  /** Acknowledges a message that no version of the service has written. */
  async function drop(id: string, token: string): Promise<void> {
    onError(new Error(`Dropped message ${id}: its body is not a map from host to run IDs.`));
    await worker.backend
      .moveToCompleted({ id, opts: {} } as BullJob, undefined, true, token, false)
      .catch(onError);
  }

  const renewal = setInterval(() => {
    if (held.size > 0) worker.extendJobLocks([...held.keys()], [...held.values()], LOCK_MS).catch(onError);
  }, RENEW_MS);
  const fetching = fetchMessages().catch(onError);

  return {
    stop: async () => {
      isClosing = true;
      stopping.abort();
      evidence.close();
      // Ends the wait for the next message. The worker stays open: after closing, BullMQ on PostgreSQL accepts no
      // commands, so the remaining messages could not be acknowledged.
      // Without a connection, BullMQ would wait for its end for ever.
      await withLimit(worker.backend.disconnectBlocking(), DISCONNECT_MS).catch(onError);
      await fetching;
    },
    close: async () => {
      await Promise.all(handling);
      clearInterval(renewal);
      await worker.close();
    },
  };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Validates a message body, because other programs can write to the queue. */
function isMessageBody(data: unknown): data is MessageBody {
  const { runs, due_ms } = (data ?? {}) as Partial<Record<keyof MessageBody, unknown>>;
  if (!Number.isFinite(due_ms) || typeof runs !== 'object' || runs === null) return false;
  const lists = Object.values(runs);
  return (
    lists.length > 0 &&
    lists.every(
      (ids) =>
        Array.isArray(ids) && ids.length > 0 && ids.every((id) => typeof id === 'string' && UUID.test(id)),
    )
  );
}
