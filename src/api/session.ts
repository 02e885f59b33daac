// The routes of the session: exchange an API key for a cookie.
import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import type { sessionRoutes } from '../../openapi/session.ts';
import type { ApiClient } from './api-keys.ts';
import { type Authenticator, anonymous, SESSION_COOKIE } from './authentication.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { addressOf } from './refusals.ts';
import { createSessionCookie, SESSION_SECONDS } from './session-cookie.ts';

export function createSessionHandlers(
  authenticator: Authenticator,
  { audit, instance }: Pick<ApiDeps, 'audit' | 'instance'>,
): Handlers<typeof sessionRoutes> {
  const needs_key = authenticator.needsKey;
  const cookiePath = instance.basePath === '' ? '/' : instance.basePath;

  function record(c: Context, action: 'session.signed_in' | 'session.signed_out', actor: string): void {
    const via = action === 'session.signed_in' ? 'key' : 'session';
    audit.record({ action, actor, via, route: null, statusCode: null, detail: null, address: addressOf(c) });
  }

  return {
    createSession: async (c) => {
      if (!needs_key) return c.json({ ...nameAndRole(anonymous), needs_key }, 200);
      const key = await authenticator.verifyKey(c, c.req.valid('json').key);
      setCookie(c, SESSION_COOKIE, createSessionCookie(key, Date.now()), {
        path: cookiePath,
        httpOnly: true,
        sameSite: 'Strict',
        // The origin of the page shows whether it uses HTTPS, even behind a TLS-terminating proxy.
        secure: c.req.header('origin')?.startsWith('https:') ?? false,
        maxAge: SESSION_SECONDS,
      });
      record(c as Context, 'session.signed_in', key.name);
      return c.json({ ...nameAndRole(key), needs_key }, 200);
    },
    getSession: (c) => c.json({ ...nameAndRole(c.get('client')), needs_key }, 200),
    deleteSession: (c) => {
      const key = authenticator.findSession(c as Context);
      if (key) record(c as Context, 'session.signed_out', key.name);
      deleteCookie(c, SESSION_COOKIE, { path: cookiePath });
      return c.body(null, 204);
    },
  };
}

function nameAndRole({ name, role }: Pick<ApiClient, 'name' | 'role'>) {
  return { name, role };
}
