// The schema of the environment variables: format and default of each.
import { createHash } from 'node:crypto';
import { accessSync, constants, statSync } from 'node:fs';
import { z } from 'zod';
import '../openapi/schemas/messages.ts';
import { Role } from '../openapi/schemas/session.ts';
import {
  findHostFault,
  findPostgresUrlFault,
  findProxyUrlFault,
  findRedisHostFault,
  findRedisUrlFault,
  findSmtpUrlFault,
} from './connection-urls.ts';
import { HIDDEN } from './text/hidden-characters.ts';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
/** Advice for a number with a unit, and for the URL that Kubernetes sets for a Service with the name of a setting. */
function adviseNumber(text: unknown): string {
  if (typeof text !== 'string') return '';
  if (/^tcp:\/\//.test(text))
    return '; Kubernetes sets this for a Service of this name: set enableServiceLinks to false';
  const [, number] = /^(\d{1,9})\s?(?:s|sec|seconds?|d|days?)$/i.exec(text) ?? [];
  return number === undefined ? '' : `; write ${number}`;
}

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, {
      error: ({ input }) => `must be a whole number from ${min} to ${max}${adviseNumber(input)}`,
    })
    .transform(Number)
    .pipe(z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));

/** Text without blanks around it, in which `findFault` finds nothing wrong. */
const checked = (findFault: (text: string) => string | undefined) =>
  z
    .string()
    .trim()
    .superRefine((text, ctx) => {
      const message = findFault(text);
      if (message !== undefined) ctx.addIssue({ code: 'custom', message });
    });

/** First segments of the API's own paths: one below them could not be told from a path without the base path. */
const API_SEGMENTS =
  /^\/(?:alerts|assets|audit|channels|credentials|docs|events|healthz|interruptions|jobs|metrics|notices|notification-rules|objectives|occurrences|openapi\.json|pause|readyz|resume|runs|schedules|session|stats|system|upcoming)(?:\/|$)/;

/** A path such as `/scheduler`. Undefined: the root, also written as `/`. */
const basePath = z.string().transform((text, ctx) => {
  const path = text.trim().replace(/\/$/, '');
  if (path === '') return undefined;
  if (!/^(?:\/[\w~-][\w.~-]*)+$/.test(path)) {
    ctx.addIssue({ code: 'custom', message: 'must be a path of letters and digits such as /scheduler' });
  } else if (API_SEGMENTS.test(path)) {
    ctx.addIssue({
      code: 'custom',
      message: `must not begin like a path of the API; set another, such as /scheduler`,
    });
  }
  return path;
});

const origins = z.string().transform((text, ctx) =>
  text.split(',').map((part) => {
    const origin = part.trim();
    const parsed = URL.parse(origin);
    if (parsed === null || parsed.origin !== origin || origin.includes('*')) {
      const isNear =
        parsed !== null && parsed.origin !== 'null' && !origin.includes('*') && !/\s/.test(origin);
      ctx.addIssue({
        code: 'custom',
        message: `${JSON.stringify(origin)} is not an origin such as ${isNear ? parsed.origin : 'https://app.example.com'}`,
      });
    }
    return origin;
  }),
);

/** Errors name the position of an entry and never show it, because any part of a malformed entry may be the key. */
const apiKeys = z.string().transform((text, ctx) => {
  const entries = text.split(',').map((entry) => entry.trim());
  const names = new Set<string>();
  const digests = new Set<string>();
  return entries.map((entry, index) => {
    const { error, ...key } = parseApiKey(entry);
    const hex = Buffer.from(key.digest).toString('hex');
    const duplicate =
      (names.has(key.name) && 'repeats the name of another entry') ||
      (digests.has(hex) && 'repeats the key of another entry');
    const message = error ?? duplicate;
    if (message) {
      ctx.addIssue({ code: 'custom', message: `entry ${index + 1} of ${entries.length} ${message}` });
    }
    names.add(key.name);
    digests.add(hex);
    return key;
  });
});

/** Actors in the audit log and in `started_by` that are not keys. */
const RESERVED_NAMES = new Set(['anonymous', 'schedule', 'system', 'unknown']);

function parseApiKey(entry: string) {
  const [, name = '', role, secret = ''] = /^([^:]*):([^:]*):(.*)$/s.exec(entry) ?? [];
  const parsedRole = Role.safeParse(role);
  const hex = /^sha256:([0-9a-f]{64})$/i.exec(secret)?.[1];
  let error: string | undefined;
  if (role === undefined) error = 'must have the form name:role:key';
  else if (!/^[\w.-]{1,50}$/.test(name))
    error = 'must have a name of 1 to 50 letters, digits, “.”, “_” or “-”';
  else if (RESERVED_NAMES.has(name)) error = 'has a name that the audit log uses itself: choose another';
  else if (!parsedRole.success) error = `must have one of the roles ${Role.options.join(', ')}`;
  else if (secret.startsWith('sha256:') && !hex) error = 'must have 64 hexadecimal digits after sha256:';
  else if (/[;|][\w.-]+:(?:viewer|operator|admin):/.test(secret))
    error = 'must be followed by a comma before the next entry';
  else if (!/^[!-~]{24,500}$/.test(secret))
    error = 'must have a key of 24 to 500 visible ASCII characters; generate one with `openssl rand -hex 32`';
  const digest = hex ? Buffer.from(hex, 'hex') : createHash('sha256').update(secret).digest();
  return { error, name, role: parsedRole.data ?? 'viewer', digest: new Uint8Array(digest) };
}

