// Serves the files of the API explorer and of the built web interface.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono, MiddlewareHandler } from 'hono';
import { EXPLORER_PATH } from './explorer.ts';
import type { ApiEnv } from './handlers.ts';
import type { Instance } from './instance.ts';

const webFolder = fileURLToPath(new URL('../../dist/web/', import.meta.url));
const swaggerFolder = path.dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
const explorerFolder = fileURLToPath(new URL('./swagger/', import.meta.url));
const stylesFolder = fileURLToPath(new URL('../web/styles/', import.meta.url));

/** The files of the explorer's page, and their folders. */
const explorerFiles: Record<string, string> = {
  'swagger-ui-dist/swagger-ui.css': swaggerFolder,
  'swagger-ui-dist/swagger-ui-bundle.js': swaggerFolder,
  'tokens.css': stylesFolder,
  'explorer.css': explorerFolder,
  'start.js': explorerFolder,
};

/** The page of the web interface with the name of the installation, or a page that names the build command. */
export async function readWebPage({ name, color, basePath }: Instance): Promise<string> {
  try {
    const built = await readFile(path.join(webFolder, 'index.html'), 'utf8');
    // The build refers to its files relative to the root of the interface, which pages below /jobs are not at.
    const page = built
      .replaceAll('="./', `="${basePath}/`)
      .replace(
        '<title>',
        () => `${basePath === '' ? '' : `<meta name="base-path" content="${basePath}" />\n    `}<title>`,
      );
    if (name === undefined) return page;
    const escaped = escapeHtml(name);
    return page.replace(
      '<title>Scheduler Service</title>',
      () => `<title>${escaped} · Scheduler Service</title>
    <meta name="instance-name" content="${escaped}" />
    <meta name="instance-color" content="${color}" />`,
    );
  } catch {
    return '<!doctype html><title>Scheduler Service</title><p>The web interface is not built: run <code>npm run build</code>.';
  }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const immutable: MiddlewareHandler = async (c, next) => {
  await next();
  // Vite includes a hash of the content in the file name.
  if (c.res.status === 200) c.header('cache-control', 'public, max-age=31536000, immutable');
};

/** The paths of `serveFiles`, which need no API key. */
export const publicPaths = [
  ...Object.keys(explorerFiles).map((file) => `${EXPLORER_PATH}/${file}`),
  '/assets/*',
];

export function serveFiles(app: Hono<ApiEnv>): void {
  for (const [file, root] of Object.entries(explorerFiles)) {
    app.get(`${EXPLORER_PATH}/${file}`, serveStatic({ root, rewriteRequestPath: () => path.basename(file) }));
  }
  app.get('/assets/*', immutable, serveStatic({ root: webFolder }));
}
