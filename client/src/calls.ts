// What all calls have in common: their options, and what becomes of answers.
import type { Client } from 'openapi-fetch';
import { toError } from './errors.ts';
import type { paths } from './schema.ts';
import type { Send } from './transport.ts';

export interface CallOptions {
  /** Gives the call up: it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** For the whole call, further tries included; in place of the client's. */
  timeoutMs?: number | undefined;
}

export interface PostOptions extends CallOptions {
  /** Names the request: sent again within 24 hours, also by another process, it has the first one's answer. */
  idempotencyKey?: string | undefined;
}

export interface WriteOptions extends CallOptions {
  /** The `version` that was read, or an entity tag: refused with 412 if the job is another by now. */
  ifMatch?: number | string | undefined;
}

export interface Answer<T> {
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

  /** The options of a call as openapi-fetch takes them. */
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

/** A success that is not JSON came from something else, such as the page of a proxy. */
function requireJson(response: Response): Response {
  const type = response.headers.get('content-type') ?? '';
  if (response.ok && response.status !== 204 && !type.startsWith('application/json')) {
    throw toError(response, undefined);
  }
  return response;
}

/** What was returned, or what it throws. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (data === undefined) throw toError(response, error);
  return data;
}

/** Of a call that returns nothing. */
export async function expectDone(call: Promise<Answer<unknown>>): Promise<void> {
  const { error, response } = await call;
  if (!response.ok) throw toError(response, error);
}
