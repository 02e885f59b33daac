// Creates signed deliveries for the tests of a receiver.
import { isJson } from './delivery.ts';
import { type Secrets, sign } from './signature.ts';

export interface ForgeOptions {
  /** The secrets to sign with. Several secrets simulate a rotation. */
  secrets: Secrets;
  /** Sent as JSON, or as text if `headers` sets another content type. Defaults to null: no body. */
  payload?: unknown;
  /** The run ID, also sent as `webhook-id`. Use the same ID twice to simulate a repeated delivery. */
  runId?: string | undefined;
  jobId?: string | undefined;
  /** Defaults to now. */
  scheduledFor?: Date | undefined;
  /** Defaults to 1. */
  attempt?: number | undefined;
  /** The instant of sending. Defaults to now. */
  timestamp?: Date | undefined;
  /** Defaults to POST. */
  method?: string | undefined;
  /** Headers of the job, with names in lower case. */
  headers?: Readonly<Record<string, string>> | undefined;
}

export interface ForgedDelivery {
  method: string;
  headers: Record<string, string>;
  /** Empty without a payload. */
  body: string;
}

/** Creates the request that a run of a job would send. */
export async function forgeDelivery({
  secrets,
  payload = null,
  runId = createId(),
  jobId = createId(),
  scheduledFor = new Date(),
  attempt = 1,
  timestamp = new Date(),
  method = 'POST',
  headers: own = {},
}: ForgeOptions): Promise<ForgedDelivery> {
  const named = own['content-type'];
  const isText = named !== undefined && !isJson(named) && typeof payload === 'string';
  const body = payload === null ? '' : isText ? payload : JSON.stringify(payload);
  const seconds = String(Math.floor(timestamp.getTime() / 1_000));
  const signature = await sign(secrets, {
    id: runId,
    timestamp: seconds,
    body: new TextEncoder().encode(body),
  });
  return {
    method,
    headers: {
      'user-agent': 'scheduler-service/forged',
      'accept-encoding': 'identity',
      ...own,
      ...(payload !== null && !isText && !isJson(named) && { 'content-type': 'application/json' }),
      'webhook-id': runId,
      'webhook-timestamp': seconds,
      'webhook-signature': signature,
      'scheduler-job-id': jobId,
      'scheduler-run-id': runId,
      'scheduler-scheduled-for': scheduledFor.toISOString(),
      'scheduler-attempt': String(attempt),
      traceparent: `00-${createHex(16)}-${createHex(8)}-01`,
    },
    body,
  };
}

/** The same as a `Request` object. */
export async function forgeRequest(url: string | URL, options: ForgeOptions): Promise<Request> {
  const { method, headers, body } = await forgeDelivery(options);
  return new Request(url, { method, headers, ...(body !== '' && { body }) });
}

/** A UUID version 7, like the IDs of the service. */
function createId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  const rest = createHex(10);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(1, 4)}-8${rest.slice(5, 8)}-${rest.slice(8)}`;
}

function createHex(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
