// Authenticates clients by API key or session cookie, and authorizes them by role.
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type Access, securitySchemes } from '../../openapi/access.ts';
import type { Role } from '../../openapi/schemas/session.ts';
import { type ApiClient, type ApiKey, findKey } from './api-keys.ts';
import type { ApiEnv } from './handlers.ts';
import { Problem } from './problems.ts';
import { isChanging } from './request-security.ts';
import { findSessionKey } from './session-cookie.ts';

/**
 * Wrong keys per remote address before 429. A valid key is always accepted, because many clients can share the address
 * of a proxy. The length of the keys protects against guessing.
 */
const FAILURES_AT_MOST = 10;
const FAILURES_SECONDS = 60;

const rank: Record<Access, number> = { open: 0, viewer: 1, operator: 2, admin: 3 };

export const SESSION_COOKIE = securitySchemes.session.name;
export const anonymous: ApiClient = { name: 'anonymous', role: 'admin', via: null };

export interface Authenticator {
  needsKey: boolean;
  /** Returns the API key with this text. Throws 401 for an unknown key, and 429 after too many unknown keys. */
  verifyKey(c: Context, text: string): Promise<ApiKey>;
  /** Returns the client of the request. Throws like `verifyKey`. */
  authenticate(c: Context): Promise<ApiClient>;
  /** Returns the API key of the session cookie, if it is valid. */
  findSession(c: Context): ApiKey | undefined;
}

export function createAuthenticator(keys: readonly ApiKey[]): Authenticator {
  const failures = new RateLimiterMemory({ points: FAILURES_AT_MOST, duration: FAILURES_SECONDS });
  const needsKey = keys.length > 0;

  async function verifyKey(c: Context, text: string): Promise<ApiKey> {
    const key = findKey(keys, text);
    if (key) return key;
    const address = getConnInfo(c).remote.address ?? '';
    const { consumedPoints, msBeforeNext } = await failures.penalty(address);
    if (consumedPoints <= FAILURES_AT_MOST) throw unauthorized('The API key is unknown.');
    const seconds = Math.max(Math.ceil(msBeforeNext / 1_000), 1);
    throw new Problem(
      429,
      `Too many requests with a wrong API key came from this address. Try again in ${seconds} s.`,
      {
        headers: { 'retry-after': String(seconds) },
        isRefusal: true,
      },
    );
  }

  async function authenticate(c: Context): Promise<ApiClient> {
    if (!needsKey) return anonymous;
    // Credentials of another scheme belong to a proxy in front of this service.
    const bearer = /^bearer(?: +|$)(.*)/i.exec(c.req.header('authorization') ?? '');
    if (bearer) return clientOf(await verifyKey(c, bearer[1]!), 'key');
    if (getCookie(c, SESSION_COOKIE) === undefined)
      throw unauthorized('An API key is required. Send the header Authorization: Bearer <key>.');
    const key = findSession(c);
    if (!key) throw unauthorized('The session has expired. Sign in again.');
    return clientOf(key, 'session');
  }

  function findSession(c: Context): ApiKey | undefined {
    const cookie = getCookie(c, SESSION_COOKIE);
    return cookie === undefined ? undefined : findSessionKey(keys, cookie, Date.now());
  }

  return { needsKey, verifyKey, authenticate, findSession };
}

function clientOf({ name, role }: ApiKey, via: 'key' | 'session'): ApiClient {
  return { name, role, via };
}

/** Declares the role that a route requires; `authorize` checks it. */
export function declareAccess(needed: Access): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    // If two routes match the path, the stricter role applies.
    const before = c.get('access') ?? 'open';
    c.set('access', rank[needed] > rank[before] ? needed : before);
    await next();
  };
}

/** Checks the client's role before the body is read. Undeclared paths require viewer, or admin for writes. */
export function authorize(authenticator: Authenticator): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const needed = c.get('access') ?? (isChanging(c.req.method) ? 'admin' : 'viewer');
    if (needed !== 'open') {
      c.set('client', await authenticator.authenticate(c));
      requireRole(c, needed);
      c.header('cache-control', 'no-store');
    }
    await next();
  };
}

/** Throws 403 if the client's role is lower. For routes whose required role depends on the body. */
export function requireRole(c: Context<ApiEnv>, needed: Role): void {
  const { name, role } = c.get('client');
  if (rank[role] >= rank[needed]) return;
  throw new Problem(403, `The API key ${name} has the role ${role}; this request requires ${needed}.`);
}

function unauthorized(detail: string): Problem {
  return new Problem(401, detail, { headers: { 'www-authenticate': 'Bearer' } });
}
