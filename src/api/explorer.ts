// The page of the API explorer at /docs: Swagger UI with this service's start script and styles.
import { SwaggerUI } from '@hono/swagger-ui';

/** Assets are served from this path, not from a CDN: the content security policy allows only this origin. */
export const EXPLORER_PATH = '/docs';

/** The same, relative to the page: a proxy may serve it below another path. */
const FILES = EXPLORER_PATH.slice(1);

/** Without inline scripts, which the content security policy refuses; `start.js` configures Swagger UI. */
export const explorerPage = SwaggerUI({
  url: 'openapi.json',
  baseUrl: FILES,
  manuallySwaggerUIHtml: ({ css, js }) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Scheduler Service: API</title>
<link rel="icon" href="data:,">
${[...css, `${FILES}/tokens.css`, `${FILES}/explorer.css`].map(toStyleLink).join('\n')}
</head>
<body>
<header class="explorer-header">
<a href="./">Scheduler Service</a>
<span id="client"></span>
<a href="openapi.json">openapi.json</a>
</header>
<div id="swagger-ui"></div>
${js.map((url) => `<script src="${url}"></script>`).join('\n')}
<script type="module" src="${FILES}/start.js"></script>
</body>
</html>
`,
});

function toStyleLink(url: string): string {
  return `<link rel="stylesheet" href="${url}">`;
}
