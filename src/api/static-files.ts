// Files that browsers ask for: Swagger UI and the built web interface, all served from here.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono, MiddlewareHandler } from 'hono';
import type { ApiEnv } from './handlers.ts';

const webFolder = fileURLToPath(new URL('../../dist/web/', import.meta.url));
const swaggerFolder = path.dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
const ownFolder = fileURLToPath(new URL('./swagger/', import.meta.url));
const stylesFolder = fileURLToPath(new URL('../web/styles/', import.meta.url));

/** What the page of Swagger UI loads, and the folder it lies in. */
const docsFiles: Record<string, string> = {
  'swagger-ui.css': swaggerFolder,
  'swagger-ui-bundle.js': swaggerFolder,
  'tokens.css': stylesFolder,
  'house.css': ownFolder,
  'start.js': ownFolder,
};

export const docsPage = readFileSync(path.join(ownFolder, 'index.html'), 'utf8');

/** The web interface's page; says how to build it where that has not been done. */
export async function readWebPage(): Promise<string> {
  try {
    return await readFile(path.join(webFolder, 'index.html'), 'utf8');
  } catch {
    return '<!doctype html><title>Scheduler Service</title><p>The web interface is not built: run <code>npm run build</code>.';
  }
}

const immutable: MiddlewareHandler = async (c, next) => {
  await next();
  // Vite names these files by their content.
  if (c.res.status === 200) c.header('cache-control', 'public, max-age=31536000, immutable');
};

/** What `serveFiles` serves: the same for everybody. */
export const openFiles = ['/docs/*', '/assets/*'];

export function serveFiles(app: Hono<ApiEnv>): void {
  for (const [file, root] of Object.entries(docsFiles)) {
    app.get(`/docs/${file}`, serveStatic({ root, rewriteRequestPath: () => file }));
  }
  app.get('/assets/*', immutable, serveStatic({ root: webFolder }));
}
