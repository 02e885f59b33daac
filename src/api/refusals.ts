// Reports refused requests to the audit log: without a valid API key, without the role, or from a foreign page.
import { getConnInfo } from '@hono/node-server/conninfo';
import type { RouteConfig } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { routes } from '../../openapi/document.ts';
import type { ApiClient } from './api-keys.ts';
import type { AuditRecorder } from './audit-recorder.ts';
import type { Problem } from './problems.ts';

const patterns = (Object.values(routes) as RouteConfig[]).map(({ method, path }) => ({
  method: method.toUpperCase(),
  path,
  pattern: new RegExp(`^${path.replaceAll(/\{[^{}]+\}/g, '[^/]+')}$`),
}));

/** The declared routes that match a path, with any method. */
export function matchRoutes(path: string): { method: string; path: string }[] {
  return patterns.filter(({ pattern }) => pattern.test(path));
}

export function reportRefusal(audit: AuditRecorder): (c: Context, problem: Problem) => void {
  return (c, problem) => {
    if (!problem.isRefusal) return;
    const { method } = c.req;
    const matched = matchRoutes(c.req.path).find((route) => route.method === method);
    const route = matched ? `${method} ${matched.path}` : null;
    // The web interface asks with this request whether it has to show the sign-in page.
    if (route === 'GET /session') return;
    const client = c.get('client') as ApiClient | undefined;
    audit.record({
      action: route === 'POST /session' ? 'session.refused' : 'request.refused',
      actor: client?.name ?? 'unknown',
      via: client?.via ?? null,
      route,
      statusCode: problem.status,
      detail: problem.message.slice(0, 500),
      address: addressOf(c),
    });
  };
}

/** The address of the connection: behind a proxy, that of the proxy. */
export function addressOf(c: Context): string | null {
  return getConnInfo(c).remote.address?.slice(0, 100) ?? null;
}
