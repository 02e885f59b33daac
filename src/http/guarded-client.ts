// An undici client for one guarded connection that knows its current exchange.
import { Client, type Dispatcher } from 'undici';
import { Opening } from './connection.ts';
import type { Exchange } from './exchange.ts';
import { FailureError } from './failures.ts';
import type { Lookup } from './lookups.ts';
import type { TargetPolicy } from './targets.ts';

const MAX_HEADER_BYTES = 16 * 1024;

/**
 * One connection that executes one exchange at a time. So an exchange knows the timings of its connection, and its time
 * limit also aborts a connection that is still opening.
 */
export class GuardedClient extends Client {
  /** Null while the client is free. */
  exchange: Exchange | null = null;
  isConnected = false;

  constructor(origin: string, policy: TargetPolicy, lookup: Lookup) {
    super(origin, {
      allowH2: false,
      pipelining: 1,
      maxHeaderSize: MAX_HEADER_BYTES,
      // The exchange has one time limit for all phases.
      headersTimeout: 0,
      bodyTimeout: 0,
      // Limits the keep-alive time that the target offers, so that addresses are checked again.
      keepAliveMaxTimeout: 60_000,
      connect: ({ protocol, hostname, port }, done) => {
        const { exchange } = this;
        if (exchange === null || exchange.settled) {
          queueMicrotask(() =>
            done(new FailureError('canceled', 'canceled', 'The request was canceled.'), null),
          );
          return;
        }
        const endpoint = { protocol, hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
        exchange.opening = new Opening(policy, lookup, endpoint, done);
      },
    });
  }

  /** Sends the request. The client emits `drain` when it can take another exchange. */
  start(exchange: Exchange, options: Dispatcher.DispatchOptions): void {
    this.exchange = exchange;
    this.dispatch(options, exchange);
  }
}
