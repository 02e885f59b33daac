// The routes of the session: a key is exchanged for a cookie.
import { deleteCookie, setCookie } from 'hono/cookie';
import type { sessionRoutes } from '../../openapi/session.ts';
import { anonymous, type Callers, SESSION_COOKIE } from './callers.ts';
import type { Handlers } from './handlers.ts';
import { issueSession, SESSION_SECONDS } from './sessions.ts';

export function createSessionHandlers(callers: Callers): Handlers<typeof sessionRoutes> {
  const needs_key = callers.needsKey;
  return {
    createSession: async (c) => {
      if (!needs_key) return c.json({ ...anonymous, needs_key }, 200);
      const key = await callers.judgeKey(c, c.req.valid('json').key);
      setCookie(c, SESSION_COOKIE, issueSession(key, Date.now()), {
        path: '/',
        httpOnly: true,
        sameSite: 'Strict',
        // Browsers say which page a POST comes from: what ends TLS in front of us need not tell.
        secure: c.req.header('origin')?.startsWith('https:') ?? false,
        maxAge: SESSION_SECONDS,
      });
      return c.json({ name: key.name, role: key.role, needs_key }, 200);
    },
    getSession: (c) => c.json({ ...c.get('caller'), needs_key }, 200),
    deleteSession: (c) => {
      deleteCookie(c, SESSION_COOKIE, { path: '/' });
      return c.body(null, 204);
    },
  };
}
