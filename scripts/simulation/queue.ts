// The simulated queue: keeps messages in memory, and drops, delays and doubles them.
import type { Consumer, Delivery, Message, MessageFate, MessageTaker, Queue } from '../../src/queue/queue.ts';
import type { QueuedMessage } from '../faults/evidence.ts';
import type { Life } from './life.ts';
import type { Timeline } from './timeline.ts';

/** A message of a dead or frozen worker is delivered again after so long. */
const LOCK_MS = 10_000;

interface Held {
  message: Message;
  state: 'delayed' | 'waiting' | 'active';
  /** By the wall clock of the worker that delivers it. */
  visibleAtMs: number;
  holder: Life | undefined;
  /** Its worker could not settle it, and does not renew its lock any more. */
  isAbandoned?: boolean;
}

interface Fetch {
  life: Life;
  isLate: boolean;
  resolve: (held: Held) => void;
}

export interface Broker {
  connect(life: Life): Queue;
  /** While true, messages are dropped, delayed, doubled and refused at random. */
  isFaulty: boolean;
  /** Every call fails until then. */
  stopUntil(ms: number): void;
  /** Loses all messages. */
  wipe(): void;
  messages(): QueuedMessage[];
}

export function createBroker(timeline: Timeline, log: (line: string) => void): Broker {
  const { random } = timeline;
  const messages = new Map<string, Held>();
  let fetches: Fetch[] = [];
  let stoppedUntilMs = 0;
  let copies = 0;
  const isStopped = () => stoppedUntilMs > timeline.now();
  const isReachable = ({ isAlive, frozenUntilMs }: Life) => isAlive && frozenUntilMs <= timeline.now();

  /** Resolves after the way to the queue and back; rejects while the queue is stopped. */
  function travel<T>(life: Life, work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      timeline.after(random.between(0, 3), () => {
        if (isStopped()) {
          timeline.after(1, () => reject(new Error('The queue is unreachable.')), life);
          return;
        }
        const result = work();
        timeline.after(random.between(0, 3), () => resolve(result), life);
      });
    });
  }

  function store(message: Message, extraMs = 0): void {
    if (messages.has(message.id)) return;
    const nowMs = message.nowMs ?? timeline.now();
    const held: Held = {
      message,
      state: message.delayMs + extraMs > 0 ? 'delayed' : 'waiting',
      visibleAtMs: nowMs + message.delayMs + extraMs,
      holder: undefined,
    };
    messages.set(message.id, held);
    look();
  }

  /** Delivers what is visible by the clock of a worker, and comes back for the next message. */
  function look(): void {
    if (isStopped()) return;
    fetches = fetches.filter(({ life }) => life.isAlive);
    const ready = fetches.filter(({ life }) => isReachable(life));
    const aheadMs = Math.max(...ready.map(({ life }) => life.wallOffsetMs));
    let nextMs = Number.POSITIVE_INFINITY;
    for (const held of messages.values()) {
      if (held.state === 'delayed' && held.visibleAtMs <= timeline.now() + aheadMs) held.state = 'waiting';
      if (held.state === 'delayed') nextMs = Math.min(nextMs, held.visibleAtMs - aheadMs);
      else if (held.state === 'waiting') deliver(held);
    }
    if (Number.isFinite(nextMs)) timeline.after(nextMs - timeline.now(), look);
  }

  function deliver(held: Held): void {
    const able = fetches.filter(({ life, isLate }) => isReachable(life) && isLate === held.message.isLate);
    if (able.length === 0) return;
    const fetch = random.pick(able);
    fetches.splice(fetches.indexOf(fetch), 1);
    held.state = 'active';
    held.holder = fetch.life;
    watchLock(held);
    timeline.after(random.between(0, 3), () => fetch.resolve(held), fetch.life);
  }

  /** Returns the message to the queue if its worker does not renew the lock. */
  function watchLock(held: Held): void {
    const { holder } = held;
    timeline.after(LOCK_MS, () => {
      if (held.state !== 'active' || held.holder !== holder || messages.get(held.message.id) !== held) return;
      if (holder && isReachable(holder) && !held.isAbandoned) watchLock(held);
      else release(held);
    });
  }

  function release(held: Held): void {
    held.state = 'waiting';
    held.holder = undefined;
    held.isAbandoned = false;
    look();
  }

  function settle(held: Held, life: Life, fate: MessageFate): void {
    // The lock has expired, or the message is gone.
    if (held.holder !== life || messages.get(held.message.id) !== held) return;
    if (fate === 'given_back') release(held);
    else messages.delete(held.message.id);
  }

  function abandon(held: Held, life: Life): void {
    if (held.holder === life) held.isAbandoned = true;
  }

  function enqueue(message: Message): void {
    const draw = broker.isFaulty ? random.next() : 1;
    if (draw < 0.08) log(`queue: dropped ${message.id}`);
    else if (draw < 0.16) store(message, random.between(500, 40_000));
    else store(message);
    if (draw >= 0.16 && draw < 0.26) store({ ...message, id: `${message.id} copy ${++copies}` });
  }

  async function consumeLine(life: Life, isLate: boolean, taker: MessageTaker, isOver: () => boolean) {
    while (!isOver()) {
      await taker.wants(isLate);
      if (isOver()) return;
      const held = await new Promise<Held>((resolve) => {
        fetches.push({ life, isLate, resolve });
        timeline.after(0, look);
      });
      const { runs, dueMs } = held.message;
      const delivery: Delivery = { runs: structuredClone(runs), dueMs, isLate };
      void taker
        .handle(delivery)
        .then((fate) => travel(life, () => settle(held, life, fate)).catch(() => abandon(held, life)));
    }
  }

  const broker: Broker = {
    isFaulty: false,
    stopUntil: (ms) => {
      stoppedUntilMs = ms;
      timeline.after(ms - timeline.now(), look);
    },
    wipe: () => messages.clear(),
    messages: () =>
      Array.from(messages.values(), ({ message, state }) => ({
        id: message.id,
        state,
        runIds: Object.values(message.runs).flat(),
      })),
    connect: (life) => ({
      ready: async () => {},
      enqueue: async (sent) => {
        // The response can be lost after the queue has stored the messages.
        const isLost = broker.isFaulty && random.next() < 0.05;
        await travel(life, () => sent.forEach(enqueue));
        if (isLost) throw new Error('The response of the queue was lost.');
      },
      look: (id) =>
        travel(life, () => {
          const held = messages.get(id);
          if (held === undefined) return 'absent';
          if (held.state === 'delayed') return 'delayed';
          return held.state === 'waiting' || (held.holder && isReachable(held.holder)) ? 'carried' : 'absent';
        }),
      promote: (id) =>
        travel(life, () => {
          const held = messages.get(id);
          if (held?.state === 'delayed') release(held);
        }),
      promoteAll: () =>
        travel(life, () => {
          for (const held of messages.values()) if (held.state === 'delayed') release(held);
        }),
      consume: (taker): Consumer => {
        let isOver = false;
        for (const isLate of [false, true]) void consumeLine(life, isLate, taker, () => isOver);
        return {
          stop: async () => {
            isOver = true;
            fetches = fetches.filter((fetch) => fetch.life !== life);
          },
          close: async () => {},
        };
      },
      depth: () => travel(life, () => ({ waiting: 0, delayed: 0, active: 0 })),
      ping: () => travel(life, () => {}),
      close: async () => {},
    }),
  };
  return broker;
}
