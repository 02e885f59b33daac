// The queue carries the IDs of runs that are due soon from the planner to the workers.
import { setTimeout as delay } from 'node:timers/promises';
import retry from 'p-retry';
import { type Evidence, type Readiness, unobserved } from '../readiness.ts';
import {
  type Backend,
  connectDatabase,
  isPermanentError,
  type MessageBody,
  type QueueName,
  type QueueSettings,
} from './backend.ts';
import { consumeQueue, type MessageFate } from './consumer.ts';
import { connectRedis } from './redis.ts';
import { explainRedis, QueueError } from './redis-faults.ts';

/**
 * Announces runs that are due soon. A message may be lost or duplicated without harm: a worker claims each run once in
 * the database, and rescue enqueues runs without a message.
 */
export interface Message extends Delivery {
  id: string;
  /** Delay until the queue delivers the message, from `nowMs`. */
  delayMs: number;
  /** The database's time, in Unix milliseconds. Without it BullMQ counts from the clock of this process. */
  nowMs?: number;
}

/** A message as a worker receives it. */
export interface Delivery {
  /** Run ids by target host. */
  runs: Record<string, string[]>;
  /** The earliest due time of its runs, in Unix milliseconds. */
  dueMs: number;
  /** Late runs use a separate queue, so that they never delay a run that is on time. */
  isLate: boolean;
}

