// One connection to a target that executes one exchange at a time.
import type { Socket } from 'node:net';
import { type Endpoint, Opening } from './connection.ts';
import type { Exchange } from './exchange.ts';
import { describeClosing } from './failures.ts';
import type { Lookup } from './lookups.ts';
import { keepsConnection } from './request-head.ts';
import { ResponseReader } from './response-reader.ts';
import type { TargetPolicy } from './targets.ts';
import type { Transport } from './transport.ts';

/** The pool of a connection. */
export interface ConnectionOwner {
  policy: TargetPolicy;
  lookup: Lookup;
  transport: Transport | undefined;
  /** The exchange has ended and the connection is open: it can take another one. */
  onFree(connection: GuardedConnection): void;
  /** The connection is closed. `exchange` must be sent once more. */
  onClosed(connection: GuardedConnection, exchange: Exchange | null): void;
}

/**
 * Knows its current exchange: so an exchange knows the timings of its connection, and its time limit also aborts a
 * connection that is still opening.
 */
export class GuardedConnection {
  /** Monotonic time in milliseconds at which the connection has been idle for too long. */
  idleUntil = 0;
  isClosed = false;
  #endpoint: Endpoint;
  #owner: ConnectionOwner;
  #exchange: Exchange | null = null;
  #reader: ResponseReader | null = null;
  #socket: Socket | null = null;
  #isReused = false;

  constructor(endpoint: Endpoint, owner: ConnectionOwner) {
    this.#endpoint = endpoint;
    this.#owner = owner;
  }

  start(exchange: Exchange): void {
    this.#exchange = exchange;
    exchange.carrier = this;
    this.#reader = new ResponseReader(exchange.request.method, exchange);
    if (this.#socket !== null) {
      this.#isReused = true;
      this.#send(this.#socket, exchange);
      return;
    }
    const { policy, lookup, transport } = this.#owner;
    exchange.opening = new Opening(
      policy,
      lookup,
      this.#endpoint,
      (error, socket) => {
        if (socket === null) this.#close(error);
        else this.#use(socket, exchange);
      },
      transport,
    );
  }

  cutOff(): boolean {
    return this.#reader?.finish(false) ?? false;
  }

  abort(): void {
    this.#exchange?.opening?.abandon();
    this.#close(null);
  }

  /** Closes the connection. An exchange in flight fails with the error. */
  destroy(error: Error): void {
    this.#exchange?.onError(error);
    this.abort();
  }

  #use(socket: Socket, exchange: Exchange): void {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', () => this.#close(null));
    socket.on('error', (error) => this.#close(error));
    socket.on('close', () => this.#close(null));
    this.#send(socket, exchange);
  }

  #send(socket: Socket, { head, request: { body } }: Exchange): void {
    if (body === null) {
      socket.write(head, 'latin1');
    } else if (Buffer.byteLength(body) === body.length) {
      // ASCII: one string is one system call without a copy to a buffer.
      socket.write(head + body, 'latin1');
    } else {
      socket.cork();
      socket.write(head, 'latin1');
      socket.write(body);
      socket.uncork();
    }
  }

  #receive(chunk: Buffer): void {
    const exchange = this.#exchange;
    const reader = this.#reader;
    if (exchange === null || reader === null) {
      // Nothing was requested. The bytes may not be the response to the next request.
      this.#close(null);
      return;
    }
    if (!reader.hasBytes) exchange.onFirstByte();
    reader.push(chunk);
    if (!exchange.settled || this.isClosed) return;
    // A request that is not sent completely would continue within the next one.
    const isSent = this.#socket?.writableLength === 0;
    if (reader.idleMs === 0 || !isSent || !keepsConnection(exchange.request)) {
      this.#close(null);
      return;
    }
    this.idleUntil = performance.now() + reader.idleMs;
    this.#exchange = null;
    this.#reader = null;
    this.#owner.onFree(this);
  }

  #close(error: Error | null): void {
    if (this.isClosed) return;
    this.isClosed = true;
    const exchange = this.#exchange;
    const reader = this.#reader;
    const socket = this.#socket;
    this.#exchange = null;
    this.#reader = null;
    let repeated: Exchange | null = null;
    if (exchange?.settled === false) {
      if (this.#isReused && reader?.hasBytes === false) repeated = exchange;
      else if (reader?.finish(error === null) !== true) exchange.onError(this.#explain(error, socket));
    }
    socket?.destroy();
    this.#owner.onClosed(this, repeated);
  }

  #explain(error: Error | null, socket: Socket | null): Error {
    if (socket === null) return error ?? new Error('closed');
    return describeClosing(error, socket, `${this.#endpoint.hostname}:${this.#endpoint.port}`);
  }
}
