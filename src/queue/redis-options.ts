// The connection to Redis: one server by URL, or the primary that Sentinels name.
import type { RedisOptions } from 'ioredis';

export type ConnectionOptions = Pick<
  RedisOptions,
  | 'host'
  | 'port'
  | 'username'
  | 'password'
  | 'db'
  | 'tls'
  | 'sentinels'
  | 'name'
  | 'sentinelPassword'
  | 'sentinelTLS'
  | 'enableTLSForSentinelMode'
>;

/** What a URL cannot contain. */
export interface RedisExtras {
  /** Certificates of the authorities that Redis's certificate may be signed by, as PEM. Undefined: those of Node.js. */
  ca?: string | undefined;
  sentinels?:
    | { hosts: { host: string; port: number }[]; name: string; password?: string | undefined }
    | undefined;
}

/**
 * An options object, because ioredis ignores TLS options beside a `rediss://` URL. With Sentinels, only user, password,
 * database and scheme of the URL count.
 */
export function toRedisOptions(url: string, { ca, sentinels }: RedisExtras = {}): ConnectionOptions {
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(url);
  const database = searchParams.get('db') ?? pathname.slice(1);
  const tls = protocol === 'rediss:' ? { ...(ca !== undefined && { ca }) } : undefined;
  return {
    ...(sentinels === undefined
      ? { host: hostname.replace(/^\[|\]$/g, '') || '127.0.0.1', port: port === '' ? 6379 : Number(port) }
      : {
          sentinels: sentinels.hosts,
          name: sentinels.name,
          ...(sentinels.password !== undefined && { sentinelPassword: sentinels.password }),
          ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: tls }),
        }),
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(database !== '' && { db: Number(database) }),
    ...(tls && { tls }),
  };
}
