// One request in flight: combines undici's callbacks, the time limit and cancellation into one result.
import type { Dispatcher } from 'undici';
import type { CancelSignal } from './cancellation.ts';
import type { Opening } from './connection.ts';
import { describeError, type Failure } from './failures.ts';

/** Maximum number of response body bytes that are read. */
export const MAX_BODY_BYTES = 64 * 1024;

export interface OutboundRequest {
  /** GET, HEAD, POST, PUT, PATCH or DELETE. */
  method: string;
  url: string;
  /** Sent unchanged, in addition to `host`, `connection` and `content-length`. */
  headers: Record<string, string>;
  body: string | null;
  /** Time limit from the DNS lookup to the last byte. */
  timeoutMs: number;
  signal?: CancelSignal;
}

/** Milliseconds, rounded to tenths. Null if a connection was reused or the phase was not reached. */
export interface Timings {
  dns_ms: number | null;
  connect_ms: number | null;
  tls_ms: number | null;
  /** From the start of the attempt to the first byte of the response. */
  first_byte_ms: number | null;
  total_ms: number;
}

export interface Answer {
  kind: 'answered';
  statusCode: number;
  /** Names in lower case. Repeated headers are joined with `, `. */
  headers: Record<string, string>;
  /**
   * The body up to 64 KiB as text. Invalid UTF-8 and NUL (which PostgreSQL cannot store) become U+FFFD. Empty for a
   * compressed body, which is never decompressed.
   */
  body: string;
  /** `body` is incomplete: over the limit, connection lost, time limit reached, or compressed. */
  truncated: boolean;
  timings: Timings;
}

export type SendResult = Answer | (Failure & { timings: Timings });

/** Settles exactly once and ignores later callbacks of undici. */
export class Exchange implements Dispatcher.DispatchHandler {
  settled = false;
  /** The request in the format of undici. */
  readonly options: Dispatcher.DispatchOptions;
  /** Set if this exchange had to open a connection. */
  opening: Opening | null = null;
  /** The pool that executes this exchange. Notified when the exchange settles. */
  carrier: { noteSettled(): void } | null = null;
  /** The next exchange in the list of exchanges that wait for a connection. */
  nextWaiting: Exchange | null = null;
  #request: OutboundRequest;
  #host: string;
  #resolve: (result: SendResult) => void;
  #timer: NodeJS.Timeout;
  #startedAt = performance.now();
  #firstByteAt: number | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #statusCode = 0;
  #headers: Record<string, string> = {};
  #isEncoded = false;
  #body: Buffer | null = null;
  #bodyBytes = 0;

  constructor(
    request: OutboundRequest,
    target: { path: string; host: string },
    resolve: (result: SendResult) => void,
  ) {
    const { method, headers, body } = request;
    this.options = { path: target.path, method, headers, body };
    this.#request = request;
    this.#host = target.host;
    this.#resolve = resolve;
    this.#timer = setTimeout(expireSoon, request.timeoutMs, this);
    request.signal?.addEventListener('abort', this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.settled) {
      this.#abort();
    }
  }

