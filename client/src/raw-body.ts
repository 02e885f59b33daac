// Reads the raw body of a request, up to a size limit.
import { WebhookError } from './delivery.ts';

/** The required part of a request in Node.js, Express or Fastify. */
export interface NodeRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as parsed by a framework. */
  readonly body?: unknown;
  /** The raw body as kept by a framework. */
  readonly rawBody?: unknown;
  readonly readableDidRead?: boolean;
  [Symbol.asyncIterator]?(): AsyncIterator<unknown>;
}

export async function readFetchBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (request.bodyUsed) throw new TypeError(`The body has already been read. ${ADVICE}`);
  return request.body ? await collect(chunksOf(request.body), maxBytes) : new Uint8Array();
}

const ADVICE = 'The signature covers the raw body: verify the request before parsing the body.';

export async function readNodeBody(request: NodeRequest, maxBytes: number): Promise<Uint8Array> {
  for (const kept of [request.rawBody, request.body]) {
    if (typeof kept === 'string' || kept instanceof Uint8Array) return await collect([kept], maxBytes);
  }
  const isStream = typeof request[Symbol.asyncIterator] === 'function';
  if (isStream && request.readableDidRead !== true) {
    return await collect(request as AsyncIterable<unknown>, maxBytes);
  }
  // A Fastify request without a body.
  if (!isStream && (request.body === undefined || request.body === null)) return new Uint8Array();
  throw new TypeError(
    `The body has been parsed. ${ADVICE} In Express, use express.raw({ type: '*/*' }) on this route. In Fastify, use a content type parser with { parseAs: 'buffer' }.`,
  );
}

/** Reads a stream with a reader, because some runtimes cannot iterate over streams. */
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
