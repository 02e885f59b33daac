// The HTTP client through which every request to a target goes: guarded, bounded, and never throwing for a target.
import { errors } from 'undici';
import { createAdmission } from './admission.ts';
import { type Lookup, lookupBySystem, shareLookups } from './connection.ts';
import { Exchange, type OutboundRequest, type SendResult } from './exchange.ts';
import type { Failure } from './failures.ts';
import { OriginPool } from './origin-pool.ts';
import type { TargetPolicy } from './targets.ts';

export type { OutboundRequest, SendResult } from './exchange.ts';

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
  const connections = options.connections ?? 1024;
  const admit = createAdmission(policy);
  const pools = new Map<string, OriginPool>();
  let isClosed = false;

  function openPool(origin: string): OriginPool {
    const pool = new OriginPool(origin, {
      policy,
      lookup,
      connections,
      onEmpty: () => pools.delete(origin),
    });
    pools.set(origin, pool);
    return pool;
  }

  return {
    send: (request) => {
      const target = admit(request.url);
      if (typeof target === 'string') return unsent('blocked', 'target_not_allowed', target);
      if (!METHODS.has(request.method)) {
        return unsent('blocked', 'invalid_request', 'The request has a method that is not allowed.');
      }
      if (request.signal?.aborted === true) {
        return unsent('canceled', 'canceled', 'The request was canceled.');
      }
      const { promise, resolve } = Promise.withResolvers<SendResult>();
      const exchange = new Exchange(request, target, resolve);
      if (isClosed) exchange.onResponseError(null, new errors.ClientDestroyedError());
      else (pools.get(target.origin) ?? openPool(target.origin)).dispatch(exchange);
      return promise;
    },
    close: async () => {
      isClosed = true;
      await Promise.all(Array.from(pools.values(), (pool) => pool.destroy()));
      pools.clear();
    },
  };
}

function unsent(kind: Failure['kind'], code: string, message: string): Promise<SendResult> {
  const timings = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null, total_ms: 0 };
  return Promise.resolve({ kind, error: { code, message }, timings });
}
