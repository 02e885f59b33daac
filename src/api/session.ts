// The routes of the session: exchange an API key for a cookie.
import { deleteCookie, setCookie } from 'hono/cookie';
import type { sessionRoutes } from '../../openapi/session.ts';
import { type Authenticator, anonymous, SESSION_COOKIE } from './authentication.ts';
import type { Handlers } from './handlers.ts';
import { createSessionCookie, SESSION_SECONDS } from './session-cookie.ts';

export function createSessionHandlers(authenticator: Authenticator): Handlers<typeof sessionRoutes> {
  const needs_key = authenticator.needsKey;
  return {
    createSession: async (c) => {
      if (!needs_key) return c.json({ ...anonymous, needs_key }, 200);
      const key = await authenticator.verifyKey(c, c.req.valid('json').key);
      setCookie(c, SESSION_COOKIE, createSessionCookie(key, Date.now()), {
        path: '/',
        httpOnly: true,
        sameSite: 'Strict',
        // The origin of the page shows whether it uses HTTPS, even behind a TLS-terminating proxy.
        secure: c.req.header('origin')?.startsWith('https:') ?? false,
        maxAge: SESSION_SECONDS,
      });
      return c.json({ name: key.name, role: key.role, needs_key }, 200);
    },
    getSession: (c) => c.json({ ...c.get('client'), needs_key }, 200),
    deleteSession: (c) => {
      deleteCookie(c, SESSION_COOKIE, { path: '/' });
      return c.body(null, 204);
    },
  };
}
