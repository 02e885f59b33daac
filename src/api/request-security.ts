// Checks the host and origin of requests, refuses requests of runs, and sets security headers.
import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { Problem } from './problems.ts';

const LOOPBACK_HOST = /^(localhost|([a-z0-9-]+\.)*localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Without API keys, accepts only the host names of this machine and of allowed origins. Any other name that resolves to
 * this machine indicates DNS rebinding: a foreign page uses its visitor's browser.
 */
export function checkHost(allowedOrigins: readonly string[]): MiddlewareHandler {
  const hosts = new Set(allowedOrigins.map((origin) => new URL(origin).host));
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (!LOOPBACK_HOST.test(host) && !hosts.has(host.toLowerCase())) {
      throw new Problem(
        403,
        `The host name ${JSON.stringify(host.slice(0, 100))} is not allowed. Add its origin to ALLOWED_ORIGINS.`,
      );
    }
    await next();
  };
}

/** CORS for exactly these origins. */
export function allowOrigins(allowedOrigins: readonly string[]): MiddlewareHandler {
  const crossOrigin = cors({
    origin: (origin) => (allowedOrigins.includes(origin) ? origin : null),
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match'],
    exposeHeaders: ['etag', 'idempotent-replayed', 'link', 'location', 'retry-after', 'x-request-id'],
    maxAge: 600,
  });
  return async (c, next) => {
    // Skips Hono's middleware for requests without an origin: it costs more than a small request.
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
 * Refuses writes from pages of other sites (CSRF), which could use the visitor's cookie or network. Browsers send the
 * origin of a request; clients that send none are not browsers and are accepted.
 */
export function refuseCrossSite(allowedOrigins: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const origin = c.req.header('origin');
    if (isChanging(c.req.method) && (origin === undefined || !allowedOrigins.includes(origin))) {
      // Browsers omit sec-fetch-site over plain HTTP to other machines; then the origin decides.
      const site = c.req.header('sec-fetch-site');
      const isSameSite =
        site === undefined
          ? origin === undefined || isSameHost(origin, c.req.header('host') ?? '')
          : site === 'same-origin' || site === 'none';
      if (!isSameSite) {
        throw new Problem(
          403,
          'The request comes from a page of another origin. Add the origin to ALLOWED_ORIGINS to accept it.',
        );
      }
    }
    await next();
  };
}

/** Ignores the scheme, which only a TLS-terminating proxy knows. */
function isSameHost(origin: string, host: string): boolean {
  const own = `${origin.split('//')[0]}//${host}`;
  return URL.canParse(origin) && URL.canParse(own) && new URL(origin).host === new URL(own).host;
}

/** Refuses writes sent by runs, so that a job cannot create jobs or runs in a loop. */
export const refuseLoop: MiddlewareHandler = async (c, next) => {
  if (isChanging(c.req.method) && c.req.header('scheduler-run-id') !== undefined) {
    throw new Problem(
      403,
      'A run cannot change the scheduler that sent it: the request has the header scheduler-run-id.',
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

/** Pages load resources of this origin only. */
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

const defaultHeaders = toHeaders("'self'");
/** Swagger UI uses inline styles. */
const explorerHeaders = toHeaders("'self' 'unsafe-inline'");

function toHeaders(styles: string): [string, string][] {
  return Object.entries({
    ...securityHeaders,
    'content-security-policy': contentSecurityPolicy(styles),
  });
}

/** Sets the security headers on Node's response, which is faster than on Hono's. */
export const setSecurityHeaders: MiddlewareHandler = async (c, next) => {
  const { outgoing } = c.env as HttpBindings;
  for (const [name, value] of c.req.path === '/docs' ? explorerHeaders : defaultHeaders)
    outgoing.setHeader(name, value);
  await next();
};
