// Verifies deliveries in a receiver: signature, age and content.
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
  /** Maximum difference between `webhook-timestamp` and now, in both directions. Defaults to 300. */
  toleranceSeconds?: number | undefined;
  /** The current time, for tests. Defaults to now. */
  now?: Date | undefined;
}

export interface ReceiveOptions extends VerifyOptions {
  /** Maximum size of a body. Defaults to 1 MiB. A payload has at most 256 KiB before template values are inserted. */
  maxBytes?: number | undefined;
}

const DEFAULT_MAX_BYTES = 1024 * 1024;

/**
 * Verifies a delivery.
 * @param body the raw body, not the parsed one
 * @param secrets the `signing_secret` of the job, or all valid secrets during a rotation
 * @returns the delivery. The signature covers `id`, `timestamp` and `payload`; the other fields are unsigned headers.
 * @throws WebhookError if the request is not a valid delivery, TypeError for malformed secrets
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
    throw new WebhookError('malformed', 'The header webhook-timestamp is not a Unix timestamp in seconds.');
  }
  if (!(await isSignedBy(secrets, signatures, { id, timestamp, body: bytes }))) {
    throw new WebhookError('wrong_signature', 'No signature matches the signing secret.');
  }
  const at = Number(timestamp) * 1_000;
  if (!(Math.abs(now.getTime() - at) <= toleranceSeconds * 1_000)) {
    throw new WebhookError(
      'stale',
      'The timestamp of the request is outside the tolerance: the request is old, or a clock is wrong.',
    );
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

/** Verifies a fetch `Request`: Hono (`c.req.raw`), Next.js, Deno, Bun, Cloudflare Workers. Reads its body. */
export async function verifyRequest<Payload = unknown>(
  request: Request,
  secrets: Secrets,
  { maxBytes = DEFAULT_MAX_BYTES, ...options }: ReceiveOptions = {},
): Promise<Delivery<Payload>> {
  const body = await readFetchBody(request, maxBytes);
  return await verifyDelivery<Payload>(body, request.headers, secrets, options);
}

/** Verifies a request of Node.js, Express or Fastify. Reads the body, or uses the raw body kept by the framework. */
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
    throw new WebhookError('malformed', 'The header scheduler-scheduled-for is not a date and time.');
  }
  return instant;
}

function readAttempt(read: ReadHeader): number {
  const text = read('scheduler-attempt');
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new WebhookError('malformed', 'The header scheduler-attempt is not a positive number.');
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
    throw new WebhookError('malformed', 'The body is not valid JSON, in spite of its content type.');
  }
}
