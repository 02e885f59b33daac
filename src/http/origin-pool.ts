// The connections to one origin: a free one is found at once, however many are busy.
import { errors } from 'undici';
import type { Lookup } from './connection.ts';
import type { Exchange } from './exchange.ts';
import { GuardedClient } from './guarded-client.ts';
import type { TargetPolicy } from './targets.ts';

export interface OriginPoolOptions {
  policy: TargetPolicy;
  lookup: Lookup;
  /** Connections at most; further exchanges wait. */
  connections: number;
  /** Called when the last connection is gone and no exchange waits: the pool can be forgotten. */
  onEmpty: () => void;
}

/**
 * undici's Pool looks at each of its clients to find a free one, at every request. Here free clients lie on a stack: the
 * one used last is used next, so that the others reach their idle time-out and close.
 */
export class OriginPool {
  #origin: string;
  #options: OriginPoolOptions;
  /** Busy clients and free ones. */
  #clients = new Set<GuardedClient>();
  /** Free and connected, except those that have been disconnected since: they are skipped. */
  #free: GuardedClient[] = [];
  /** Ends of the list of waiting exchanges, linked by `nextWaiting`. */
  #firstWaiting: Exchange | null = null;
  #lastWaiting: Exchange | null = null;
  #waitingCount = 0;
  /** Busy clients whose exchange has its result: each becomes free in the next turn or two of the event loop. */
  #drainingCount = 0;

  constructor(origin: string, options: OriginPoolOptions) {
    this.#origin = origin;
    this.#options = options;
  }

  /**
   * Sends the exchange, now or when a connection becomes free. It waits for one that is about to: a caller that sends
   * the next request at each answer would otherwise hold twice the connections that it uses.
   */
  dispatch(exchange: Exchange): void {
    const client =
      this.#takeFree() ?? (this.#waitingCount < this.#drainingCount ? undefined : this.#create());
    if (client !== undefined) {
      this.#start(client, exchange);
      return;
    }
    if (this.#lastWaiting === null) this.#firstWaiting = exchange;
    else this.#lastWaiting.nextWaiting = exchange;
    this.#lastWaiting = exchange;
    this.#waitingCount++;
  }

  /** Called by an exchange on one of these connections once it has its result. */
  noteSettled(): void {
    this.#drainingCount++;
  }

  /** Drops all connections; what is in flight or waits fails with ClientDestroyedError. */
  async destroy(): Promise<void> {
    for (let next = this.#nextWaiting(); next !== undefined; next = this.#nextWaiting()) {
      next.onResponseError(null, new errors.ClientDestroyedError());
    }
    await Promise.all(Array.from(this.#clients, (client) => client.destroy()));
  }

  #takeFree(): GuardedClient | undefined {
    for (;;) {
      const client = this.#free.pop();
      if (client === undefined || client.isConnected) return client;
    }
  }

  #create(): GuardedClient | undefined {
    const { policy, lookup, connections } = this.#options;
    if (this.#clients.size >= connections) return undefined;
    const client = new GuardedClient(this.#origin, policy, lookup);
    client.on('connect', () => {
      client.isConnected = true;
    });
    const noteDisconnect = () => {
      client.isConnected = false;
      // A busy one drains after this, having failed its exchange or connected anew for it.
      if (client.exchange === null) this.#drop(client);
    };
    client.on('disconnect', noteDisconnect);
    client.on('connectionError', noteDisconnect);
    client.on('drain', () => {
      if (client.exchange !== null) this.#release(client);
    });
    this.#clients.add(client);
    return client;
  }

  #start(client: GuardedClient, exchange: Exchange): void {
    exchange.carrier = this;
    client.start(exchange, exchange.options);
    if (!exchange.settled) return;
    // A request that cannot be sent (an illegal header) has ended here and now. undici emits no `drain` for one that
    // it refused, and does for one that it had taken: only after a moment can they be told apart.
    queueMicrotask(() => {
      if (client.exchange === exchange && client.stats.size === 0) this.#release(client);
    });
  }

  #release(client: GuardedClient): void {
    this.#drainingCount--;
    const next = this.#nextWaiting();
    if (next !== undefined) {
      this.#start(client, next);
      return;
    }
    client.exchange = null;
    if (client.isConnected) this.#free.push(client);
    else this.#drop(client);
  }

  #drop(client: GuardedClient): void {
    if (this.#clients.delete(client) && this.#clients.size === 0) this.#options.onEmpty();
  }

  /** Passes over exchanges that were given up while they waited. */
  #nextWaiting(): Exchange | undefined {
    for (;;) {
      const exchange = this.#firstWaiting;
      if (exchange === null) return undefined;
      this.#firstWaiting = exchange.nextWaiting;
      exchange.nextWaiting = null;
      this.#waitingCount--;
      if (this.#firstWaiting === null) this.#lastWaiting = null;
      if (!exchange.settled) return exchange;
    }
  }
}
