// Decides which request headers a job may set.

const MAX_HEADERS = 50;
const MAX_HEADERS_BYTES = 16 * 1024;

// RFC 9110, 5.6.2 token, and 5.5 field value. Values go out as latin1; nothing wider has a meaning on the wire.
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

// They frame the message or belong to one connection: set by a job they could smuggle a second request.
const OF_THE_CONNECTION = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'upgrade', 'te', 'trailer'],
  ...['expect', 'http2-settings'],
]);

export interface HeaderProblem {
  /** As the job wrote it; null where all headers together are meant. */
  name: string | null;
  /** Completes "this header …" or, for null, "the headers …", without a full stop. */
  detail: string;
}

/**
 * Checks the headers of a job (behaviour.md, "Job", `headers`): at most 50 and 16 KiB together (names and values),
 * legal names and values, none that the service or the connection sets. Names that differ only in case are one header
 * twice, which is refused: which one wins would be chance.
 */
export function checkHeaders(headers: Readonly<Record<string, unknown>>): HeaderProblem[] {
  const entries = Object.entries(headers);
  if (entries.length > MAX_HEADERS) {
    return [{ name: null, detail: `must be at most ${MAX_HEADERS}` }];
  }
  const problems: HeaderProblem[] = [];
  const seen = new Set<string>();
  let bytes = 0;
  for (const [name, value] of entries) {
    const lowerCased = name.toLowerCase();
    const detail = seen.has(lowerCased) ? 'is given twice' : checkHeader(name, lowerCased, value);
    if (detail !== null) {
      problems.push({ name, detail });
    }
    seen.add(lowerCased);
    bytes += name.length + (typeof value === 'string' ? value.length : 0);
  }
  if (bytes > MAX_HEADERS_BYTES) {
    problems.push({ name: null, detail: 'must not be longer than 16 KiB together' });
  }
  return problems;
}

function checkHeader(name: string, lowerCased: string, value: unknown): string | null {
  if (!NAME.test(name)) {
    return 'has a name that is not a legal header name';
  }
  if (OF_THE_CONNECTION.has(lowerCased) || lowerCased.startsWith('proxy-')) {
    return 'is set by the connection and cannot be set by a job';
  }
  if (
    lowerCased === 'traceparent' ||
    lowerCased.startsWith('webhook-') ||
    lowerCased.startsWith('scheduler-')
  ) {
    return 'is set by the service and cannot be set by a job';
  }
  if (typeof value !== 'string') {
    return 'must have a string as its value';
  }
  if (!VALUE.test(value)) {
    return 'has a value with characters that a header cannot carry (line breaks, control characters, beyond Latin-1)';
  }
  return null;
}
