// The queue: carries the ids of runs that are about to be due from the planner to the workers.
import retry from 'p-retry';
import { type Backend, connectBackend, type QueueSettings } from './backend.ts';

/**
 * A hint that these runs are about to be due: it may be lost or doubled without harm, since what it names is read, and
 * claimed once, in the database.
 */
export interface Message {
  id: string;
  runIds: string[];
  /** How long the queue keeps it back. */
  delayMs: number;
}

export interface Queue {
  /** Resolves once its place has answered. */
  ready(): Promise<void>;
  enqueue(messages: Message[]): Promise<void>;
  /**
   * `carried`: waiting, or with a worker that renews its lock; `delayed`: kept back; `absent`: nobody will get it.
   */
  look(messageId: string): Promise<'carried' | 'delayed' | 'absent'>;
  /** Ends a message's delay. */
  promote(messageId: string): Promise<void>;
  /** Hands messages to `handle`, up to `concurrency` at a time; one is acknowledged when its promise settles. */
  consume(handle: (runIds: string[]) => Promise<void>, concurrency: number): Consumer;
  /** Throws when the queue is out of reach. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface Consumer {
  /** Takes no more messages; resolves when those taken are acknowledged. */
  close(): Promise<void>;
}

/**
 * Opens the queue where the settings put it. It answers at once: as long as its place is out of reach, calls fail and
 * `ready` is waiting. `onError` hears of trouble that is otherwise retried in silence.
 */
export function openQueue(settings: QueueSettings, onError: (error: unknown) => void): Queue {
  const closing = new AbortController();
  let backend: Backend | undefined;
  let bull: ReturnType<Backend['createQueue']> | undefined;
  const connecting = retry(() => connectBackend(settings), {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 100,
    maxTimeout: 5_000,
    signal: closing.signal,
    onFailedAttempt: ({ error }) => onError(error),
  }).then((connected) => {
    backend = connected;
    bull = connected.createQueue();
    bull.on('error', onError);
  });
  connecting.catch(() => {}); // closed before it could connect; whoever waits for it hears of it

  /** Throws while its place is out of reach: BullMQ would wait for it. */
  async function reach() {
    const connected = connection();
    await connected.backend.ping();
    return connected;
  }

  function connection() {
    if (!backend || !bull) throw new Error('The queue is out of reach: its place has not answered yet.');
    return { backend, bull };
  }

  return {
    ready: () => connecting,
    enqueue: async (messages) => {
      const { bull } = await reach();
      await bull.addBulk(
        messages.map(({ id, runIds, delayMs }) => ({
          name: 'due',
          data: { run_ids: runIds },
          opts: {
            jobId: id,
            delay: Math.max(0, Math.round(delayMs)),
            removeOnComplete: true,
            removeOnFail: true,
          },
        })),
      );
    },
    look: async (messageId) => {
      const { backend, bull } = await reach();
      const state = await bull.getJobState(messageId);
      if (state === 'delayed') return 'delayed';
      if (state === 'waiting' || state === 'prioritized') return 'carried';
      if (state === 'active' && (await backend.isLocked(messageId))) return 'carried';
      return 'absent';
    },
    promote: async (messageId) => {
      const { bull } = await reach();
      const message = await bull.getJob(messageId);
      await message?.promote();
    },
    consume: (handle, concurrency) => {
      const worker = connection().backend.createWorker(handle, concurrency);
      worker.on('error', onError);
      return { close: () => worker.close() };
    },
    ping: async () => {
      await connection().backend.ping();
    },
    close: async () => {
      closing.abort();
      await connecting.catch(() => {});
      await bull?.close();
      await backend?.close();
    },
  };
}
