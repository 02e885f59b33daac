// The queue: carries the ids of runs that are about to be due from the planner to the workers.
import { connectBackend, type QueueSettings } from './backend.ts';

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

/** Opens the queue where the settings put it; `onError` hears of trouble that is otherwise retried in silence. */
export async function openQueue(settings: QueueSettings, onError: (error: Error) => void): Promise<Queue> {
  const backend = await connectBackend(settings);
  const queue = backend.createQueue();
  queue.on('error', onError);

  return {
    enqueue: async (messages) => {
      await queue.addBulk(
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
      const state = await queue.getJobState(messageId);
      if (state === 'delayed') return 'delayed';
      if (state === 'waiting' || state === 'prioritized') return 'carried';
      if (state === 'active' && (await backend.isLocked(messageId))) return 'carried';
      return 'absent';
    },
    promote: async (messageId) => {
      const message = await queue.getJob(messageId);
      await message?.promote();
    },
    consume: (handle, concurrency) => {
      const worker = backend.createWorker(handle, concurrency);
      worker.on('error', onError);
      return { close: () => worker.close() };
    },
    ping: () => backend.ping(),
    close: async () => {
      await queue.close();
      await backend.close();
    },
  };
}
