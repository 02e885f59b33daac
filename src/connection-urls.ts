// Checks the connection URLs of PostgreSQL, Redis and SMTP, without showing secrets in messages.
import { accessSync, constants } from 'node:fs';

const POSTGRES_FORM = 'postgresql://user:password@host:5432/database';
const REDIS_FORM = 'redis://:password@host:6379/0';

/** What is wrong with POSTGRES_URL, with the fix. Undefined: nothing. */
export function findPostgresUrlFault(text: string): string | undefined {
  if (/^jdbc:/i.test(text)) return `must be written without “jdbc:”, such as ${POSTGRES_FORM}`;
  if (!/^postgres(ql)?:\/\//.test(text)) return `must be a URL such as ${POSTGRES_FORM}`;
  const parts = splitUrl(text);
  return (
    findEncodingFault(parts) ??
    // Without a host, the host is in a parameter, such as the directory of a Unix socket.
    findServerFault(text.replace(/@(?=[/?]|$)/, '@localhost'), parts, POSTGRES_FORM) ??
    findParameterFault(new URLSearchParams(parts.query))
  );
}

/** What is wrong with REDIS_URL, with the fix. Undefined: nothing. */
export function findRedisUrlFault(text: string): string | undefined {
  if (!/^rediss?:\/\//.test(text)) return `must be a URL such as ${REDIS_FORM}`;
  const parts = splitUrl(text);
  const fault = findEncodingFault(parts) ?? findServerFault(text, parts, REDIS_FORM);
  if (fault !== undefined) return fault;
  // `redis://password@host` names a user, whose password is empty.
  const user = /^([^@]*)@/.exec(parts.authority)?.[1];
  if (user !== undefined && user !== '' && !user.includes(':'))
    return `has a user without a password: write a password after a colon, such as ${REDIS_FORM}`;
  const database = new URLSearchParams(parts.query).get('db') ?? '';
  const areNumbers = /^\/?$|^\/\d{1,5}$/.test(parts.path) && /^\d{0,5}$/.test(database);
  return areNumbers ? undefined : `must end in the number of a database, such as ${REDIS_FORM}`;
}

/** What is wrong with TARGET_PROXY_URL, with the fix. Undefined: nothing. */
export function findProxyUrlFault(text: string): string | undefined {
  const form = 'http://user:password@proxy:3128';
  if (!/^http:\/\//.test(text)) return `must be a URL such as ${form}`;
  const parts = splitUrl(text);
  const fault = findEncodingFault(parts) ?? findServerFault(text, parts, form);
  if (fault !== undefined) return fault;
  return /^\/?$/.test(parts.path) && parts.query === ''
    ? undefined
    : `must end after the port, such as ${form}`;
}

const SMTP_FORM = 'smtp://user:password@host:587';

/** What is wrong with SMTP_URL, with the fix. Undefined: nothing. */
export function findSmtpUrlFault(text: string): string | undefined {
  if (!/^smtps?:\/\//.test(text)) return `must be a URL such as ${SMTP_FORM}`;
  const parts = splitUrl(text);
  return findEncodingFault(parts) ?? findServerFault(text, parts, SMTP_FORM);
}

/** What is wrong with HOST, with the fix. Undefined: nothing. */
export function findHostFault(text: string): string | undefined {
  if (text === '*') return 'must be an address; for all addresses of this machine, write 0.0.0.0';
  if (text.includes('://')) return 'must be an address or a host name, not a URL';
  if (/^[^:]+:\d+$|^\[.*\]:\d+$/.test(text)) return 'must be an address or a host name; set the port in PORT';
  if (/^\[.*\]$/.test(text)) return `must be written without brackets: ${text.slice(1, -1)}`;
  return /[\s/?#@,]/.test(text) ? 'must be an address or a host name' : undefined;
}

/** What is wrong with REDIS_HOST, with the fix. Undefined: nothing. */
export function findRedisHostFault(text: string): string | undefined {
  if (text.includes('://')) return 'must be a host name only; to set a URL, use REDIS_URL';
  if (/^\[?[^[\]:]+\]?:\d+$/.test(text) || /^\[.*\]:\d+$/.test(text))
    return 'must be a host name only; set the port in REDIS_PORT';
  if (!URL.canParse(`redis://${bracketHost(text)}:6379`) || /[/?#@,\s]/.test(text))
    return 'must be a host name or an IP address';
  return undefined;
}

/** An IPv6 address needs brackets in a URL. */
export function bracketHost(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

/** Host and port of a connection URL, or the directory of its Unix socket. */
export function showServer(text: string): string {
  const { authority, query } = splitUrl(text);
  const host = new URLSearchParams(query).get('host');
  const server = authority.slice(authority.lastIndexOf('@') + 1);
  return host ?? (server === '' ? 'localhost' : decodeURIComponent(server));
}

interface UrlParts {
  authority: string;
  path: string;
  query: string;
}

function splitUrl(text: string): UrlParts {
  const [, rest = ''] = /^\w+:\/\/(.*)$/s.exec(text) ?? [];
  const [address] = rest.split('?', 1) as [string];
  const [authority] = address.split('/', 1) as [string];
  return { authority, path: address.slice(authority.length), query: rest.slice(address.length + 1) };
}

/** Characters that end a part of a URL would silently change the host and the password. */
function findEncodingFault({ authority, path, query }: UrlParts): string | undefined {
  const fault = (character: string, code: string) =>
    `has a “${character}” in the user or password: percent-encode it as ${code}`;
  if ([authority, path, query].some((part) => part.includes('#'))) return fault('#', '%23');
  const hasUser = authority.includes('@');
  if (path.includes('@')) return fault('/', '%2F');
  if (!hasUser && query.includes('@')) return fault('?', '%3F');
  if (!hasUser) return undefined;
  const user = authority.slice(0, authority.lastIndexOf('@'));
  if (/\s/.test(user)) return fault(' ', '%20');
  try {
    decodeURIComponent(user);
  } catch {
    return fault('%', '%25');
  }
  return undefined;
}

function findServerFault(text: string, { authority }: UrlParts, form: string): string | undefined {
  const server = authority.slice(authority.lastIndexOf('@') + 1);
  if (server.includes(',')) return `must name one host: several hosts are not supported, so set ${form}`;
  if (!server.startsWith('[') && server.split(':').length > 2)
    return 'must have brackets around an IPv6 address, such as [::1]';
  const [, port] = server.slice(server.lastIndexOf(']') + 1).split(':');
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    return 'must have a port from 1 to 65535 after the host';
  return URL.canParse(text) ? undefined : `must be a URL such as ${form}`;
}

const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];

function findParameterFault(parameters: URLSearchParams): string | undefined {
  for (const name of ['schema', 'currentSchema']) {
    if (parameters.has(name))
      return `has the parameter ${name}, which PostgreSQL does not know: set POSTGRES_SCHEMA`;
  }
  const mode = parameters.get('sslmode');
  if (mode !== null && !SSL_MODES.includes(mode)) {
    return `has an unknown sslmode: use ${SSL_MODES.slice(0, -1).join(', ')}`;
  }
  for (const name of ['sslrootcert', 'sslcert', 'sslkey']) {
    const file = parameters.get(name);
    if (file === null || (name === 'sslrootcert' && file === 'system')) continue;
    try {
      accessSync(file, constants.R_OK);
    } catch {
      return `names a file that cannot be read: ${name}=${file}`;
    }
  }
  if (mode === 'verify-ca' && !parameters.has('sslrootcert'))
    return 'needs sslrootcert=<file> for sslmode=verify-ca';
  return undefined;
}