  onResponseStarted(): void {
    this.#firstByteAt ??= performance.now();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // An interim response (102, 103): the final response follows.
    if (statusCode < 200) {
      return;
    }
    this.#statusCode = statusCode;
    this.#headers = flatten(headers);
    const encoding = this.#headers['content-encoding'] ?? '';
    this.#isEncoded = encoding !== '' && encoding.toLowerCase() !== 'identity';
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const keptBytes = Math.min(chunk.length, MAX_BODY_BYTES - this.#bodyBytes);
    if (!this.#isEncoded) {
      this.#keep(chunk.subarray(0, keptBytes));
    }
    this.#bodyBytes += keptBytes;
    if (keptBytes < chunk.length) {
      this.#answer(true);
      this.#abort();
    }
  }

  onResponseEnd(): void {
    this.#answer(false);
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    // After the status line, a lost connection only truncates the body.
    if (this.#statusCode === 0) {
      this.#fail(describeError(error, this.#host));
    } else {
      this.#answer(true);
    }
    // If the whole client was destroyed, a connection may still be opening.
    this.#abort();
  }

  /** Called on cancellation: aborts the attempt, even if the response has started. */
  handleEvent(): void {
    this.#fail({ kind: 'canceled', error: { code: 'canceled', message: 'The request was canceled.' } });
    this.#abort();
  }

  /** Called at the time limit: a response that has started counts as far as it was received. */
  expire(): void {
    if (this.#statusCode === 0) {
      const phase = this.#controller === null ? (this.opening?.phase ?? 'response') : 'response';
      const message = `${this.#host} ${TIMEOUT_MESSAGES[phase]} within ${this.#request.timeoutMs / 1000} s.`;
      this.#fail({ kind: 'timed_out', error: { code: 'timeout', message } });
    } else {
      this.#answer(true);
    }
    this.#abort();
  }

  #keep(chunk: Buffer): void {
    if (this.#bodyBytes === 0) {
      // Almost every body arrives in one chunk.
      this.#body = chunk;
      return;
    }
    // One buffer for all chunks: a target that sends 64 KiB byte by byte must not allocate 65 536 objects.
    if (this.#body === null || this.#body.length === this.#bodyBytes) {
      this.#body = Buffer.concat([this.#body ?? chunk], MAX_BODY_BYTES);
    }
    chunk.copy(this.#body, this.#bodyBytes);
  }

  #answer(truncated: boolean): void {
    this.#settle({
      kind: 'answered',
      statusCode: this.#statusCode,
      headers: this.#headers,
      body: this.#body?.toString('utf8', 0, this.#bodyBytes).replaceAll('\0', '\uFFFD') ?? '',
      truncated: truncated || (this.#isEncoded && this.#bodyBytes > 0),
      timings: this.#timings(),
    });
  }

  #fail(failure: Failure): void {
    this.#settle({ ...failure, timings: this.#timings() });
  }

  #settle(result: SendResult): void {
    if (this.settled) {
      return;
    }
    this.settled = true;
    clearTimeout(this.#timer);
    this.#request.signal?.removeEventListener('abort', this);
    // Free the body: the client keeps a reference to this exchange until the next one.
    this.#body = null;
    this.carrier?.noteSettled();
    this.#resolve(result);
  }

  /** Closes the connection, open or opening. Called after settling, so the resulting error has no effect. */
  #abort(): void {
    this.opening?.abandon();
    this.#controller?.abort(new Error('The exchange has settled.'));
  }

  #timings(): Timings {
    return {
      dns_ms: toTenths(this.opening?.dnsMs ?? null),
      connect_ms: toTenths(this.opening?.connectMs ?? null),
      tls_ms: toTenths(this.opening?.tlsMs ?? null),
      first_byte_ms: this.#firstByteAt === null ? null : toTenths(this.#firstByteAt - this.#startedAt),
      total_ms: toTenths(performance.now() - this.#startedAt),
    };
  }
}

const TIMEOUT_MESSAGES = {
  dns: 'could not be resolved',
  connect: 'did not accept a connection',
  tls: 'did not finish the TLS handshake',
  response: 'did not respond',
};

/**
 * Node runs timers before it reads sockets. If the event loop was blocked, a response that arrived in time may still be
 * in the socket buffer, so sockets are read before the timeout takes effect.
 */
function expireSoon(exchange: Exchange): void {
  setImmediate(() => exchange.settled || exchange.expire());
}

/** Modifies undici's object in place: nothing else uses it. */
function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) {
      headers[name] = value.join(', ');
    }
  }
  return headers as Record<string, string>;
}

function toTenths(milliseconds: number): number;
function toTenths(milliseconds: number | null): number | null;
function toTenths(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds * 10) / 10;
}