const KEY_BYTES = 32;
/** Errors name the position of a key and never show it. */
const encryptionKeys = z.string().transform((text, ctx) => {
  const parts = text.split(',').map((part) => part.trim());
  return parts.map((part, index) => {
    const encoding = /^[0-9a-f]{64}$/i.test(part) ? 'hex' : 'base64';
    const key = Buffer.from(part, encoding);
    // The base64 decoder ignores invalid characters, so the key must encode back to the same text.
    const isValid = key.length === KEY_BYTES && (encoding === 'hex' || key.toString('base64') === part);
    if (!isValid) {
      ctx.addIssue({
        code: 'custom',
        message: `key ${index + 1} of ${parts.length} must be 32 bytes as base64 (44 characters) or 64 hexadecimal digits; generate one with \`openssl rand -base64 32\``,
      });
    }
    return new Uint8Array(key);
  });
});

/** The path of a file that this process may read. */
const readableFile = checked((file) => {
  try {
    accessSync(file, constants.R_OK);
    // A device or a pipe may never end.
    return statSync(file).isFile() ? undefined : `${file} is not a file`;
  } catch (error) {
    return `the file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`;
  }
});

/** Hosts with ports, such as `sentinel-1:26379`. */
const hostList = z.string().transform((text, ctx) =>
  text.split(',').map((part) => {
    const host = part.trim();
    const url = URL.canParse(`redis://${host}`) ? new URL(`redis://${host}`) : undefined;
    if (url === undefined || url.port === '' || url.host !== host)
      ctx.addIssue({
        code: 'custom',
        message: `${JSON.stringify(host)} is not a host with a port, such as sentinel-1:26379`,
      });
    return host;
  }),
);

/** A name that needs no quotes, short enough for the schema of the queue, which is derived from it. */
const schemaName = z
  .string()
  .trim()
  .regex(
    /^[a-z_][a-z0-9_]{0,49}$/,
    'must be 1 to 50 lower-case letters, digits and underscores, not beginning with a digit',
  )
  .refine((name) => !name.startsWith('pg_'), 'must not begin with pg_, which PostgreSQL reserves');

export const Environment = z.object({
  POSTGRES_URL: checked(findPostgresUrlFault).optional(),
  POSTGRES_SCHEMA: schemaName.optional(),
  DATA_DIR: z
    .string()
    .refine((path) => !path.startsWith('~'), 'must be a path without ~, which only shells expand')
    .default('./data'),
  REDIS_URL: checked(findRedisUrlFault).optional(),
  REDIS_HOST: checked(findRedisHostFault).optional(),
  REDIS_PORT: wholeNumber(1, 65_535).default(6379),
  REDIS_USERNAME: z.string().optional(),
  REDIS_PASSWORD: z.string().optional(),
  REDIS_TLS: flag.default(false),
  REDIS_CA_FILE: readableFile.optional(),
  REDIS_SENTINELS: hostList.default([]),
  REDIS_SENTINEL_NAME: z
    .string()
    .trim()
    .regex(/^[\w.-]{1,100}$/, 'must be the name of the primary, such as mymaster')
    .default('mymaster'),
  REDIS_SENTINEL_PASSWORD: z.string().optional(),
  PORT: wholeNumber(0, 65_535).default(3000),
  WORKER_PORT: wholeNumber(0, 65_535).optional(),
  HOST: checked(findHostFault).default('127.0.0.1'),
  BASE_PATH: basePath.optional(),
  ALLOWED_ORIGINS: origins.default([]),
  ALLOWED_TARGET_HOSTS: z.string().optional(),
  TARGET_CA_FILE: readableFile.optional(),
  TARGET_CLIENT_CERT_FILE: readableFile.optional(),
  TARGET_CLIENT_KEY_FILE: readableFile.optional(),
  TARGET_PROXY_URL: checked(findProxyUrlFault).optional(),
  ALLOW_ANONYMOUS: flag.default(false),
  API_KEYS: apiKeys.default([]),
  ENCRYPTION_KEY: encryptionKeys.default([]),
  WORKER_CONCURRENCY: wholeNumber(1, 10_000).default(200),
  TARGET_CONCURRENCY: wholeNumber(1, 10_000).default(100),
  SHUTDOWN_GRACE_SECONDS: wholeNumber(0, 3_600).default(25),
  RUN_RETENTION_DAYS: wholeNumber(1, 3_650).default(30),
  FAILING_AFTER: wholeNumber(1, 1_000).default(3),
  SMTP_URL: checked(findSmtpUrlFault).optional(),
  SMTP_FROM: z
    .string()
    .trim()
    .regex(
      /^(?:[^<>]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/,
      'must be an address such as scheduler@example.com, or a name with an address in angle brackets',
    )
    .optional(),
  START_PAUSED: flag.default(false),
  INSTANCE_NAME: z
    .string()
    .trim()
    .max(40, 'must have at most 40 characters')
    .refine((name) => !HIDDEN.test(name), 'must have no control or invisible character')
    .optional(),
  INSTANCE_COLOR: z.enum(['gray', 'red', 'orange', 'green', 'blue', 'purple']).default('gray'),
  LOG_FORMAT: z.enum(['json', 'pretty']).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type Environment = z.infer<typeof Environment>;
