// The options of all calls, and the conversion of responses to results and errors.
import type { Client } from 'openapi-fetch';
import { toError } from './errors.ts';
import type { paths } from './schema.ts';
import type { Send } from './transport.ts';

export interface CallOptions {
  /** Aborts the call, which rejects with the reason of the signal. */
  signal?: AbortSignal | undefined;
  /** Time limit of the whole call, including retries. Overrides the client's `timeoutMs`. */
  timeoutMs?: number | undefined;
}

export interface PostOptions extends CallOptions {
  /** Makes the request idempotent: a repeated request with this key within 24 hours returns the first response. */
  idempotencyKey?: string | undefined;
}

export interface WriteOptions extends CallOptions {
  /** The `version` or entity tag of the job as read. If the job has changed since, the call fails with 412. */
  ifMatch?: number | string | undefined;
}

export interface Result<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export class Calls {
  readonly raw: Client<paths>;
  readonly #send: Send;
  readonly #timeoutMs: number;

  constructor(raw: Client<paths>, send: Send, timeoutMs: number) {
    this.raw = raw;
    this.#send = send;
    this.#timeoutMs = timeoutMs;
  }

  /** Converts call options to options of openapi-fetch. */
  with({ signal, timeoutMs, ...rest }: PostOptions & WriteOptions) {
    return {
      ...(signal && { signal }),
      headers: headersOf(rest),
      fetch: async (request: Request) => requireJson(await this.#send(request, timeoutMs ?? this.#timeoutMs)),
    };
  }
}

function headersOf({ idempotencyKey, ifMatch }: PostOptions & WriteOptions): Record<string, string> {
  return {
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    ...(ifMatch !== undefined && { 'if-match': typeof ifMatch === 'number' ? `"${ifMatch}"` : ifMatch }),
  };
}

/** Rejects a successful response that is not JSON: it came from something else, such as a proxy. */
function requireJson(response: Response): Response {
  const type = response.headers.get('content-type') ?? '';
  if (response.ok && response.status !== 204 && !/^application\/(json|x-ndjson)/.test(type)) {
    throw toError(response, undefined);
  }
  return response;
}

/** Returns the data of a successful response, otherwise throws. */
export async function unwrap<T>(call: Promise<Result<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (data === undefined) throw toError(response, error);
  return data;
}

/** Checks a response without data, and throws if it is not successful. */
export async function expectDone(call: Promise<Result<unknown>>): Promise<void> {
  const { error, response } = await call;
  if (!response.ok) throw toError(response, error);
}
