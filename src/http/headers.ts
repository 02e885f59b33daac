// Validates request headers: those of a job, and those that are sent.

const MAX_HEADERS = 50;
/** Limit of names and values together, before and after templates are filled in. */
export const MAX_HEADERS_BYTES = 16 * 1024;

// RFC 9110: token (5.6.2) and field value (5.5). Values are sent as Latin-1.
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

// Headers that frame the message or belong to the connection. A job that sets them could smuggle a second request.
const CONNECTION_HEADERS = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'upgrade', 'te', 'trailer'],
  ...['expect', 'http2-settings'],
]);

export interface HeaderProblem {
  /** The header name as written. Null for a problem of all headers together. */
  name: string | null;
  /** A predicate that follows "this header …" or "the headers …", without a final full stop. */
  detail: string;
}

/**
 * Checks the headers of a job: at most 50, at most 16 KiB in total (names and values), valid names and values, no header
 * that the service or the connection sets. Refuses names that differ only in case, or in `_` and `-`: many targets read
 * them as the same header.
 */
export function checkHeaders(headers: Readonly<Record<string, unknown>>): HeaderProblem[] {
  const entries = Object.entries(headers);
  if (entries.length > MAX_HEADERS) {
    return [{ name: null, detail: `must have at most ${MAX_HEADERS} entries` }];
  }
  const problems: HeaderProblem[] = [];
  const seen = new Set<string>();
  let bytes = 0;
  for (const [name, value] of entries) {
    const folded = foldName(name);
    const detail = seen.has(folded) ? 'is present twice' : checkHeader(name, folded, value);
    if (detail !== null) {
      problems.push({ name, detail });
    }
    seen.add(folded);
    bytes += name.length + (typeof value === 'string' ? value.length : 0);
  }
  if (bytes > MAX_HEADERS_BYTES) {
    problems.push({ name: null, detail: 'must have at most 16 KiB in total' });
  }
  return problems;
}

/** Lower case, with `-` for `_`: CGI, WSGI and many proxies do not tell them apart. */
function foldName(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

// A bounded cache by header name: almost every request has the same names.
const MAX_NAMES = 2_000;
const problemsByName = new Map<string, string | null>();

/** Checks a header right before it is sent. Stored jobs can be damaged, and templates insert text. */
export function checkSentHeader(name: string, value: string): string | null {
  let problem = problemsByName.get(name);
  if (problem === undefined) {
    if (problemsByName.size >= MAX_NAMES) problemsByName.clear();
    problem = checkName(name, foldName(name));
    problemsByName.set(name, problem);
  }
  return problem ?? (VALUE.test(value) ? null : INVALID_VALUE);
}

const INVALID_VALUE =
  'has a value with invalid characters: remove line breaks, control characters and characters outside Latin-1';

function checkName(name: string, folded: string): string | null {
  if (!NAME.test(name)) {
    return 'is not a valid header name: use letters, digits and hyphens';
  }
  if (CONNECTION_HEADERS.has(folded) || folded.startsWith('proxy-')) {
    return 'is set by the connection and cannot be set by a job';
  }
  return null;
}

function checkHeader(name: string, folded: string, value: unknown): string | null {
  const problem = checkName(name, folded);
  if (problem !== null) {
    return problem;
  }
  if (folded === 'traceparent' || folded.startsWith('webhook-') || folded.startsWith('scheduler-')) {
    return 'is set by the service and cannot be set by a job';
  }
  if (typeof value !== 'string') {
    return 'must have a string value';
  }
  return VALUE.test(value) ? null : INVALID_VALUE;
}
