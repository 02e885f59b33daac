// Compresses responses, and answers a repeated GET with 304 if nothing has changed.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context, MiddlewareHandler } from 'hono';

const COMPRESSED_FROM_BYTES = 1_024;
/** Fast: a list of 100 jobs takes about a millisecond, in a thread of its own. */
const BROTLI_QUALITY = 4;
const COMPRESSIBLE =
  /^(text\/(?!event-stream)|application\/(json|problem\+json|javascript|openapi\+json)|image\/svg)/;
/** Compressed responses whose content never changes, by path and encoding. */
const files = new Map<string, Promise<Buffer>>();

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

type Encoding = 'br' | 'gzip';

export const compressResponses: MiddlewareHandler = async (c, next) => {
  await next();
  const { res } = c;
  if (c.req.method !== 'GET' || res.body === null || res.headers.has('content-encoding')) return;
  const type = res.headers.get('content-type') ?? '';
  if (!COMPRESSIBLE.test(type)) return;
  const body = Buffer.from(await res.arrayBuffer());
  const isList = res.status === 200 && type.startsWith('application/json') && !res.headers.has('etag');
  const headers = new Headers(res.headers);
  if (isList) {
    const etag = `W/"${createHash('sha1').update(body).digest('base64url')}"`;
    headers.set('etag', etag);
    headers.append('vary', 'Accept-Encoding');
    if (listsTag(c.req.header('if-none-match'), etag)) {
      for (const name of ['content-type', 'content-length']) headers.delete(name);
      replace(c, new Response(null, { status: 304, headers }));
      return;
    }
  }
  const encoding =
    body.length < COMPRESSED_FROM_BYTES ? undefined : chooseEncoding(c.req.header('accept-encoding'));
  if (encoding === undefined) {
    replace(c, new Response(body, { status: res.status, headers }));
    return;
  }
  headers.set('content-encoding', encoding);
  headers.delete('content-length');
  if (!isList) headers.append('vary', 'Accept-Encoding');
  replace(
    c,
    new Response(new Uint8Array(await compress(c, encoding, body)), { status: res.status, headers }),
  );
};

/** Hono would merge the headers of the former response into those of the new one. */
function replace(c: Context, response: Response): void {
  c.res = undefined;
  c.res = response;
}

async function compress(c: Context, encoding: Encoding, body: Buffer): Promise<Buffer> {
  const run = () =>
    encoding === 'br'
      ? toBrotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } })
      : toGzip(body);
  // Other responses of these paths differ, and their paths are unlimited in number.
  const isConstant = c.req.path.startsWith('/assets/') || c.req.path === '/openapi.json';
  if (!isConstant || c.res.status !== 200) return await run();
  const key = `${encoding} ${c.req.path}`;
  const known = files.get(key) ?? run();
  files.set(key, known);
  return await known;
}

/** The first of brotli and gzip that the client accepts. */
function chooseEncoding(accepted = ''): Encoding | undefined {
  const offers = new Map(
    accepted.split(',').map((part) => {
      const [name = '', ...parameters] = part
        .toLowerCase()
        .split(';')
        .map((text) => text.trim());
      return [name, !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))];
    }),
  );
  return (['br', 'gzip'] as const).find((name) => offers.get(name) ?? offers.get('*'));
}

/** Compares weakly (RFC 9110). */
function listsTag(header: string | undefined, etag: string): boolean {
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
  return header === '*' || (header ?? '').split(',').some((tag) => opaque(tag) === opaque(etag));
}
