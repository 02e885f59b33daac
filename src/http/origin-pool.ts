// A connection pool for one origin that finds a free connection in constant time.
import type { Endpoint } from './connection.ts';
import type { Exchange } from './exchange.ts';
import { FailureError, SERVICE_STOPPED } from './failures.ts';
import { type ConnectionOwner, GuardedConnection } from './guarded-connection.ts';
import type { Lookup } from './lookups.ts';
import { keepsConnection } from './request-head.ts';
import type { TargetPolicy } from './targets.ts';
import type { Transport } from './transport.ts';

export interface OriginPoolOptions {
  policy: TargetPolicy;
  lookup: Lookup;
  transport?: Transport | undefined;
  /** Maximum number of connections. Further exchanges wait. */
  connections: number;
  /** Called when the pool has no connection and no waiting exchange: the owner can remove it. */
  onEmpty: () => void;
}

/** Interval in which idle connections are closed. */
const SWEEP_MS = 1_000;

/**
 * Keeps free connections on a stack: the most recently used one is used next, so that the others reach their idle time
 * and close.
 */
export class OriginPool implements ConnectionOwner {
  readonly policy: TargetPolicy;
  readonly lookup: Lookup;
  readonly transport: Transport | undefined;
  #endpoint: Endpoint;
  #options: OriginPoolOptions;
  /** All connections, busy and free. */
  #connections = new Set<GuardedConnection>();
  /** Free connections, the most recently used one last. Those that have closed since are skipped. */
  #free: GuardedConnection[] = [];
  /** Exchanges that take a connection at the end of this turn of the event loop. */
  #next: Exchange[] = [];
  /** Head and tail of the list of waiting exchanges, linked by `nextWaiting`. */
  #firstWaiting: Exchange | null = null;
  #lastWaiting: Exchange | null = null;
  #sweep: NodeJS.Timeout | null = null;
  #isDestroyed = false;

  constructor(endpoint: Endpoint, options: OriginPoolOptions) {
    this.policy = options.policy;
    this.lookup = options.lookup;
    this.transport = options.transport;
    this.#endpoint = endpoint;
    this.#options = options;
  }

  /**
   * Sends the exchange at the end of this turn of the event loop, or when a connection becomes free. Until then the
   * sockets are read, which tells free connections that the target has closed or written to.
   */
  dispatch(exchange: Exchange): void {
    if (this.#next.push(exchange) === 1) setImmediate(() => this.#sendNext());
  }

  onFree(connection: GuardedConnection): void {
    const next = this.#nextWaiting();
    if (next === undefined) {
      this.#free.push(connection);
      this.#sweep ??= setTimeout(() => this.#closeIdle(), SWEEP_MS).unref();
    } else if (keepsConnection(next.request)) {
      connection.start(next);
    } else {
      this.#open(next, connection);
    }
  }

  onClosed(connection: GuardedConnection, repeated: Exchange | null): void {
    if (!this.#connections.delete(connection)) return;
    if (repeated !== null) this.#open(repeated);
    else {
      const next = this.#nextWaiting();
      if (next !== undefined) this.#open(next);
    }
    if (this.#connections.size === 0 && this.#next.length === 0) this.#options.onEmpty();
  }

  /** Closes all connections. Exchanges in flight or waiting fail. */
  destroy(): void {
    this.#isDestroyed = true;
    if (this.#sweep !== null) clearTimeout(this.#sweep);
    const error = new FailureError('canceled', 'client_closed', SERVICE_STOPPED);
    for (const exchange of this.#next.splice(0)) exchange.onError(error);
    for (let next = this.#nextWaiting(); next !== undefined; next = this.#nextWaiting()) next.onError(error);
    for (const connection of this.#connections) connection.destroy(error);
  }

  #sendNext(): void {
    for (const exchange of this.#next.splice(0)) {
      if (exchange.settled) continue;
      const free = keepsConnection(exchange.request) ? this.#takeFree() : undefined;
      if (free !== undefined) free.start(exchange);
      else if (this.#connections.size < this.#options.connections) this.#open(exchange);
      else this.#wait(exchange);
    }
    if (this.#connections.size === 0 && !this.#isDestroyed) this.#options.onEmpty();
  }

  #wait(exchange: Exchange): void {
    const free = this.#takeFree();
    if (free !== undefined) {
      this.#open(exchange, free);
      return;
    }
    if (this.#lastWaiting === null) this.#firstWaiting = exchange;
    else this.#lastWaiting.nextWaiting = exchange;
    this.#lastWaiting = exchange;
  }

  #takeFree(): GuardedConnection | undefined {
    const now = performance.now();
    for (;;) {
      const connection = this.#free.pop();
      if (connection === undefined) return undefined;
      if (connection.isClosed) continue;
      if (now < connection.idleUntil) return connection;
      connection.abort();
    }
  }

  /** Opens a connection for the exchange, in the place of another one if given. */
  #open(exchange: Exchange, replaced?: GuardedConnection): void {
    const connection = new GuardedConnection(this.#endpoint, this);
    this.#connections.add(connection);
    connection.start(exchange);
    if (replaced === undefined) return;
    this.#connections.delete(replaced);
    replaced.abort();
  }

  #closeIdle(): void {
    const now = performance.now();
    const idle = this.#free.filter((connection) => connection.isClosed || connection.idleUntil <= now);
    if (idle.length > 0) {
      const kept = new Set(this.#free).difference(new Set(idle));
      this.#free = [...kept];
      for (const connection of idle) connection.abort();
    }
    this.#sweep = this.#free.length === 0 ? null : setTimeout(() => this.#closeIdle(), SWEEP_MS).unref();
  }

  /** Skips exchanges that were canceled while they waited. */
  #nextWaiting(): Exchange | undefined {
    for (;;) {
      const exchange = this.#firstWaiting;
      if (exchange === null) return undefined;
      this.#firstWaiting = exchange.nextWaiting;
      exchange.nextWaiting = null;
      if (this.#firstWaiting === null) this.#lastWaiting = null;
      if (!exchange.settled) return exchange;
    }
  }
}
