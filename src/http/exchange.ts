// One request in flight: turns undici's callbacks, the deadline and the cancellation into one result.
import type { Dispatcher } from 'undici';
import type { CancelSignal } from './cancellation.ts';
import type { Opening } from './connection.ts';
import { describeError, type Failure } from './failures.ts';

/** How much of a response body is read, in bytes on the wire. */
export const MAX_BODY_BYTES = 64 * 1024;

export interface OutboundRequest {
  /** GET, HEAD, POST, PUT, PATCH or DELETE. */
  method: string;
  url: string;
  /** Sent as they are, besides `host`, `connection` and `content-length`. */
  headers: Record<string, string>;
  body: string | null;
  /** For everything, from DNS to the last byte. */
  timeoutMs: number;
  signal?: CancelSignal;
}

/** In milliseconds, to a tenth. Null where a connection was reused or the phase not reached. */
export interface Timings {
  dns_ms: number | null;
  connect_ms: number | null;
  tls_ms: number | null;
  /** From the beginning of the attempt to the first byte of the response. */
  first_byte_ms: number | null;
  total_ms: number;
}

export interface Answer {
  kind: 'answered';
  statusCode: number;
  /** Names in lower case; a header sent several times is joined with `, `. */
  headers: Record<string, string>;
  /**
   * What was read of the body, up to 64 KiB, as text: invalid UTF-8 and NUL (which PostgreSQL cannot store) are
   * U+FFFD. Empty when the body is compressed, since nothing is ever inflated.
   */
  body: string;
  /** The body had more than `body` shows: over the limit, broken off, past the deadline, or compressed. */
  truncated: boolean;
  timings: Timings;
}

export type SendResult = Answer | (Failure & { timings: Timings });

/** Settles exactly once; whatever undici reports afterwards is ignored. */
export class Exchange implements Dispatcher.DispatchHandler {
  settled = false;
  /** The request as undici wants it. */
  readonly options: Dispatcher.DispatchOptions;
  /** Set when this exchange needed a connection of its own to be opened. */
  opening: Opening | null = null;
  /** Whose connection carries this exchange; told as soon as it has its result. */
  carrier: { noteSettled(): void } | null = null;
  /** The exchange that waits behind this one for a connection. */
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
    // An interim response (102, 103): the answer is still to come.
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
    // An answer counts by its status line: a body that breaks off is only cut short.
    if (this.#statusCode === 0) {
      this.#fail(describeError(error, this.#host));
    } else {
      this.#answer(true);
    }
    // Where the whole client was destroyed, a connection may still be opening.
    this.#abort();
  }

  /** The signal's listener: the attempt is given up, even if an answer has begun. */
  handleEvent(): void {
    this.#fail({ kind: 'canceled', error: { code: 'canceled', message: 'The request was canceled.' } });
    this.#abort();
  }

  /** The deadline has passed: what has been answered until now is the answer. */
  expire(): void {
    if (this.#statusCode === 0) {
      const phase = this.#controller === null ? (this.opening?.phase ?? 'answer') : 'answer';
      const message = `${this.#host} ${TIMEOUT_MESSAGES[phase]} within ${this.#request.timeoutMs / 1000} s.`;
      this.#fail({ kind: 'timed_out', error: { code: 'timeout', message } });
    } else {
      this.#answer(true);
    }
    this.#abort();
  }

  #keep(chunk: Buffer): void {
    if (this.#bodyBytes === 0) {
      // Nearly every body comes in one piece.
      this.#body = chunk;
      return;
    }
    // One buffer for all: kept one by one, 64 KiB sent byte by byte would weigh as many objects.
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
    // Its client keeps hold of this exchange until the next one.
    this.#body = null;
    this.carrier?.noteSettled();
    this.#resolve(result);
  }

  /** Drops the connection, or the attempt at one. Called once settled, so that the error this causes says nothing. */
  #abort(): void {
    this.opening?.abandon();
    this.#controller?.abort(new Error('no longer wanted'));
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
  answer: 'did not answer',
};

/**
 * Timers run before sockets are read: after the process was held up, an answer that came in time may still lie in a
 * socket, and is taken first.
 */
function expireSoon(exchange: Exchange): void {
  setImmediate(() => exchange.settled || exchange.expire());
}

/** Changes undici's object, which is not used by anyone else. */
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
