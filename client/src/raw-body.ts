// The body of a request as it came, and not more of it than is good.
import { WebhookError } from './delivery.ts';

/** What Node.js, Express and Fastify hand to a handler, as far as it matters here. */
export interface NodeRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** What a parser made of the body. */
  readonly body?: unknown;
  /** Where a framework keeps the body as it came. */
  readonly rawBody?: unknown;
  readonly readableDidRead?: boolean;
  [Symbol.asyncIterator]?(): AsyncIterator<unknown>;
}

export async function readFetchBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (request.bodyUsed) throw new TypeError(`The body has been read already. ${ADVICE}`);
  return request.body ? await collect(chunksOf(request.body), maxBytes) : new Uint8Array();
}

const ADVICE = 'A signature is over the raw body: verify first, and parse nothing before.';

export async function readNodeBody(request: NodeRequest, maxBytes: number): Promise<Uint8Array> {
  for (const kept of [request.rawBody, request.body]) {
    if (typeof kept === 'string' || kept instanceof Uint8Array) return await collect([kept], maxBytes);
  }
  const isStream = typeof request[Symbol.asyncIterator] === 'function';
  if (isStream && request.readableDidRead !== true) {
    return await collect(request as AsyncIterable<unknown>, maxBytes);
  }
  // Fastify, of a request without a body.
  if (!isStream && (request.body === undefined || request.body === null)) return new Uint8Array();
  throw new TypeError(
    `The body has been parsed. ${ADVICE} In Express use express.raw({ type: '*/*' }) on this route, in Fastify a content type parser with { parseAs: 'buffer' }.`,
  );
}

/** Not every runtime can iterate over a stream. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function collect(
  chunks: AsyncIterable<unknown> | Iterable<unknown>,
  maxBytes: number,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const part = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : (chunk as Uint8Array);
    length += part.length;
    if (length > maxBytes) throw new WebhookError('too_large', `The body has more than ${maxBytes} bytes.`);
    parts.push(part);
  }
  const body = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    body.set(part, offset);
    offset += part.length;
  }
  return body;
}
