// A connection pool for one origin that finds a free connection in constant time.
import { errors } from 'undici';
import type { Exchange } from './exchange.ts';
import { GuardedClient } from './guarded-client.ts';
import type { Lookup } from './lookups.ts';
import type { TargetPolicy } from './targets.ts';

export interface OriginPoolOptions {
  policy: TargetPolicy;
  lookup: Lookup;
  /** Maximum number of connections. Further exchanges wait. */
  connections: number;
  /** Called when the pool has no connection and no waiting exchange: the owner can remove it. */
  onEmpty: () => void;
}

/**
 * undici's Pool scans all clients for a free one at every request. This pool keeps free clients on a stack: the most
 * recently used client is used next, so that the others reach their idle timeout and close.
 */
export class OriginPool {
  #origin: string;
  #options: OriginPoolOptions;
  /** All clients, busy and free. */
  #clients = new Set<GuardedClient>();
  /** Free clients. Those that have disconnected since are skipped. */
  #free: GuardedClient[] = [];
  /** Head and tail of the list of waiting exchanges, linked by `nextWaiting`. */
  #firstWaiting: Exchange | null = null;
  #lastWaiting: Exchange | null = null;
  #waitingCount = 0;
  /** Busy clients whose exchange has settled: they become free within two turns of the event loop. */
  #drainingCount = 0;

  constructor(origin: string, options: OriginPoolOptions) {
    this.#origin = origin;
    this.#options = options;
  }

  /**
   * Sends the exchange now, or when a connection becomes free. Waits for a draining client instead of opening another
   * connection: a caller that sends the next request at each response would otherwise use twice the connections.
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

  /** Called by an exchange of this pool when it settles. */
  noteSettled(): void {
    this.#drainingCount++;
  }

  /** Closes all connections. Exchanges in flight or waiting fail with ClientDestroyedError. */
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
      // A busy client emits `drain` later, after it has failed its exchange or reconnected for it.
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
    // A request that cannot be sent (an invalid header) settles synchronously. undici emits no `drain` if it refused the
    // request, but does if it had accepted it. The two cases differ only after a microtask.
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

  /** Skips exchanges that were canceled while they waited. */
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
