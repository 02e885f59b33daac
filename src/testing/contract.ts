// Validates every response against the contract: status, media type and body.
import { isDeepStrictEqual } from 'node:util';
import type { z } from '@hono/zod-openapi';
import { routes } from '../../openapi/document.ts';
import { Problem } from '../../openapi/schemas/problem.ts';

type Declared = Record<string, { content?: Record<string, { schema: z.ZodType }> }>;

/** A `fetch` that throws if the contract does not declare the response for its route. */
export async function contractFetch(request: Request): Promise<Response> {
  const response = await fetch(request);
  // An event stream does not end, and an export can be large, so only their start is validated.
  await checkResponse(request, isStream(response) ? new Response(null, response) : response.clone());
  return response;
}

function isStream(response: Response): boolean {
  return /^(text\/event-stream|application\/x-ndjson)/.test(response.headers.get('content-type') ?? '');
}

async function checkResponse(request: Request, response: Response): Promise<void> {
  const { pathname } = new URL(request.url);
  const where = `${request.method} ${pathname} → ${response.status}`;
  const mediaType = response.headers.get('content-type')?.split(';')[0] ?? null;
  const route = Object.values(routes).find(
    ({ method, path }) =>
      method.toUpperCase() === request.method &&
      new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(pathname),
  );
  // The service refuses requests without a matching route: 404 or 405.
  const schema = route ? findSchema(route.responses as Declared, response.status, mediaType, where) : Problem;
  if (schema === undefined) {
    if (response.status === 204) return;
    throw new Error(`${where}: a body without a schema`);
  }
  if (isStream(response)) return;
  const body: unknown = mediaType?.startsWith('text/') ? await response.text() : await response.json();
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new Error(`${where}: ${parsed.error.message}\n${JSON.stringify(body)}`);
  if (!isDeepStrictEqual(parsed.data, body))
    throw new Error(`${where}: the body has more than its schema: ${JSON.stringify(body)}`);
}

function findSchema(responses: Declared, status: number, mediaType: string | null, where: string) {
  const declared = responses[status];
  if (!declared) throw new Error(`${where}: the status is not declared`);
  if (!declared.content) return undefined;
  const content = mediaType === null ? undefined : declared.content[mediaType];
  if (!content) throw new Error(`${where}: the media type ${mediaType} is not declared`);
  return content.schema;
}
