// A verified delivery, and the error for a request that fails the verification.

export interface Delivery<Payload = unknown> {
  /** The `webhook-id`: the ID of the run, the same in every attempt. Store it to detect repeated deliveries. */
  id: string;
  runId: string;
  jobId: string;
  /** The instant of the occurrence in the schedule. */
  scheduledFor: Date;
  /** The number of the attempt, from 1. Not suitable to detect repeats: attempt 2 may be the first that arrives. */
  attempt: number;
  /** The instant at which the attempt was sent. */
  timestamp: Date;
  /** The parsed JSON, or the text of another content type, or null without a body. */
  payload: Payload;
}

/** The reasons for a failed verification, with the HTTP status to respond with. */
const STATUS = {
  missing_header: 401,
  wrong_signature: 401,
  stale: 401,
  malformed: 400,
  too_large: 413,
} as const;

export type WebhookErrorCode = keyof typeof STATUS;

/** The request is not a valid delivery. Errors in the receiver's setup are a `TypeError` instead. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly code: WebhookErrorCode;
  /** The HTTP status to respond with. The service then retries according to the job's policy. */
  readonly status: number;

  constructor(code: WebhookErrorCode, message: string) {
    super(message);
    this.code = code;
    this.status = STATUS[code];
  }
}

/** `Headers`, or a headers object of Node.js. */
export type HeadersLike = Pick<Headers, 'get'> | Readonly<Record<string, string | string[] | undefined>>;

/** Returns a header by its name in lower case. */
export type ReadHeader = (name: string) => string;

/** @throws WebhookError from the returned function if the header is missing */
export function readerOf(headers: HeadersLike): ReadHeader {
  const values = typeof headers.get === 'function' ? undefined : new Map(lowered(headers));
  return (name) => {
    const value = values ? values.get(name) : (headers as Headers).get(name);
    if (!value) throw new WebhookError('missing_header', `The header ${name} is missing.`);
    return value;
  };
}

function* lowered(headers: object): Generator<[string, string]> {
  for (const [name, value] of Object.entries(headers) as [string, string | string[] | undefined][]) {
    if (value !== undefined) yield [name.toLowerCase(), String(value)];
  }
}

/** A JSON media type with any parameters (https://mimesniff.spec.whatwg.org/#json-mime-type). */
const JSON_TYPE = /^\s*(application\/json|text\/json|[^/;\s]+\/[^/;\s]+\+json)\s*(;|$)/i;

export function isJson(contentType: string | undefined): boolean {
  return contentType !== undefined && JSON_TYPE.test(contentType);
}
