// Reads a target URL by the rules that hold whatever the allow-list says.

/** The longest target, in UTF-16 code units as written. */
const MAX_TARGET_LENGTH = 2083;

// A URL is read by several parsers on its way (ours, a proxy's, a log reader's). These forms are the ones on
// which parsers disagree about the host, so they are refused rather than repaired as `new URL` would.
const CONTROL_OR_BACKSLASH = /[\u0000-\u001f\u007f\\]/;
const HTTP_URL = /^https?:\/\/[^/?#]/i;
const USER_INFO = /^https?:\/\/[^/?#]*@/i;

// One label of a name: letters, digits, hyphens inside; underscores, since container networks use them.
const NAME =
  /^(?!.{254})(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

export interface TargetUrl {
  /** Scheme, host and port, as undici wants it: `https://api.example.com:8443`. */
  origin: string;
  /** Path and query, never empty, without the fragment. */
  path: string;
  /** Lower case, punycode, no trailing dot; an IPv6 address without brackets. */
  hostname: string;
  port: number;
}

/** Whether the text has the form of a host name as `new URL` leaves it, at most 253 characters. A dotted quad passes too. */
export function isHostName(text: string): boolean {
  return NAME.test(text);
}

/**
 * Takes a target apart (behaviour.md, "Job": absolute http or https, at most 2083 characters, no user info). Parsed
 * once by `new URL`; what is returned is what is checked and what is sent, so no second reading can differ.
 * Returns one sentence that says what is wrong when it is refused.
 */
export function readTargetUrl(target: string): TargetUrl | string {
  if (target.length > MAX_TARGET_LENGTH) {
    return `The target is longer than ${MAX_TARGET_LENGTH} characters.`;
  }
  if (CONTROL_OR_BACKSLASH.test(target)) {
    return 'The target contains a backslash or a control character; percent-encode it.';
  }
  if (target !== target.trim()) {
    return 'The target begins or ends with a blank.';
  }
  if (!HTTP_URL.test(target)) {
    return 'The target must be an absolute URL that begins with http:// or https:// and a host.';
  }
  if (USER_INFO.test(target)) {
    return 'The target must not contain a user name or password; put credentials into a header.';
  }
  const url = URL.parse(target);
  if (url === null) {
    return 'The target is not a valid URL; check its host and port.';
  }
  const host = url.hostname;
  const hostname = host.startsWith('[') ? host.slice(1, -1) : host.replace(/\.$/, '');
  if (!host.startsWith('[') && !isHostName(hostname)) {
    return `The target's host ${hostname} is not a valid host name.`;
  }
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  if (port === 0) {
    return 'The port of the target must lie between 1 and 65535.';
  }
  // With its trailing dot a name would have its own connections, and no certificate that fits.
  if (host.endsWith('.')) {
    url.hostname = hostname;
  }
  return { origin: url.origin, path: url.pathname + url.search, hostname, port };
}
