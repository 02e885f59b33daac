// Parses the head of an HTTP/1 response: status line, headers and length of the body.

/** Maximum size of a head together with the interim responses before it. A larger one is cut off. */
export const MAX_HEAD_BYTES = 64 * 1024;

/** Headers beyond this size are not kept, except those that the service reads. */
const KEPT_HEADER_BYTES = 16 * 1024;
/** A header that is kept beyond that size is cut. */
export const KEPT_VALUE_CHARACTERS = 2_048;
const ALWAYS_KEPT = /^(content-(type|encoding)|location|retry-after|scheduler-retry)$/;

/** Idle time of a connection without a Keep-Alive header. */
const DEFAULT_IDLE_MS = 4_000;
/** Limits what a target may offer, so that addresses are checked again. */
const MAX_IDLE_MS = 60_000;
/** Subtracted from the offer, so that the target does not close the connection while a request is on its way. */
const IDLE_MARGIN_MS = 2_000;

export interface ResponseHead {
  statusCode: number;
  /** Names in lower case. Repeated headers are joined with `, `. */
  headers: Record<string, string>;
  /** Number of body bytes; or chunks; or everything until the target closes the connection. */
  body: number | 'chunked' | 'until close';
  /** Content and transfer codings in lower case, in the order in which they were applied. */
  codings: readonly string[];
  /** Time in milliseconds that the connection may be idle after this response; 0: it must be closed. */
  idleMs: number;
}

const STATUS_LINE = /^HTTP\/(\d)(?:\.(\d))?[ \t]+([1-9]\d\d)(?!\d)/;
const NO_CODINGS: readonly string[] = [];

/**
 * Parses leniently, because the status line decides: lines may end without CR, names and values may contain characters
 * that HTTP forbids, and lines that are not headers are ignored. This is safe because a connection executes one exchange
 * at a time and is closed if bytes follow the response.
 * @param text the head in Latin-1, without the empty line at its end
 * @returns if the head is not valid: the reason, a predicate that follows "the response"
 */
export function parseHead(text: string, method: string): ResponseHead | string {
  const status = STATUS_LINE.exec(text);
  if (status === null) return explainStart(text);
  const statusCode = Number(status[3]);
  const headers = parseHeaders(text);
  const length = parseLength(headers['content-length']);
  const transfer = headers['transfer-encoding'];
  const transferCodings = transfer === undefined ? NO_CODINGS : parseList(transfer);
  const isChunked = transferCodings.includes('chunked');
  const isBodyless = method === 'HEAD' || statusCode < 200 || statusCode === 204 || statusCode === 304;
  // RFC 9112, 6.3: a transfer coding overrides the length.
  if (typeof length === 'string' && !isChunked && !isBodyless) return length;
  // RFC 9110, 15.3.6: 205 has no content. Some targets announce neither this nor the end of the connection.
  const isUnannounced = statusCode === 205 && length === null && !isChunked;
  const isEmpty = isBodyless || isUnannounced;
  const body = isEmpty ? 0 : isChunked ? 'chunked' : typeof length === 'number' ? length : 'until close';
  // The next bytes may not be the next response.
  const isAmbiguous =
    isUnannounced || (isChunked && length !== null) || (isBodyless && (isChunked || length));
  return {
    statusCode,
    headers: text.length > KEPT_HEADER_BYTES ? keepFirst(headers) : headers,
    body,
    codings: listCodings(headers['content-encoding'], transferCodings),
    idleMs:
      body === 'until close' || isAmbiguous ? 0 : readIdleMs(status[1] === '1' && status[2] === '0', headers),
  };
}

/**
 * The reason why bytes cannot be the start of a response, or null. Tells early that a target does not speak HTTP: it may
 * wait for the client to speak.
 * @param text the bytes so far in Latin-1
 */
export function checkStart(text: string): string | null {
  if (!text.startsWith('HTTP/')) return 'HTTP/'.startsWith(text) ? null : explainStart(text);
  return text.includes('\n') && !STATUS_LINE.test(text) ? explainStart(text) : null;
}

