// From where the service may be asked: hosts, origins, never itself; and what browsers are told.
import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
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
  const crossOrigin = cors({
    origin: (origin) => (allowedOrigins.includes(origin) ? origin : null),
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match'],
    exposeHeaders: ['etag', 'idempotent-replayed', 'link', 'location', 'retry-after', 'x-request-id'],
    maxAge: 600,
  });
  return async (c, next) => {
    // Hono's middleware builds the response before there is one, which costs more than a small request.
    if (c.req.header('origin') !== undefined || c.req.method === 'OPTIONS') return await crossOrigin(c, next);
    c.header('vary', 'Origin', { append: true });
    await next();
    return undefined;
  };
}

export function isChanging(method: string): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method);
}

/**
 * A page of someone else's may make its reader's browser send requests here, with the reader's cookie or from the
 * reader's machine. Browsers say where a request comes from; what is no browser says nothing, and is let through.
 */
export function refuseCrossSite(allowedOrigins: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const origin = c.req.header('origin');
    if (isChanging(c.req.method) && (origin === undefined || !allowedOrigins.includes(origin))) {
      // It is not sent over plain HTTP to other machines; then the origin decides.
      const site = c.req.header('sec-fetch-site');
      const isOurs =
        site === undefined
          ? origin === undefined || isSameHost(origin, c.req.header('host') ?? '')
          : site === 'same-origin' || site === 'none';
      if (!isOurs) {
        throw new Problem(
          403,
          'A page of another origin asked for this. Only pages of this service and of ALLOWED_ORIGINS may.',
        );
      }
    }
    await next();
  };
}

/** Whatever ends TLS in front of us knows the scheme; we do not. */
function isSameHost(origin: string, host: string): boolean {
  const own = `${origin.split('//')[0]}//${host}`;
  return URL.canParse(origin) && URL.canParse(own) && new URL(origin).host === new URL(own).host;
}

/** A run may ask, but change nothing: else a job could feed the scheduler to itself. */
export const refuseLoop: MiddlewareHandler = async (c, next) => {
  if (isChanging(c.req.method) && c.req.header('scheduler-run-id') !== undefined) {
    throw new Problem(
      403,
      'A job cannot change anything in the scheduler that sends it: the request bears scheduler-run-id.',
      { kind: 'loop' },
    );
  }
  await next();
};

const securityHeaders = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

/** Pages load what we serve and nothing else. */
function contentSecurityPolicy(styles: string): string {
  return [
    "default-src 'self'",
    "img-src 'self' data:",
    `style-src ${styles}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const headersOfAll = toHeaders("'self'");
/** Swagger UI writes its styles inline. */
const headersOfDocs = toHeaders("'self' 'unsafe-inline'");

function toHeaders(styles: string): [string, string][] {
  return Object.entries({
    ...securityHeaders,
    'content-security-policy': contentSecurityPolicy(styles),
  });
}

/** Sets the security headers on Node's response: on Hono's, each request would build all of them anew. */
export const secure: MiddlewareHandler = async (c, next) => {
  const { outgoing } = c.env as HttpBindings;
  for (const [name, value] of c.req.path === '/docs' ? headersOfDocs : headersOfAll)
    outgoing.setHeader(name, value);
  await next();
};
