// Serves the service below a path of a proxy, such as /scheduler: requests lose it, links get it.
import type { MiddlewareHandler } from 'hono';

/** Proxies forward the path with or without the base path: both are accepted. */
export function stripBasePath(basePath: string, url: string): string {
  if (basePath === '' || !url.startsWith(basePath)) return url;
  const rest = url.slice(basePath.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : url;
}

/** Adds the base path to the headers that name a path of the service. */
export function addBasePath(basePath: string): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const location = c.res.headers.get('location');
    if (location?.startsWith('/')) c.res.headers.set('location', basePath + location);
    const link = c.res.headers.get('link');
    if (link?.startsWith('</')) c.res.headers.set('link', `<${basePath}${link.slice(1)}`);
  };
}
