// One request in flight: combines the response, the time limit and cancellation into one result.
import type { CancelSignal } from './cancellation.ts';
import type { Opening } from './connection.ts';
import { describeError, describeInvalidResponse, type Failure } from './failures.ts';
import type { ResponseHead } from './response-head.ts';
import type { ResponseSink } from './response-reader.ts';
import { decodeText, decompress, isCompressed } from './response-text.ts';
import type { TransportSettings } from './transport.ts';

/** Maximum number of response body bytes that are read, and that a compressed body is decompressed to. */
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
  /**
   * Whether the target may get the request twice. If a kept connection is closed before any byte of a response, the
   * request is then sent once more, on a new connection: the target closed it while the request was on its way, or, which
   * looks the same, after the request had arrived. A request that must not be repeated gets a new connection.
   */
  mayRepeat: boolean;
  /** Certificates and a proxy of its own. Requests with the same object share connections. */
  transport?: TransportSettings | undefined;
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
  /** Up to 64 KiB of the body, decompressed, as text: see decodeText. */
  body: string;
  /** The response is incomplete: over the limit, connection lost, time limit reached. */
  truncated: boolean;
  timings: Timings;
}

export type SendResult = Answer | (Failure & { timings: Timings });

/** The connection that executes an exchange. */
interface Carrier {
  /** Counts what has arrived as the response. Returns false if no status line has arrived. */
  cutOff(): boolean;
  /** Closes the connection, open or opening. */
  abort(): void;
}

/** Settles exactly once and ignores later calls. */
export class Exchange implements ResponseSink {
  settled = false;
  readonly request: OutboundRequest;
  /** The head of the request, to be sent in Latin-1. */
  readonly head: string;
  /** Set if this exchange had to open a connection. */
  opening: Opening | null = null;
  carrier: Carrier | null = null;
  /** The next exchange in the list of exchanges that wait for a connection. */
  nextWaiting: Exchange | null = null;
  #host: string;
  #resolve: (result: SendResult) => void;
  #timer: NodeJS.Timeout;
  #startedAt = performance.now();
  #firstByteAt: number | null = null;
  #head: ResponseHead | null = null;
  #body: Buffer | null = null;
  #bodyBytes = 0;

  constructor(request: OutboundRequest, head: string, host: string, resolve: (result: SendResult) => void) {
    this.request = request;
    this.head = head;
    this.#host = host;
    this.#resolve = resolve;
    this.#timer = setTimeout(expireSoon, request.timeoutMs, this);
    request.signal?.addEventListener('abort', this);
  }

  onFirstByte(): void {
    this.#firstByteAt = performance.now();
  }

  onHead(head: ResponseHead): void {
    this.#head = head;
  }

  onBody(chunk: Buffer): void {
    if (this.settled) return;
    const keptBytes = Math.min(chunk.length, MAX_BODY_BYTES - this.#bodyBytes);
    this.#keep(chunk.subarray(0, keptBytes));
    this.#bodyBytes += keptBytes;
    if (keptBytes < chunk.length) {
      this.#answer(true);
      this.carrier?.abort();
    }
  }

  onEnd(isComplete: boolean): void {
    this.#answer(!isComplete);
  }

  onInvalid(reason: string): void {
    this.fail(describeInvalidResponse(reason, this.#host));
  }

  /** The connection failed or was closed before a response. */
  onError(error: Error): void {
    this.fail(describeError(error, this.#host));
  }

  /** Called on cancellation: aborts the attempt, even if the response has started. */
  handleEvent(): void {
    this.fail({ kind: 'canceled', error: { code: 'canceled', message: 'The request was canceled.' } });
    this.carrier?.abort();
  }

  /** Called at the time limit: a response that has started counts as far as it was received. */
  expire(): void {
    if (this.carrier?.cutOff() !== true) {
      const phase = this.opening?.phase ?? 'response';
      const message = `${this.#host} ${TIMEOUT_MESSAGES[phase]} within ${this.request.timeoutMs / 1000} s.`;
      this.fail({ kind: 'timed_out', error: { code: 'timeout', message } });
    }
    this.carrier?.abort();
  }

  fail(failure: Failure): void {
    if (this.#stop()) this.#resolve({ ...failure, timings: this.#timings() });
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

  #answer(isCut: boolean): void {
    const head = this.#head;
    if (head === null || !this.#stop()) return;
    const { statusCode, headers, codings } = head;
    const body = this.#body?.subarray(0, this.#bodyBytes) ?? null;
    // Free the body: the connection may keep a reference to this exchange.
    this.#body = null;
    const answer = { kind: 'answered', statusCode, headers, timings: this.#timings() } as const;
    const resolve = (bytes: Buffer | null, truncated: boolean) => {
      const text = bytes === null ? '' : decodeText(bytes, headers['content-type']);
      this.#resolve({ ...answer, body: text, truncated });
    };
    if (body === null || !isCompressed(codings)) return resolve(body, isCut);
    void decompress(body, codings, MAX_BODY_BYTES).then((result) =>
      resolve(result.body, isCut || result.isCut),
    );
  }

  /** Returns false if the exchange has settled before. */
  #stop(): boolean {
    if (this.settled) return false;
    this.settled = true;
    clearTimeout(this.#timer);
    this.request.signal?.removeEventListener('abort', this);
    return true;
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

function toTenths(milliseconds: number): number;
function toTenths(milliseconds: number | null): number | null;
function toTenths(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds * 10) / 10;
}
