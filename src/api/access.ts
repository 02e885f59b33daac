// From where the service may be asked: hosts, origins, and what browsers are told.
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import { Problem } from './problems.ts';

const LOOPBACK_HOST = /^(localhost|([a-z0-9-]+\.)*localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Whoever may ask without a key may do so under a name of this machine, or under that of an allowed origin: a foreign
 * name that resolves to us is a page of someone else's reaching in through a browser (DNS rebinding).
 */
export function checkHost(allowedOrigins: readonly string[]): MiddlewareHandler {
  const hosts = new Set(allowedOrigins.map((origin) => new URL(origin).host));
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (!LOOPBACK_HOST.test(host) && !hosts.has(host.toLowerCase())) {
      throw new Problem(
        403,
        `The host name ${JSON.stringify(host.slice(0, 100))} is not one this service answers to. Add its origin to ALLOWED_ORIGINS.`,
      );
    }
    await next();
  };
}

/** Exact origins only; none when the list is empty. */
export function allowOrigins(allowedOrigins: readonly string[]): MiddlewareHandler {
  return cors({
    origin: (origin) => (allowedOrigins.includes(origin) ? origin : null),
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ['authorization', 'content-type'],
    exposeHeaders: ['link', 'location', 'retry-after', 'x-request-id'],
    maxAge: 600,
  });
}

const common = {
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
  strictTransportSecurity: false,
} as const;

/** Pages load what we serve and nothing else; Swagger UI writes its styles inline. */
export const secure: MiddlewareHandler = async (c, next) => {
  const isDocs = c.req.path === '/docs';
  return await secureHeaders({
    ...common,
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      styleSrc: isDocs ? ["'self'", "'unsafe-inline'"] : ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  })(c, next);
};
