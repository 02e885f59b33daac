// The web interface under the addresses of the API: a browser that is sent there gets the page, a program JSON.

import type { RouteConfig } from '@hono/zod-openapi';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { type Accept, parseAccept } from 'hono/utils/accept';
import { routes } from '../../openapi/document.ts';
import type { ApiEnv } from './handlers.ts';
import { readWebPage } from './static-files.ts';

/** The addresses that the interface has pages for; `/jobs/new` looks like a job. */
const pages = ['/', '/jobs', '/jobs/:id', '/jobs/:id/edit', '/runs', '/runs/:id', '/system'];

/** Words of the contract that stand where an id might: `/jobs/by-key/edit` is a job's, not a page. */
const reserved = new Set(
  (Object.values(routes) as RouteConfig[]).flatMap(({ path }) => path.split('/')[2] ?? []),
);

export async function answerPage(c: Context) {
  // Names the files of one build: the next build has others.
  c.header('cache-control', 'no-cache');
  return c.html(await readWebPage(), 200);
}

/** The page is the same for everybody: it is before anybody is asked who they are. */
export function answerBrowsers(app: Hono<ApiEnv>): void {
  for (const path of pages) app.get(path, answerBrowser);
}

const answerBrowser: MiddlewareHandler = async (c, next) => {
  if (reserved.has(c.req.param('id') ?? '')) return await next();
  // Before there is a response: to add to one copies it.
  c.header('vary', 'Accept', { append: true });
  if (prefersHtml(c.req.header('accept'))) c.res = await answerPage(c);
  else await next();
};

/**
 * Whether a page is more welcome than JSON. Equally welcome are what is named more exactly, then what is named first.
 * https://www.rfc-editor.org/rfc/rfc9110#field.accept
 */
export function prefersHtml(header: string | undefined): boolean {
  const ranges = parseAccept(header ?? '');
  const html = rangeOf(ranges, 'text/html');
  const json = rangeOf(ranges, 'application/json');
  if (html === undefined || html.q === 0) return false;
  if (json === undefined || html.q !== json.q) return html.q > (json?.q ?? 0);
  if (exactness(html) !== exactness(json)) return exactness(html) > exactness(json);
  return ranges.indexOf(html) < ranges.indexOf(json);
}

/** The range that speaks of a type: the most exact one. */
function rangeOf(ranges: Accept[], type: string): Accept | undefined {
  const fitting = [type, `${type.split('/')[0]}/*`, '*/*'];
  return fitting
    .map((name) => ranges.find((range) => range.type.toLowerCase() === name))
    .find((range) => range !== undefined);
}

function exactness({ type }: Accept): number {
  return type === '*/*' ? 0 : type.endsWith('/*') ? 1 : 2;
}
