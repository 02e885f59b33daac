// Parses a target URL and checks the rules that do not depend on the allow-list.

/** Maximum length of a target, in UTF-16 code units. */
const MAX_TARGET_LENGTH = 2083;

// Several parsers read a URL (this service, proxies, log tools). They disagree about the host in these forms, so the
// service refuses them instead of normalizing them as `new URL` does.
const CONTROL_OR_BACKSLASH = /[\u0000-\u001f\u007f\\]/;
const HTTP_URL = /^https?:\/\/[^/?#]/i;
const TEMPLATE_IN_HOST = /^https?:\/\/[^/?#]*\{\{/i;
const USER_INFO = /^https?:\/\/[^/?#]*@/i;

// Labels of letters, digits and inner hyphens; also underscores, which container networks use.
const NAME =
  /^(?!.{254})(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

export interface TargetUrl {
  /** Scheme, host and port: `https://api.example.com:8443`. */
  origin: string;
  /** Path and query, never empty, without the fragment. */
  path: string;
  /** Lower case, punycode, no trailing dot; an IPv6 address without brackets. */
  hostname: string;
  port: number;
}

/** Whether the text is a normalized host name of at most 253 characters. Dotted quads pass too. */
export function isHostName(text: string): boolean {
  return NAME.test(text);
}

/**
 * Parses a target: absolute http or https, at most 2083 characters, without user name and password. Parsed once by
 * `new URL`: the returned parts are checked and sent, so no second parser can disagree. Returns an error message as a
 * string if the target is invalid.
 */
export function parseTargetUrl(target: string): TargetUrl | string {
  if (target.length > MAX_TARGET_LENGTH) {
    return `The target must have at most ${MAX_TARGET_LENGTH} characters.`;
  }
  if (CONTROL_OR_BACKSLASH.test(target)) {
    return 'The target must not contain a backslash or a control character; percent-encode it.';
  }
  if (target !== target.trim()) {
    return 'The target must not start or end with white space.';
  }
  if (!HTTP_URL.test(target)) {
    const nearest = findUrl(target);
    const advice = nearest === undefined ? '' : `; write "${nearest}"`;
    return `The target must be an absolute URL that starts with http:// or https:// and a host${advice}.`;
  }
  if (USER_INFO.test(target)) {
    return 'The target must not contain a user name or password; send credentials in a header.';
  }
  if (TEMPLATE_IN_HOST.test(target)) {
    return 'The host of the target must not contain a template; templates are replaced in the path and the query.';
  }
  const url = URL.parse(target);
  if (url === null) {
    return `The target is not a valid URL; ${adviseUrl(target)}.`;
  }
  const host = url.hostname;
  const hostname = host.startsWith('[') ? host.slice(1, -1) : host.replace(/\.$/, '');
  if (!host.startsWith('[') && !isHostName(hostname)) {
    return `The host ${hostname} of the target is not a valid host name.`;
  }
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  if (port === 0) {
    return 'The port of the target must be between 1 and 65535.';
  }
  // A trailing dot would create a separate connection pool, and certificates do not match it.
  if (host.endsWith('.')) {
    url.hostname = hostname;
  }
  return { origin: url.origin, path: url.pathname + url.search, hostname, port };
}

/** The URL that a text without http:// in front, or with other text around it, most likely means. */
function findUrl(text: string): string | undefined {
  const within = /https?:\/\/[^\s"'<>`]+/i.exec(text)?.[0];
  if (within !== undefined) return usable(within);
  const host = /^["'<]?(?:https?:?\/*|htt?ps?:\/\/|\/\/)?([a-z0-9_[][^\s"'<>@]{0,500})["'>]?$/i.exec(
    text,
  )?.[1];
  if (host === undefined || /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(host)) return undefined;
  const isLocal = /^(?:localhost|127\.|\[|[^./:]+:\d)/i.test(host);
  const isName =
    /^(?:localhost|[\w-]+(?:\.[\w-]+)+|[\w-]+(?=:\d)|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:[/?#]|$)/i.test(host);
  return isName ? usable(`${isLocal ? 'http' : 'https'}://${host}`) : undefined;
}

function usable(url: string): string | undefined {
  // With a scheme and a host the URL gets no advice of its own.
  return HTTP_URL.test(url) && typeof parseTargetUrl(url) !== 'string' ? url : undefined;
}

function adviseUrl(target: string): string {
  const [, authority = ''] = /^https?:\/\/([^/?#]*)/i.exec(target) ?? [];
  if (/\s/.test(authority)) return 'remove the space in its host';
  const port = /:(\d+)$/.exec(authority)?.[1];
  if (!authority.startsWith('[') && authority.split(':').length > 2)
    return 'write an IPv6 address in brackets, such as http://[::1]:8080/';
  if (port !== undefined && Number(port) > 65_535) return `its port ${port.slice(0, 10)} is above 65535`;
  return 'check its host and port';
}
