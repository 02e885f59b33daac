// Reads the URL of a proxy.
export interface Proxy {
  hostname: string;
  port: number;
  /** The value of `proxy-authorization`; null without a user in the URL. */
  authorization: string | null;
  /** Whether ALLOWED_TARGET_HOSTS must allow its addresses: a user of the API has chosen it. */
  isGuarded: boolean;
}

const HTTP_PORT = 80;

// More than one @ would leave open which part is the password.
const FORM = /^http:\/\/(?:[^@/?#\s]*@)?[^@/?#\s]+\/?$/;

/** Null unless the URL is `http://host:port` with an optional user and password. */
export function readProxy(text: string, isGuarded = true): Proxy | null {
  const url = FORM.test(text) ? URL.parse(text) : null;
  if (url === null) return null;
  const { hostname, port, username, password } = url;
  try {
    const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return {
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? HTTP_PORT : Number(port),
      authorization: username === '' ? null : `Basic ${Buffer.from(user).toString('base64')}`,
      isGuarded,
    };
  } catch {
    return null;
  }
}
