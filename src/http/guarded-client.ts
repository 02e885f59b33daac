// undici's client for one guarded connection, which knows the exchange it works for.
import { Client, type Dispatcher } from 'undici';
import { type Lookup, Opening } from './connection.ts';
import type { Exchange } from './exchange.ts';
import { FailureError } from './failures.ts';
import type { TargetPolicy } from './targets.ts';

const MAX_HEADER_BYTES = 16 * 1024;

/**
 * One connection that carries one exchange at a time. So an exchange has its connection's timings, and its deadline
 * ends a connection still being opened.
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
      // The exchange's deadline stands above all phases.
      headersTimeout: 0,
      bodyTimeout: 0,
      // However long the target offers to keep it: an address once checked is not held on to for ever.
      keepAliveMaxTimeout: 60_000,
      connect: ({ protocol, hostname, port }, done) => {
        const { exchange } = this;
        if (exchange === null || exchange.settled) {
          queueMicrotask(() =>
            done(new FailureError('canceled', 'canceled', 'The request was given up.'), null),
          );
          return;
        }
        const endpoint = { protocol, hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
        exchange.opening = new Opening(policy, lookup, endpoint, done);
      },
    });
  }

  /** Sends; `drain` is emitted once the client can take another exchange. */
  start(exchange: Exchange, options: Dispatcher.DispatchOptions): void {
    this.exchange = exchange;
    this.dispatch(options, exchange);
  }
}
