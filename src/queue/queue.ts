// The queue carries the ids of runs that are about to be due from the planner to the workers.
import retry from 'p-retry';
import {
  type Backend,
  connectBackend,
  type MessageBody,
  type QueueName,
  type QueueSettings,
} from './backend.ts';
import { consumeQueue } from './consumer.ts';

/**
 * A hint that these runs are about to be due: it may be lost or doubled without harm, since what it names is read, and
 * claimed once, in the database.
 */
export interface Message extends Delivery {
  id: string;
  /** How long the queue delays it. */
  delayMs: number;
}

/** A message as a worker gets it. */
export interface Delivery {
  /** Run ids by target host. */
  runs: Record<string, string[]>;
  /** When the earliest of them is due, Unix milliseconds. */
  dueMs: number;
  /** Its runs wait in a queue of their own, so that none of them is before one that is on time. */
  isLate: boolean;
}

export interface Queue {
  /** Resolves once its place has answered. */
  ready(): Promise<void>;
  enqueue(messages: Message[]): Promise<void>;
  /**
   * `carried`: waiting, or with a worker that renews its lock; `delayed`: not released yet; `absent`: no worker will
   * get it.
   */
  look(messageId: string): Promise<'carried' | 'delayed' | 'absent'>;
  /** Ends a message's delay. */
  promote(messageId: string): Promise<void>;
  /** Takes messages for a worker, on-time and late ones side by side. */
  consume(taker: MessageTaker): Consumer;
  /** How many messages there are, in all lines together. */
  depth(): Promise<QueueDepth>;
  /** Throws when the queue is out of reach. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** A worker as the queue sees it. */
export interface MessageTaker {
  /** Resolves when the worker wants another message. */
  wants(isLate: boolean): Promise<void>;
  /** A message is acknowledged when the promise settles. */
  handle(delivery: Delivery): Promise<void>;
}

export interface QueueDepth {
  /** Not taken by a worker yet. */
  waiting: number;
  /** Not released yet. */
  delayed: number;
  /** Taken by a worker and not acknowledged. */
  active: number;
}

export interface Consumer {
  /** Takes no more messages. */
  stop(): Promise<void>;
  /** After the stop, resolves when the messages taken are acknowledged. */
  close(): Promise<void>;
}

const names: QueueName[] = ['runs', 'late_runs'];

function toBullJob({ id, runs, dueMs, delayMs }: Message) {
  return {
    name: 'due',
    data: { runs, due_ms: dueMs } satisfies MessageBody,
    opts: {
      jobId: id,
      delay: Math.max(0, Math.round(delayMs)),
      removeOnComplete: true,
      removeOnFail: true,
    },
  };
}

/**
 * Opens the queue where the settings put it. It answers at once: as long as its place is out of reach, calls fail and
 * `ready` is waiting. `onError` hears of trouble that is otherwise retried in silence.
 */
export function openQueue(settings: QueueSettings, onError: (error: unknown) => void): Queue {
  const closing = new AbortController();
  let backend: Backend | undefined;
  let lines: Record<QueueName, ReturnType<Backend['createQueue']>> | undefined;
  const connecting = retry(() => connectBackend(settings), {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 100,
    maxTimeout: 5_000,
    signal: closing.signal,
    onFailedAttempt: ({ error }) => onError(error),
  }).then((connected) => {
    backend = connected;
    lines = { runs: connected.createQueue('runs'), late_runs: connected.createQueue('late_runs') };
    for (const line of Object.values(lines)) line.on('error', onError);
  });
  connecting.catch(() => {}); // closed before it could connect; whoever waits for it hears of it

  /** Throws while its place is out of reach: BullMQ would wait for it. */
  async function reach() {
    const connected = connection();
    await connected.backend.ping();
    return connected;
  }

  function connection() {
    if (!backend || !lines) throw new Error('The queue is out of reach: its place has not answered yet.');
    return { backend, lines };
  }

  return {
    ready: () => connecting,
    enqueue: async (messages) => {
      const { lines } = await reach();
      for (const isLate of [false, true]) {
        const added = messages.filter((message) => message.isLate === isLate).map(toBullJob);
        if (added.length > 0) await lines[isLate ? 'late_runs' : 'runs'].addBulk(added);
      }
    },
    look: async (messageId) => {
      const { backend, lines } = await reach();
      for (const name of names) {
        const state = await lines[name].getJobState(messageId);
        if (state === 'delayed') return 'delayed';
        if (state === 'waiting' || state === 'prioritized') return 'carried';
        if (state === 'active' && (await backend.isLocked(name, messageId))) return 'carried';
      }
      return 'absent';
    },
    promote: async (messageId) => {
      const { lines } = await reach();
      for (const name of names) await (await lines[name].getJob(messageId))?.promote();
    },
    consume: (taker) => {
      const { backend } = connection();
      const consumers = names.map((name) => {
        const isLate = name === 'late_runs';
        return consumeQueue(backend, name, {
          wants: () => taker.wants(isLate),
          handle: ({ runs, due_ms: dueMs }) => taker.handle({ runs, dueMs, isLate }),
          onError,
        });
      });
      return {
        stop: async () => void (await Promise.all(consumers.map((consumer) => consumer.stop()))),
        close: async () => void (await Promise.all(consumers.map((consumer) => consumer.close()))),
      };
    },
    depth: async () => {
      const { lines } = await reach();
      const depth: QueueDepth = { waiting: 0, delayed: 0, active: 0 };
      for (const name of names) {
        const counts = await lines[name].getJobCounts('waiting', 'delayed', 'active');
        for (const state of ['waiting', 'delayed', 'active'] as const) depth[state] += counts[state] ?? 0;
      }
      return depth;
    },
    ping: async () => {
      await connection().backend.ping();
    },
    close: async () => {
      closing.abort();
      await connecting.catch(() => {});
      for (const line of Object.values(lines ?? {})) await line.close();
      await backend?.close();
    },
  };
}
