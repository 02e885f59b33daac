// For receivers: whether a request came from the service, and what it says.
import {
  type Delivery,
  type HeadersLike,
  isJson,
  type ReadHeader,
  readerOf,
  WebhookError,
} from './delivery.ts';
import { type NodeRequest, readFetchBody, readNodeBody } from './raw-body.ts';
import { isSignedBy, type Secrets } from './signature.ts';

export { type Delivery, type HeadersLike, WebhookError, type WebhookErrorCode } from './delivery.ts';
export type { NodeRequest } from './raw-body.ts';
export { createSecret, type Secrets } from './signature.ts';

export interface VerifyOptions {
  /** How far `webhook-timestamp` may be from now, in either direction; 300 unless given. */
  toleranceSeconds?: number | undefined;
  /** What time it is; now unless given. */
  now?: Date | undefined;
}

export interface ReceiveOptions extends VerifyOptions {
  /** What is read of a body at most; 1 MiB unless given. A payload has 256 KiB at most before its templates are filled. */
  maxBytes?: number | undefined;
}

const DEFAULT_MAX_BYTES = 1024 * 1024;

/**
 * @param body as it came: never what a parser made of it
 * @param secrets the job's `signing_secret`, or all that are in use while one is being replaced
 * @returns the delivery. Signed are `id`, `timestamp` and `payload`; the other fields are headers beside them.
 * @throws WebhookError when it is not a delivery, TypeError for malformed secrets
 */
export async function verifyDelivery<Payload = unknown>(
  body: string | Uint8Array | ArrayBuffer,
  headers: HeadersLike,
  secrets: Secrets,
  { toleranceSeconds = 300, now = new Date() }: VerifyOptions = {},
): Promise<Delivery<Payload>> {
  const read = readerOf(headers);
  const id = read('webhook-id');
  const timestamp = read('webhook-timestamp');
  const signatures = read('webhook-signature');
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body);

  if (!/^\d{1,12}$/.test(timestamp)) {
    throw new WebhookError('malformed', 'The header webhook-timestamp is not a number of seconds.');
  }
  if (!(await isSignedBy(secrets, signatures, { id, timestamp, body: bytes }))) {
    throw new WebhookError('wrong_signature', 'No signature is by a secret that is known here.');
  }
  const at = Number(timestamp) * 1_000;
  if (!(Math.abs(now.getTime() - at) <= toleranceSeconds * 1_000)) {
    throw new WebhookError('stale', 'The request is too old, or one of the clocks is wrong.');
  }
  return {
    id,
    runId: id,
    jobId: read('scheduler-job-id'),
    scheduledFor: readInstant(read),
    attempt: readAttempt(read),
    timestamp: new Date(at),
    payload: parsePayload(bytes, read) as Payload,
  };
}

/** Of a `Request`, as Hono (`c.req.raw`), Next.js, Deno, Bun and Cloudflare Workers have it. Reads its body. */
export async function verifyRequest<Payload = unknown>(
  request: Request,
  secrets: Secrets,
  { maxBytes = DEFAULT_MAX_BYTES, ...options }: ReceiveOptions = {},
): Promise<Delivery<Payload>> {
  const body = await readFetchBody(request, maxBytes);
  return await verifyDelivery<Payload>(body, request.headers, secrets, options);
}

/** Of a request as Node.js, Express and Fastify have it. Its body is read, or has been kept raw. */
export async function verifyNodeRequest<Payload = unknown>(
  request: NodeRequest,
  secrets: Secrets,
  { maxBytes = DEFAULT_MAX_BYTES, ...options }: ReceiveOptions = {},
): Promise<Delivery<Payload>> {
  const body = await readNodeBody(request, maxBytes);
  return await verifyDelivery<Payload>(body, request.headers, secrets, options);
}

function readInstant(read: ReadHeader): Date {
  const instant = new Date(read('scheduler-scheduled-for'));
  if (Number.isNaN(instant.getTime())) {
    throw new WebhookError('malformed', 'The header scheduler-scheduled-for is not an instant.');
  }
  return instant;
}

function readAttempt(read: ReadHeader): number {
  const text = read('scheduler-attempt');
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new WebhookError('malformed', 'The header scheduler-attempt is not a number from 1.');
  }
  return Number(text);
}

function parsePayload(bytes: Uint8Array, read: ReadHeader): unknown {
  if (bytes.length === 0) return null;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (!isJson(read('content-type'))) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new WebhookError('malformed', 'The body is not the JSON that content-type says it is.');
  }
}
