// Takes messages from a queue one by one, as the worker wants them, and keeps their locks until they are acknowledged.
import { setTimeout as delay } from 'node:timers/promises';
import { type Backend, LOCK_MS, type MessageBody, type QueueName } from './backend.ts';

const RENEW_MS = 4_000;
const PAUSE_AFTER_ERROR_MS = 500;

type BullWorker = ReturnType<Backend['createWorker']>;
type BullJob = NonNullable<Awaited<ReturnType<BullWorker['getNextJob']>>>;

export interface ConsumerHooks {
  /** Resolves when another message is wanted. */
  wants: () => Promise<void>;
  /** The message is acknowledged when the promise settles. */
  handle: (body: MessageBody) => Promise<void>;
  onError: (error: unknown) => void;
}

/** Takes messages of one queue until it is stopped. */
export function consumeQueue(backend: Backend, name: QueueName, { wants, handle, onError }: ConsumerHooks) {
  const worker = backend.createWorker(name);
  worker.on('error', onError);
  /** Messages not acknowledged yet, with the token of their lock. */
  const held = new Map<string, string>();
  const handling = new Set<Promise<void>>();
  let isClosing = false;
  let taken = 0;

  async function take(): Promise<void> {
    // While the queue is out of reach, each take fails and is repeated.
    await worker.waitUntilReady().catch(onError);
    // Not awaited: gives messages of dead workers back to the queue for as long as the worker is open.
    void worker.startStalledCheckTimer();
    while (!isClosing) {
      await wants();
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- may be closed during the await
      if (isClosing) return;
      const token = `${worker.id}:${taken++}`;
      const job = await worker.getNextJob(token).catch(async (error: unknown) => {
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
      if (isMessageBody(job.data)) await handle(job.data);
      else onError(new Error(`Dropped message ${id}: it does not hold run ids by host.`));
      await job.moveToCompleted(undefined, token, false);
    } catch (error) {
      // The lock runs out, and the message comes back: a doubled message does no harm.
      onError(error);
    } finally {
      held.delete(id);
    }
  }

  const renewal = setInterval(() => {
    if (held.size > 0) worker.extendJobLocks([...held.keys()], [...held.values()], LOCK_MS).catch(onError);
  }, RENEW_MS);
  const taking = take().catch(onError);

  return {
    stop: async () => {
      isClosing = true;
      // Ends the wait for the next message. The worker stays open: once it is closed, BullMQ on PostgreSQL answers no
      // command any more, and what it has in hand could not be acknowledged.
      await worker.backend.disconnectBlocking();
      await taking;
    },
    close: async () => {
      await Promise.all(handling);
      clearInterval(renewal);
      await worker.close();
    },
  };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What lies in the queue may come from anywhere. */
function isMessageBody(data: unknown): data is MessageBody {
  const { runs, due_ms } = (data ?? {}) as Partial<MessageBody>;
  if (typeof due_ms !== 'number' || typeof runs !== 'object') return false;
  return Object.values(runs).every(
    (ids) => Array.isArray(ids) && ids.every((id) => typeof id === 'string' && UUID.test(id)),
  );
}
