// For a receiver's own tests: deliveries as the service sends them.
import { isJson } from './delivery.ts';
import { type Secrets, sign } from './signature.ts';

export interface ForgeOptions {
  /** What the receiver knows; with several, each signs, as while one is being replaced. */
  secrets: Secrets;
  /** Sent as JSON; text as it is where `headers` names another content type. Null unless given: no body. */
  payload?: unknown;
  /** Also the `webhook-id`: given again, it is a repeat. */
  runId?: string | undefined;
  jobId?: string | undefined;
  /** Now unless given. */
  scheduledFor?: Date | undefined;
  /** 1 unless given. */
  attempt?: number | undefined;
  /** When it is sent; now unless given. */
  timestamp?: Date | undefined;
  /** POST unless given. */
  method?: string | undefined;
  /** The job's own, names in lower case. */
  headers?: Readonly<Record<string, string>> | undefined;
}

export interface ForgedDelivery {
  method: string;
  headers: Record<string, string>;
  /** Empty where there is no payload. */
  body: string;
}

/** What a run of a job would send. */
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

/** The same as a `Request`, for handlers that take one. */
export async function forgeRequest(url: string | URL, options: ForgeOptions): Promise<Request> {
  const { method, headers, body } = await forgeDelivery(options);
  return new Request(url, { method, headers, ...(body !== '' && { body }) });
}

/** A UUID of version 7, which the service's ids are. */
function createId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  const rest = createHex(10);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(1, 4)}-8${rest.slice(5, 8)}-${rest.slice(8)}`;
}

function createHex(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
