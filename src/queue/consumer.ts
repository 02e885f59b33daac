// Fetches messages from a queue on demand, and renews their locks until they are acknowledged.
import { setTimeout as delay } from 'node:timers/promises';
import type { Evidence } from '../readiness.ts';
import { type Backend, LOCK_MS, type MessageBody, type QueueName } from './backend.ts';

const RENEW_MS = 4_000;
const PAUSE_AFTER_ERROR_MS = 500;

type BullWorker = ReturnType<Backend['createWorker']>;
type BullJob = NonNullable<Awaited<ReturnType<BullWorker['getNextJob']>>>;

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
  const worker = backend.createWorker(name);
  worker.on('error', onError);
  /** Unacknowledged messages with their lock tokens. */
  const held = new Map<string, string>();
  const handling = new Set<Promise<void>>();
  let isClosing = false;
  let fetched = 0;

  async function fetchMessages(): Promise<void> {
    // While the queue is unreachable, each fetch fails and is repeated.
    await worker.waitUntilReady().catch(onError);
    // Not awaited: returns messages of dead workers to the queue as long as this worker is open.
    void worker.startStalledCheckTimer();
    while (!isClosing) {
      await wants();
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- may be closed during the await
      if (isClosing) return;
      const token = `${worker.id}:${fetched++}`;
      const job = await evidence
        .watch(() => worker.getNextJob(token))
        .catch(async (error: unknown) => {
          if (!isClosing) onError(error);
          await delay(PAUSE_AFTER_ERROR_MS);
          return undefined;
        });
      if (job === undefined) continue;
      const handled: Promise<void> = process(job, token).finally(() => handling.delete(handled));
      handling.add(handled);
    }
  }

  async function process(job: BullJob, token: string): Promise<void> {
    const id = job.id!;
    held.set(id, token);
    try {
      let fate: MessageFate = 'handled';
      if (isMessageBody(job.data)) fate = await handle(job.data);
      else onError(new Error(`Dropped message ${id}: its body is not a map from host to run IDs.`));
      if (fate === 'given_back') await job.moveToWait(token);
      else await job.moveToCompleted(undefined, token, false);
    } catch (error) {
      // The lock expires and the message is delivered again: a duplicate message does no harm.
      onError(error);
    } finally {
      held.delete(id);
    }
  }

  const renewal = setInterval(() => {
    if (held.size > 0) worker.extendJobLocks([...held.keys()], [...held.values()], LOCK_MS).catch(onError);
  }, RENEW_MS);
  const fetching = fetchMessages().catch(onError);

  return {
    stop: async () => {
      isClosing = true;
      evidence.close();
      // Ends the wait for the next message. The worker stays open: after closing, BullMQ on PostgreSQL accepts no
      // commands, so the remaining messages could not be acknowledged.
      await worker.backend.disconnectBlocking();
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
  const { runs, due_ms } = (data ?? {}) as Partial<MessageBody>;
  if (typeof due_ms !== 'number' || typeof runs !== 'object') return false;
  return Object.values(runs).every(
    (ids) => Array.isArray(ids) && ids.every((id) => typeof id === 'string' && UUID.test(id)),
  );
}
