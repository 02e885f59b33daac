// Who asks, and whether they may: by a key, by the cookie that one was exchanged for, or by there being no keys.
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type Access, securitySchemes } from '../../openapi/access.ts';
import type { Role } from '../../openapi/schemas/session.ts';
import { isChanging } from './access.ts';
import type { ApiEnv, Caller } from './handlers.ts';
import { type ApiKey, findKey } from './keys.ts';
import { Problem } from './problems.ts';
import { findSession } from './sessions.ts';

/**
 * Wrong keys per remote address. A right one is never held up, whatever else comes from its address: many callers may
 * share a proxy's. What keeps keys from being guessed is their length.
 */
const FAILURES_AT_MOST = 10;
const FAILURES_SECONDS = 60;

const rank: Record<Access, number> = { open: 0, viewer: 1, operator: 2, admin: 3 };

export const SESSION_COOKIE = securitySchemes.session.name;
export const anonymous: Caller = { name: 'anonymous', role: 'admin' };

export interface Callers {
  needsKey: boolean;
  /** Whose key this is. Throws 401 where it is nobody's, and 429 after too many of those. */
  judgeKey(c: Context, text: string): Promise<ApiKey>;
  /** Whoever the request shows itself to be from; throws like `judgeKey`. */
  identify(c: Context): Promise<Caller>;
}

export function createCallers(keys: readonly ApiKey[]): Callers {
  const failures = new RateLimiterMemory({ points: FAILURES_AT_MOST, duration: FAILURES_SECONDS });
  const needsKey = keys.length > 0;

  async function judgeKey(c: Context, text: string): Promise<ApiKey> {
    const key = findKey(keys, text);
    if (key) return key;
    const address = getConnInfo(c).remote.address ?? '';
    const { consumedPoints, msBeforeNext } = await failures.penalty(address);
    if (consumedPoints <= FAILURES_AT_MOST) throw unauthorized('This access key is not known.');
    const seconds = Math.max(Math.ceil(msBeforeNext / 1_000), 1);
    throw new Problem(429, `Too many wrong access keys came from this address. Try again in ${seconds} s.`, {
      headers: { 'retry-after': String(seconds) },
    });
  }

  async function identify(c: Context): Promise<Caller> {
    if (!needsKey) return anonymous;
    // Credentials of another scheme are meant for something in front of us.
    const bearer = /^bearer(?: +|$)(.*)/i.exec(c.req.header('authorization') ?? '');
    if (bearer) return await judgeKey(c, bearer[1]!);
    const cookie = getCookie(c, SESSION_COOKIE);
    if (cookie === undefined) throw unauthorized('An access key is needed: Authorization: Bearer <key>.');
    const key = findSession(keys, cookie, Date.now());
    if (!key) throw unauthorized('The session has ended: sign in again.');
    return key;
  }

  return { needsKey, judgeKey, identify };
}

/** Says what the route needs that the request is for; `admit` then sees to it. */
export function declareAccess(needed: Access): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    // Where two routes' paths fit, the stricter one counts.
    const before = c.get('access') ?? 'open';
    c.set('access', rank[needed] > rank[before] ? needed : before);
    await next();
  };
}

/** Lets through whoever may, before anything of a body is read. What no route declares is shown to those with a key. */
export function admit(callers: Callers): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const needed = c.get('access') ?? (isChanging(c.req.method) ? 'admin' : 'viewer');
    if (needed !== 'open') {
      const { name, role } = await callers.identify(c);
      c.set('caller', { name, role });
      requireRole(c, needed);
      c.header('cache-control', 'no-store');
    }
    await next();
  };
}

/** Throws 403 where the caller's role is less. For routes where it depends on what is asked. */
export function requireRole(c: Context<ApiEnv>, needed: Role): void {
  const { name, role } = c.get('caller');
  if (rank[role] >= rank[needed]) return;
  throw new Problem(403, `The key ${name} has the role ${role}; this needs ${needed}.`);
}

function unauthorized(detail: string): Problem {
  return new Problem(401, detail, { headers: { 'www-authenticate': 'Bearer' } });
}