function parseHeaders(text: string): Record<string, string> {
  const headers: Record<string, string> = {};
  let name = '';
  for (let start = text.indexOf('\n') + 1; start > 0; ) {
    const end = text.indexOf('\n', start);
    const line = end === -1 ? text.slice(start) : text.slice(start, end);
    start = end + 1;
    const first = line.charCodeAt(0);
    // A line that starts with white space continues the previous one (RFC 9112, 5.2).
    const isContinued = first === 0x20 || first === 0x09;
    const colon = isContinued ? 0 : line.indexOf(':');
    if (!isContinued) name = colon < 1 ? '' : line.slice(0, colon).trimEnd().toLowerCase();
    if (name === '') continue;
    const value = cleanValue(line.slice(isContinued ? 0 : colon + 1));
    const earlier: unknown = headers[name];
    const joined = typeof earlier === 'string' ? `${earlier}${isContinued ? ' ' : ', '}${value}` : value;
    setHeader(headers, name.includes('\0') ? name.replaceAll('\0', '\uFFFD') : name, joined);
  }
  return headers;
}

/** `__proto__` is a legal header name, but assigning it would set the prototype. */
export function setHeader(headers: Record<string, string>, name: string, value: string): void {
  if (name === '__proto__') {
    Object.defineProperty(headers, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    headers[name] = value;
  }
}

/** RFC 9110, 5.5: CR and NUL within a value are replaced with a space. PostgreSQL cannot store NUL. */
function cleanValue(value: string): string {
  const trimmed = value.trim();
  return /[\0\r]/.test(trimmed) ? trimmed.replaceAll(/[\0\r]/g, ' ') : trimmed;
}

/** Null if there is no length. Equal repeated lengths count as one (RFC 9112, 6.3). */
function parseLength(value: string | undefined): number | null | string {
  if (value === undefined || value === '') return null;
  if (/^\d+$/.test(value)) return Number(value);
  const lengths = new Set(parseList(value));
  const [first = '', second] = lengths;
  if (second !== undefined) return `has two different lengths (content-length: ${quote(value)})`;
  return /^\d+$/.test(first) ? Number(first) : `has an invalid length (content-length: ${quote(value)})`;
}

function parseList(value: string): string[] {
  return value
    .toLowerCase()
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function listCodings(content: string | undefined, transfer: readonly string[]): readonly string[] {
  if (content === undefined && transfer.length < 2) return NO_CODINGS;
  return [
    ...(content === undefined ? [] : parseList(content)),
    ...transfer.filter((coding) => coding !== 'chunked'),
  ];
}

function readIdleMs(isHttp10: boolean, headers: Record<string, string>): number {
  const { connection } = headers;
  const options = connection === undefined ? NO_CODINGS : parseList(connection);
  if (options.includes('close') || (isHttp10 && !options.includes('keep-alive'))) return 0;
  const offer = /\btimeout=(\d+)/i.exec(headers['keep-alive'] ?? '')?.[1];
  if (offer === undefined) return DEFAULT_IDLE_MS;
  return Math.max(0, Math.min(Number(offer) * 1_000 - IDLE_MARGIN_MS, MAX_IDLE_MS));
}

function keepFirst(headers: Record<string, string>): Record<string, string> {
  let bytes = 0;
  const kept = Object.entries(headers).filter(([name, value]) => {
    const size = name.length + value.length;
    if (bytes + size > KEPT_HEADER_BYTES) return ALWAYS_KEPT.test(name);
    bytes += size;
    return true;
  });
  return Object.fromEntries(
    kept.map(([name, value]) => [
      name,
      ALWAYS_KEPT.test(name) ? value.slice(0, KEPT_VALUE_CHARACTERS) : value,
    ]),
  );
}

function explainStart(text: string): string {
  if (/^\0\0[^]\x04[^]\0\0\0\0/.test(text) || text.startsWith('PRI * HTTP/2')) {
    return 'is HTTP/2, but the service speaks HTTP/1.1';
  }
  if (/^[\x14-\x17]\x03[\0-\x04]/.test(text)) return 'is TLS: the target needs https://';
  const [line = ''] = text.split(/[\r\n]/, 1);
  return `starts with ${quote(line)} instead of a status line such as "HTTP/1.1 200 OK"`;
}

const MAX_QUOTED = 60;

/** Bytes of the target in a message: one line, short, visible ASCII. */
function quote(text: string): string {
  const visible = text.slice(0, MAX_QUOTED).replaceAll(/[^\x20-\x7e]/g, '?');
  return `"${visible}${text.length > MAX_QUOTED ? '…' : ''}"`;
}
