// The queue: carries the ids of runs that are about to be due from the planner to the workers.
import retry from 'p-retry';
import { type Backend, connectBackend, type QueueName, type QueueSettings } from './backend.ts';

/**
 * A hint that these runs are about to be due: it may be lost or doubled without harm, since what it names is read, and
 * claimed once, in the database.
 */
export interface Message {
  id: string;
  runIds: string[];
  /** How long the queue keeps it back. */
  delayMs: number;
  /** Its runs wait in a line of their own, so that none of them is before one that is on time. */
  isLate: boolean;
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
  /**
   * Hands messages to `handle`, up to `concurrency` of either kind at a time; one is acknowledged when its promise
   * settles.
   */
  consume(handle: (runIds: string[], isLate: boolean) => Promise<void>, concurrency: number): Consumer;
  /** How many messages there are, in all lines together. */
  depth(): Promise<QueueDepth>;
  /** Throws when the queue is out of reach. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface QueueDepth {
  /** Not taken by a worker yet. */
  waiting: number;
  /** Kept back. */
  delayed: number;
  /** In a worker's hand. */
  active: number;
}

export interface Consumer {
  /** Takes no more messages; resolves when those taken are acknowledged. */
  close(): Promise<void>;
}

const names: QueueName[] = ['runs', 'late_runs'];

function toBullJob({ id, runIds, delayMs }: Message) {
  return {
    name: 'due',
    data: { run_ids: runIds },
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
    consume: (handle, concurrency) => {
      const { backend } = connection();
      const workers = names.map((name) =>
        backend.createWorker(name, (runIds) => handle(runIds, name === 'late_runs'), concurrency),
      );
      for (const worker of workers) worker.on('error', onError);
      return { close: async () => void (await Promise.all(workers.map((worker) => worker.close()))) };
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
