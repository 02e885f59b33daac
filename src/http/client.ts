// The HTTP client through which every request to a target goes: guarded, bounded, and never throwing for a target.
import { Agent, Client, type Dispatcher, Pool } from 'undici';
import { type Lookup, lookupBySystem, Opening, shareLookups } from './connection.ts';
import { Exchange, type OutboundRequest, type SendResult } from './exchange.ts';
import { type Failure, FailureError } from './failures.ts';
import { admitTarget, type TargetPolicy } from './targets.ts';

export type { OutboundRequest, SendResult } from './exchange.ts';

const MAX_HEADER_BYTES = 16 * 1024;
// What a job may ask for. Others mean something else to undici (CONNECT), or to those on the way (TRACE).
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);

export interface HttpClient {
  /** Sends once, without following redirects or sending again. Never rejects: a target's failure is a value. */
  send(request: OutboundRequest): Promise<SendResult>;
  /** Drops every connection; what is in flight ends `canceled`. */
  close(): Promise<void>;
}

export interface HttpClientOptions {
  /** A stub resolver, for tests. */
  lookup?: Lookup;
  /**
   * Connections per origin. More requests than that wait, with their deadline running: keep it above the number that
   * the caller has in flight to one host.
   */
  connections?: number;
}

/**
 * Targets are checked against the policy at every send, and every address they resolve to at every connection. Proxy
 * settings of the environment are not read: a proxy would connect where the guard cannot see.
 */
export function createHttpClient(policy: TargetPolicy, options: HttpClientOptions = {}): HttpClient {
  const lookup = shareLookups(options.lookup ?? lookupBySystem);
  const agent = new Agent({
    factory: (origin) =>
      new Pool(origin, {
        connections: options.connections ?? 1024,
        allowH2: false,
        factory: (url) => new GuardedClient(url, policy, lookup),
      }),
  });
  return {
    send: (request) => send(agent, policy, request),
    close: () => agent.destroy(),
  };
}

function send(agent: Agent, policy: TargetPolicy, request: OutboundRequest): Promise<SendResult> {
  const url = admitTarget(policy, request.url);
  if (typeof url === 'string') {
    return Promise.resolve(unsent('blocked', 'target_not_allowed', url));
  }
  if (!METHODS.has(request.method)) {
    return Promise.resolve(
      unsent('blocked', 'invalid_request', 'The request has a method that is not allowed.'),
    );
  }
  if (request.signal?.aborted === true) {
    return Promise.resolve(unsent('canceled', 'canceled', 'The request was canceled.'));
  }
  const { promise, resolve } = Promise.withResolvers<SendResult>();
  const exchange = new Exchange(request, `${url.hostname}:${url.port}`, resolve);
  const { method, headers, body } = request;
  agent.dispatch({ origin: url.origin, path: url.path, method, headers, body }, exchange);
  return promise;
}

function unsent(kind: Failure['kind'], code: string, message: string): SendResult {
  const timings = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null, total_ms: 0 };
  return { kind, error: { code, message }, timings };
}

/**
 * undici's client for one connection, which knows the exchange it works for: with pipelining 1 its pool gives it one
 * at a time. So an exchange has its connection's timings, and its deadline ends a connection still being opened.
 */
class GuardedClient extends Client {
  #exchange: Exchange | null = null;

  constructor(url: URL, policy: TargetPolicy, lookup: Lookup) {
    super(url, {
      allowH2: false,
      pipelining: 1,
      maxHeaderSize: MAX_HEADER_BYTES,
      // The exchange's deadline stands above all phases.
      headersTimeout: 0,
      bodyTimeout: 0,
      // However long the target offers to keep it: an address once checked is not held on to for ever.
      keepAliveMaxTimeout: 60_000,
      connect: ({ protocol, hostname, port }, done) => {
        const exchange = this.#exchange;
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

  /** Returns whether it can take another request at once. False has the pool wait for this client to become free. */
  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (!(handler instanceof Exchange)) {
      return super.dispatch(options, handler);
    }
    // Given up while it waited in the pool for a free connection.
    if (handler.settled) {
      return true;
    }
    this.#exchange = handler;
    // A request that cannot be sent (an illegal header) has ended here and now, and never occupied the connection;
    // undici still says false, after which the pool would wait for ever.
    return super.dispatch(options, handler) || handler.settled;
  }
}
