// Serves the web interface to browsers at paths where other clients get JSON.
import type { RouteConfig } from '@hono/zod-openapi';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { type Accept, parseAccept } from 'hono/utils/accept';
import { routes } from '../../openapi/document.ts';
import type { ApiEnv } from './handlers.ts';
import type { Instance } from './instance.ts';
import { publicPaths, readWebPage } from './static-files.ts';

/** Paths of pages of the web interface; `/jobs/new` and `/runs/compare` match `/…/:id`. */
const pages = [
  '/',
  '/jobs',
  '/jobs/:id',
  '/jobs/:id/edit',
  '/runs',
  '/runs/:id',
  '/upcoming',
  '/alerts',
  '/audit',
  '/system',
];

const apiRoutes: RouteConfig[] = Object.values(routes);

/** Path segments of the API in the place of an ID: `/jobs/by-key/edit` is the job with the key `edit`, not a page. */
const reserved = new Set(apiRoutes.flatMap(({ path }) => path.split('/')[2] ?? []));

/** Paths of the API that a browser can open. */
const readable = new Set(apiRoutes.flatMap(({ method, path }) => (method === 'get' ? path : [])));

/** Paths such as `/jobs/batch`, which have the form of `/jobs/{id}`, but accept no GET. */
const writeOnly = new Set(apiRoutes.map(({ path }) => path)).difference(readable);

export async function serveWebPage(c: Context, instance: Instance, status: 200 | 404 = 200) {
  // The page refers to files of this build, whose names change with the next build.
  c.header('cache-control', 'no-cache');
  return c.html(await readWebPage(instance), status);
}

/** Registered before authentication: the page contains no data and needs no API key. */
export function serveBrowsers(app: Hono<ApiEnv>, instance: Instance): void {
  for (const path of pages) app.get(path, serveBrowser(instance));
  app.get('*', serveMistypedPath(instance));
}

/** A person who mistyped an address gets the page, which says so; other clients get a problem. */
const serveMistypedPath =
  (instance: Instance): MiddlewareHandler =>
  async (c, next) => {
    if (!isKnown(c.req.path) && prefersHtml(c.req.header('accept')))
      c.res = await serveWebPage(c, instance, 404);
    else await next();
  };

const knownPaths = [
  ...[...readable].map((path) => path.replaceAll(/\{\w+\}/g, '[^/]+')),
  ...publicPaths.map((path) => path.replace('*', '.*')),
].map((pattern) => new RegExp(`^${pattern}$`));

function isKnown(path: string): boolean {
  return !writeOnly.has(path) && knownPaths.some((pattern) => pattern.test(path));
}

const serveBrowser =
  (instance: Instance): MiddlewareHandler =>
  async (c, next) => {
    if (reserved.has(c.req.param('id') ?? '')) return await next();
    // Set before the response exists, because changing a response copies it.
    c.header('vary', 'Accept', { append: true });
    if (prefersHtml(c.req.header('accept'))) c.res = await serveWebPage(c, instance);
    else await next();
  };

/**
 * Whether the client prefers HTML to JSON. With equal weights, the more specific range counts, then the earlier one.
 * https://www.rfc-editor.org/rfc/rfc9110#field.accept
 */
export function prefersHtml(header: string | undefined): boolean {
  const ranges = parseAccept(header ?? '');
  const html = rangeOf(ranges, 'text/html');
  const json = rangeOf(ranges, 'application/json');
  if (html === undefined || html.q === 0) return false;
  if (json === undefined || html.q !== json.q) return html.q > (json?.q ?? 0);
  if (specificity(html) !== specificity(json)) return specificity(html) > specificity(json);
  return ranges.indexOf(html) < ranges.indexOf(json);
}

/** The most specific range that matches a type. */
function rangeOf(ranges: Accept[], type: string): Accept | undefined {
  const fitting = [type, `${type.split('/')[0]}/*`, '*/*'];
  return fitting
    .map((name) => ranges.find((range) => range.type.toLowerCase() === name))
    .find((range) => range !== undefined);
}

function specificity({ type }: Accept): number {
  return type === '*/*' ? 0 : type.endsWith('/*') ? 1 : 2;
}
