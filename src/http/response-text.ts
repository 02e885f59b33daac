// Decodes the body of a response to text: decompresses within a limit, and applies the charset.
import { isUtf8 } from 'node:buffer';
import {
  type BrotliDecompress,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
  type Gunzip,
  type Inflate,
  type InflateRaw,
  type ZstdDecompress,
} from 'node:zlib';

type Decompressor = Gunzip | Inflate | InflateRaw | BrotliDecompress | ZstdDecompress;

const DECOMPRESSORS: Record<string, (body: Buffer) => Decompressor> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  // Some targets send the deflate format without the zlib header.
  deflate: (body) => (hasZlibHeader(body) ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
};

/** More codings than this are left as they are. */
const MAX_CODINGS = 3;

export interface Decompressed {
  body: Buffer;
  /** Whether the body is incomplete: longer than the limit, cut off or damaged. */
  isCut: boolean;
}

export function isCompressed(codings: readonly string[]): boolean {
  return codings.some((coding) => Object.hasOwn(DECOMPRESSORS, coding));
}

/**
 * Undoes the codings, the last one first. Unknown codings are ignored, and a body that is not compressed, although its
 * headers say so, is left as it is.
 */
export async function decompress(
  body: Buffer,
  codings: readonly string[],
  maxBytes: number,
): Promise<Decompressed> {
  let result: Decompressed = { body, isCut: false };
  for (const coding of codings.slice(-MAX_CODINGS).reverse()) {
    const open = Object.hasOwn(DECOMPRESSORS, coding) ? DECOMPRESSORS[coding] : undefined;
    if (open === undefined) continue;
    const { body: decoded, isCut } = await run(open(result.body), result.body, maxBytes);
    result = { body: decoded ?? result.body, isCut: result.isCut || isCut };
  }
  return result;
}

/** A body that is damaged or was cut off yields what can be decompressed. Null if nothing can, or if it is plain text. */
function run(
  stream: Decompressor,
  body: Buffer,
  maxBytes: number,
): Promise<{ body: Buffer | null; isCut: boolean }> {
  const { promise, resolve } = Promise.withResolvers<{ body: Buffer | null; isCut: boolean }>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const finish = (error?: NodeJS.ErrnoException) => {
    stream.destroy();
    const isPlain = error !== undefined && isUtf8(body);
    const isRefused = error !== undefined && bytes === 0;
    const isEarlyEnd = error?.code === 'Z_BUF_ERROR' || (error !== undefined && bytes > 0);
    resolve({
      body: isPlain || isRefused ? null : Buffer.concat(chunks, Math.min(bytes, maxBytes)),
      isCut: (isEarlyEnd && !isPlain) || bytes > maxBytes,
    });
  };
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxBytes) finish();
  });
  stream.on('end', () => finish());
  stream.on('error', finish);
  stream.write(body);
  // Before the end, which is an error if the body was cut off: the error would discard what was decompressed.
  stream.flush(() => stream.end());
  return promise;
}

/** RFC 1950, 2.2. */
function hasZlibHeader(body: Buffer): boolean {
  const [first = 0, second = 0] = body;
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}

const CHARSET = /;\s*charset\s*=\s*["']?([^\s"';]+)/i;
/** An XML declaration or an HTML element. */
const CHARSET_IN_BODY = /^[^]{0,1024}?(?:encoding|charset)\s*=\s*["']?([a-z0-9_-]+)/i;

/**
 * Decodes by the byte order mark, else by the charset in the content type, else as UTF-8; text that is not UTF-8, by the
 * charset that it declares itself. Invalid bytes and NUL (which PostgreSQL cannot store) become U+FFFD.
 */
export function decodeText(body: Buffer, contentType: string | undefined): string {
  const label =
    findByteOrder(body) ?? (contentType === undefined ? undefined : CHARSET.exec(contentType)?.[1]);
  let text = label === undefined ? null : decodeAs(body, label);
  if (text === null) {
    text = body.toString();
    if (text.includes('\uFFFD')) {
      const declared = CHARSET_IN_BODY.exec(body.toString('latin1', 0, 1_100))?.[1];
      text = (declared === undefined ? null : decodeAs(body, declared)) ?? text;
    }
  }
  return text.replaceAll('\0', '\uFFFD');
}

function findByteOrder(body: Buffer): string | undefined {
  const [first, second] = body;
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return undefined;
}

/** Null for an unknown charset. */
function decodeAs(body: Buffer, label: string): string | null {
  if (/^utf-?8$/i.test(label)) return body.toString();
  // RFC 2781, 4.3: without a byte order mark, UTF-16 is big-endian; most targets send little-endian.
  const isBigEndian = /^utf-?16$/i.test(label) && body[0] === 0 && body[1] !== 0;
  try {
    return new TextDecoder(isBigEndian ? 'utf-16be' : label).decode(body);
  } catch {
    return null;
  }
}
