// What a receiver gets: a delivery, or why a request is not one.

export interface Delivery<Payload = unknown> {
  /** The `webhook-id`, the same in every attempt: whoever keeps it can drop repeats. It is the id of the run. */
  id: string;
  runId: string;
  jobId: string;
  /** The occurrence's nominal instant. */
  scheduledFor: Date;
  /** From 1. Not for dropping repeats: attempt 2 may be the first that arrives. */
  attempt: number;
  /** When the attempt was sent. */
  timestamp: Date;
  /** Parsed where it is JSON, else the text; null where there is none. */
  payload: Payload;
}

/** Why a request is not to be trusted, and the status to answer with. */
const STATUS = {
  missing_header: 401,
  wrong_signature: 401,
  stale: 401,
  malformed: 400,
  too_large: 413,
} as const;

export type WebhookErrorCode = keyof typeof STATUS;

/** A request that is not a delivery. What is wrong in the receiver itself is a `TypeError`. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly code: WebhookErrorCode;
  /** To answer with; the service tries again, by the job's policy. */
  readonly status: number;

  constructor(code: WebhookErrorCode, message: string) {
    super(message);
    this.code = code;
    this.status = STATUS[code];
  }
}

/** `Headers`, or an object of them as Node.js has it. */
export type HeadersLike = Pick<Headers, 'get'> | Readonly<Record<string, string | string[] | undefined>>;

/** The header by its name in lower case. */
export type ReadHeader = (name: string) => string;

/** @throws WebhookError when a header that is asked for is missing */
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

/** https://mimesniff.spec.whatwg.org/#json-mime-type, whatever its parameters. */
const JSON_TYPE = /^\s*(application\/json|text\/json|[^/;\s]+\/[^/;\s]+\+json)\s*(;|$)/i;

export function isJson(contentType: string | undefined): boolean {
  return contentType !== undefined && JSON_TYPE.test(contentType);
}