export interface Queue {
  /** Resolves once the backend is reachable. Rejects if it refuses this service. */
  ready(): Promise<void>;
  enqueue(messages: Message[]): Promise<void>;
  /**
   * The state of a message. `carried`: waiting, or held by a worker that renews its lock. `delayed`: not delivered yet.
   * `absent`: no worker will receive the message.
   */
  look(messageId: string): Promise<'carried' | 'delayed' | 'absent'>;
  /** Ends the delay of a message. */
  promote(messageId: string): Promise<void>;
  /** Ends the delay of all messages, for a worker whose clock is behind: BullMQ delivers by the clock of the worker. */
  promoteAll(): Promise<void>;
  /** Consumes messages for a worker, from the queues of on-time and late runs in parallel. */
  consume(taker: MessageTaker): Consumer;
  /** Number of messages in both queues. */
  depth(): Promise<QueueDepth>;
  /** Throws if the queue is unreachable. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export type { MessageFate };

/** The callbacks of a worker. */
export interface MessageTaker {
  /** Resolves when the worker has capacity for another message. */
  wants(isLate: boolean): Promise<void>;
  /** A message is acknowledged or given back when the promise resolves. */
  handle(delivery: Delivery): Promise<MessageFate>;
}

export interface QueueDepth {
  /** Not received by a worker yet. */
  waiting: number;
  /** Not delivered yet. */
  delayed: number;
  /** Received by a worker and not acknowledged. */
  active: number;
}

export interface Consumer {
  /** Stops receiving messages. */
  stop(): Promise<void>;
  /** After `stop`, resolves when all received messages are acknowledged. */
  close(): Promise<void>;
}

const names: QueueName[] = ['runs', 'late_runs'];
const PROBE_MS = 2_000;
/** Connections over which every probe has failed for so long are replaced. */
const REPLACE_AFTER_MS = 10_000;

function toBullJob({ id, runs, dueMs, delayMs, nowMs }: Message) {
  return {
    name: 'due',
    data: { runs, due_ms: dueMs } satisfies MessageBody,
    opts: {
      jobId: id,
      delay: Math.max(0, Math.round(delayMs)),
      ...(nowMs === undefined ? {} : { timestamp: Math.round(nowMs) }),
      removeOnComplete: true,
      removeOnFail: true,
    },
  };
}

/**
 * Opens the queue on the configured backend. Returns at once: while the backend is unreachable, calls fail and `ready`
 * waits. `report` receives errors that are retried automatically. `readiness` is shown whether this process can enqueue
 * and consume.
 */
export function openQueue(
  settings: QueueSettings,
  report: (error: unknown) => void,
  readiness: Pick<Readiness, 'source'> = { source: () => unobserved },
): Queue {
  const closing = new AbortController();
  const consuming: Evidence[] = [];
  /** Reported to by the probe, once this process consumes. */
  let pausing = unobserved;
  const explain = (error: unknown) => (settings.redisUrl === undefined ? error : explainRedis(error));
  const onError = (error: unknown) => report(explain(error));
  const explaining = (evidence: Evidence): Evidence => ({
    ...evidence,
    failed: (error) => evidence.failed(explain(error)),
    watch: async (work) =>
      await evidence.watch(async () => {
        try {
          return await work();
        } catch (error) {
          throw explain(error);
        }
      }),
  });
  const enqueuing = explaining(readiness.source('enqueue', 'queue'));
  let opened: Opened | undefined;
  const connecting = retry(() => open(settings, onError), {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 100,
    maxTimeout: 5_000,
    signal: closing.signal,
    shouldRetry: ({ error }) => !isPermanentError(error),
    onFailedAttempt: ({ error }) => {
      for (const evidence of [enqueuing, ...consuming]) evidence.failed(error);
      onError(error);
    },
  }).then((connected) => {
    opened = connected;
    void probe(connected);
  });
  connecting.catch(() => {}); // closed before the connection was made: `ready` rejects

  /** Shows that the queue responds while there is nothing to enqueue. */
  async function probe({ backend, lines }: Opened): Promise<void> {
    let workedAt = performance.now();
    const isClosed = () => closing.signal.aborted;
    while (!isClosed()) {
      try {
        await enqueuing.watch(() => backend.ping());
        workedAt = performance.now();
        await pausing.watch(() => refusePause(lines));
      } catch (error) {
        if (!isClosed()) onError(error);
        if (performance.now() - workedAt > REPLACE_AFTER_MS) {
          workedAt = performance.now();
          backend.replaceConnections();
        }
      }
      await delay(PROBE_MS, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  }

  /** Throws while the backend is unreachable, where BullMQ would wait. */
  async function reach() {
    const connected = connection();
    await connected.backend.ping();
    return connected;
  }

  async function add(messages: Message[]): Promise<void> {
    const { lines } = await reach();
    for (const isLate of [false, true]) {
      const added = messages.filter((message) => message.isLate === isLate).map(toBullJob);
      if (added.length > 0) await lines[isLate ? 'late_runs' : 'runs'].addBulk(added);
    }
  }

  function connection() {
    if (!opened) throw new Error('The queue is unreachable: its backend has not responded yet.');
    return opened;
  }

  return {
    ready: () => connecting,
    enqueue: (messages) => enqueuing.watch(() => add(messages)),
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
    promoteAll: async () => {
      const { lines } = await reach();
      for (const name of names) await lines[name].promoteJobs();
    },
    consume: (taker) => {
      const evidence = names.map((name) => explaining(readiness.source('consume', name)));
      pausing = explaining(readiness.source('consume', 'pause'));
      consuming.push(...evidence, pausing);
      let isStopped = false;
      let consumers: ReturnType<typeof consumeQueue>[] = [];
      const start = () => {
        if (isStopped) return;
        consumers = names.map((name, index) => {
          const isLate = name === 'late_runs';
          return consumeQueue(connection().backend, name, {
            wants: () => taker.wants(isLate),
            handle: ({ runs, due_ms: dueMs }) => taker.handle({ runs, dueMs, isLate }),
            onError,
            evidence: evidence[index]!,
          });
        });
      };
      if (opened) start();
      else connecting.then(start, () => {});
      return {
        stop: async () => {
          isStopped = true;
          pausing.close();
          await Promise.all(consumers.map((consumer) => consumer.stop()));
        },
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
      for (const line of Object.values(opened?.lines ?? {})) await line.close();
      await opened?.backend.close();
    },
  };
}

interface Opened {
  backend: Backend;
  lines: Record<QueueName, ReturnType<Backend['createQueue']>>;
}

/** Throws if a queue is paused, as by a dashboard of BullMQ: nothing is delivered then, and no call fails. */
async function refusePause(lines: Opened['lines']): Promise<void> {
  const isPaused = await Promise.all(names.map((name) => lines[name].isPaused()));
  if (!isPaused.includes(true)) return;
  throw new QueueError(
    'Another program has paused the queue: resume it there, and pause the scheduler with POST /pause instead.',
    undefined,
  );
}

async function open(settings: QueueSettings, onError: (error: unknown) => void): Promise<Opened> {
  const { redisUrl, redisExtras, redisPrefix = async () => 'bull' } = settings;
  const onWarning = (warning: string) => onError(new Error(warning));
  const backend =
    redisUrl === undefined
      ? await connectDatabase(settings)
      : await connectRedis({ redisUrl, redisExtras, redisPrefix, onWarning });
  const lines = { runs: backend.createQueue('runs'), late_runs: backend.createQueue('late_runs') };
  for (const line of Object.values(lines)) line.on('error', onError);
  try {
    await Promise.all(Object.values(lines).map((line) => line.waitUntilReady()));
  } catch (error) {
    await backend.close();
    throw error;
  }
  return { backend, lines };
}
