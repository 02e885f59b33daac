// Files that browsers ask for: Swagger UI and the built web interface, all served from here.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono, MiddlewareHandler } from 'hono';
import type { ApiEnv } from './handlers.ts';

const webFolder = fileURLToPath(new URL('../../dist/web/', import.meta.url));
const swaggerFolder = path.dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));

export const docsPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Scheduler Service: API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const docsStart = `window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  tryItOutEnabled: true,
});
`;

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
  app.get('/docs/start.js', (c) =>
    c.body(docsStart, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
    app.get(`/docs/${file}`, serveStatic({ root: swaggerFolder, rewriteRequestPath: () => file }));
  }
  app.get('/assets/*', immutable, serveStatic({ root: webFolder }));
}
