// The HTTP client for requests to targets: checks addresses, enforces limits, returns failures as values.
import { type AdmittedTarget, createAdmission } from './admission.ts';
import { Exchange, type OutboundRequest, type SendResult } from './exchange.ts';
import { type Failure, SERVICE_STOPPED } from './failures.ts';
import { type Lookup, shareLookups } from './lookups.ts';
import { OriginPool } from './origin-pool.ts';
import { formatHead } from './request-head.ts';
import { createResolver } from './resolver.ts';
import type { TargetPolicy } from './targets.ts';
import { createTransport, mergeTransport, type Transport, type TransportSettings } from './transport.ts';

export type { OutboundRequest, SendResult } from './exchange.ts';

// The methods of a job. Others have a special meaning (CONNECT, TRACE).
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);

export interface HttpClient {
  /** Sends one request, without redirects or retries. Never rejects: a failure of the target is a result. */
  send(request: OutboundRequest): Promise<SendResult>;
  /** Closes every connection. Requests in flight end as `canceled`. */
  close(): Promise<void>;
}

export interface HttpClientOptions {
  /** Replaces the DNS resolver in tests. */
  lookup?: Lookup;
  transport?: TransportSettings;
  /**
   * Maximum number of connections per origin. Further requests wait while their time limit runs, so this must be greater
   * than the number of requests that the caller sends to one host at a time.
   */
  connections?: number;
}

/** How connections are made. */
interface Line {
  /** Begins the names of its pools. */
  id: string;
  transport: Transport | undefined;
}

/**
 * Checks the target against the policy for every request, and every resolved address for every connection. Ignores the
 * proxy settings of Node.js's environment: TARGET_PROXY_URL alone names a proxy.
 */
export function createHttpClient(policy: TargetPolicy, options: HttpClientOptions = {}): HttpClient {
  const resolver = createResolver();
  const lookup = shareLookups(options.lookup ?? resolver.lookup);
  const connections = options.connections ?? 1024;
  const shared: Line = { id: '', transport: options.transport && createTransport(options.transport) };
  /** Of requests with settings of their own. */
  const lines = new WeakMap<TransportSettings, Line>();
  let lastLine = 0;
  const admit = createAdmission(policy);
  const pools = new Map<string, OriginPool>();
  let isClosed = false;

  /** Throws if a certificate or a key is invalid. */
  function lineOf(settings: TransportSettings | undefined): Line {
    if (settings === undefined) return shared;
    const known = lines.get(settings);
    if (known !== undefined) return known;
    const transport = createTransport(mergeTransport(options.transport ?? {}, settings));
    const line = { id: `${++lastLine} `, transport };
    lines.set(settings, line);
    return line;
  }

  function poolOf({ origin, hostname, port }: AdmittedTarget, { id, transport }: Line): OriginPool {
    const key = id + origin;
    const open = pools.get(key);
    if (open !== undefined) return open;
    const protocol = origin.startsWith('https:') ? 'https:' : 'http:';
    const pool = new OriginPool(
      { protocol, hostname, port },
      { policy, lookup, transport, connections, onEmpty: () => pools.delete(key) },
    );
    pools.set(key, pool);
    return pool;
  }

  return {
    send: (request) => {
      const target = admit(request.url);
      if (typeof target === 'string') return unsent('blocked', 'target_not_allowed', target);
      if (!METHODS.has(request.method)) {
        return unsent('blocked', 'invalid_request', `The method ${request.method} is not allowed.`);
      }
      if (request.signal?.aborted === true) {
        return unsent('canceled', 'canceled', 'The request was canceled.');
      }
      if (isClosed) return unsent('canceled', 'client_closed', SERVICE_STOPPED);
      const head = formatHead(request, target);
      if ('problem' in head) return unsent('blocked', 'invalid_request', head.problem);
      let line: Line;
      try {
        line = lineOf(request.transport);
      } catch (error) {
        return unsent(
          'blocked',
          'invalid_request',
          `The connection is invalid: ${(error as Error).message}.`,
        );
      }
      const { promise, resolve } = Promise.withResolvers<SendResult>();
      const exchange = new Exchange(request, head.text, target.host, resolve);
      poolOf(target, line).dispatch(exchange);
      return promise;
    },
    close: async () => {
      isClosed = true;
      resolver.close();
      for (const pool of pools.values()) pool.destroy();
      pools.clear();
    },
  };
}

function unsent(kind: Failure['kind'], code: string, message: string): Promise<SendResult> {
  const timings = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null, total_ms: 0 };
  return Promise.resolve({ kind, error: { code, message }, timings });
}
