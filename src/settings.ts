// Settings: the only reader of the environment.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { Role } from '../openapi/schemas/session.ts';
import { parseTargetPolicy, type TargetPolicy } from './http/targets.ts';

export interface Settings {
  /** Undefined: the embedded database in `dataDir`. */
  postgresUrl: string | undefined;
  dataDir: string;
  /** Undefined: the queue lies in the database. */
  redisUrl: string | undefined;
  port: number;
  host: string;
  allowedOrigins: string[];
  targets: TargetPolicy;
  /** By SHA-256 digests; empty: whoever reaches the API may do everything. */
  apiKeys: { name: string; role: Role; digest: Uint8Array }[];
  /** Where a process of the worker role alone answers probes; undefined: nowhere. */
  workerPort: number | undefined;
  workerConcurrency: number;
  /** Requests in flight per target host, in one process. */
  targetConcurrency: number;
  /** 32 bytes each: the first seals, all open. Empty: the embedded database has a key of its own, PostgreSQL none. */
  encryptionKeys: Uint8Array[];
  shutdownGraceMs: number;
  retentionDays: number;
  /** Everything is paused from the start on, until somebody resumes it. */
  startPaused: boolean;
  logLevel: string;
}

/** Tells a person what to set; names every variable at fault. */
export class SettingsError extends Error {}

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));

const origins = z.string().transform((text, ctx) =>
  text.split(',').map((part) => {
    const origin = part.trim();
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      ctx.addIssue({
        code: 'custom',
        message: `${JSON.stringify(origin)} is not an origin such as https://app.example.com`,
      });
    }
    return origin;
  }),
);

/** What is wrong with an entry is told by its place, never by showing it: which part is the key is in doubt then. */
const apiKeys = z.string().transform((text, ctx) => {
  const entries = text.split(',').map((entry) => entry.trim());
  const names = new Set<string>();
  const digests = new Set<string>();
  return entries.map((entry, index) => {
    const { fault, ...key } = readApiKey(entry);
    const hex = Buffer.from(key.digest).toString('hex');
    const again =
      (names.has(key.name) && 'has the name of another') || (digests.has(hex) && 'has the key of another');
    const message = fault ?? again;
    if (message) {
      ctx.addIssue({ code: 'custom', message: `entry ${index + 1} of ${entries.length} ${message}` });
    }
    names.add(key.name);
    digests.add(hex);
    return key;
  });
});

function readApiKey(entry: string) {
  const [, name = '', role, secret = ''] = /^([^:]*):([^:]*):(.*)$/s.exec(entry) ?? [];
  const parsedRole = Role.safeParse(role);
  const hex = /^sha256:([0-9a-f]{64})$/i.exec(secret)?.[1];
  let fault: string | undefined;
  if (role === undefined) fault = 'is not name:role:key';
  else if (!/^[\w.-]{1,50}$/.test(name)) fault = 'needs a name of 1 to 50 letters, digits, “.”, “_” and “-”';
  else if (!parsedRole.success) fault = `needs one of the roles ${Role.options.join(', ')}`;
  else if (secret.startsWith('sha256:') && !hex) fault = 'needs 64 hexadecimal digits after sha256:';
  else if (!/^[!-~]{24,500}$/.test(secret))
    fault = 'needs a key of 24 to 500 visible ASCII characters; `openssl rand -hex 32` makes one';
  const digest = hex ? Buffer.from(hex, 'hex') : createHash('sha256').update(secret).digest();
  return { fault, name, role: parsedRole.data ?? 'viewer', digest: new Uint8Array(digest) };
}

const KEY_BYTES = 32;
/** What is wrong with a key is told by its place, never by showing it. */
const encryptionKeys = z.string().transform((text, ctx) => {
  const parts = text.split(',').map((part) => part.trim());
  return parts.map((part, index) => {
    const encoding = /^[0-9a-f]{64}$/i.test(part) ? 'hex' : 'base64';
    const key = Buffer.from(part, encoding);
    // Reading base64 skips what does not belong: only what is written back the same was whole.
    const isWhole = key.length === KEY_BYTES && (encoding === 'hex' || key.toString('base64') === part);
    if (!isWhole) {
      ctx.addIssue({
        code: 'custom',
        message: `key ${index + 1} of ${parts.length} is not 32 bytes as base64 (44 characters) or 64 hexadecimal digits; \`openssl rand -base64 32\` makes one`,
      });
    }
    return new Uint8Array(key);
  });
});

const Environment = z.object({
  POSTGRES_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be a URL such as postgresql://user:password@host:5432/database')
    .optional(),
  DATA_DIR: z.string().default('./data'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must be a URL such as redis://host:6379')
    .optional(),
  REDIS_HOST: z.string().optional(),
  REDIS_PORT: wholeNumber(1, 65_535).default(6379),
  REDIS_PASSWORD: z.string().optional(),
  REDIS_TLS: flag.default(false),
  PORT: wholeNumber(0, 65_535).default(3000),
  WORKER_PORT: wholeNumber(0, 65_535).optional(),
  HOST: z.string().default('127.0.0.1'),
  ALLOWED_ORIGINS: origins.default([]),
  ALLOWED_TARGET_HOSTS: z.string().optional(),
  ALLOW_ANONYMOUS: flag.default(false),
  API_KEYS: apiKeys.default([]),
  ENCRYPTION_KEY: encryptionKeys.default([]),
  WORKER_CONCURRENCY: wholeNumber(1, 10_000).default(200),
  TARGET_CONCURRENCY: wholeNumber(1, 10_000).default(100),
  SHUTDOWN_GRACE_SECONDS: wholeNumber(0, 3_600).default(25),
  RUN_RETENTION_DAYS: wholeNumber(1, 3_650).default(30),
  START_PAUSED: flag.default(false),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** Every variable there is. */
export const settingNames = Object.keys(Environment.shape);

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** Reads `.env` where there is one, then the environment. Throws `SettingsError`. */
export function readSettings(): Settings {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return parseSettings(process.env);
}

/** An empty string means unset. Throws `SettingsError` with one message that names every bad variable. */
export function parseSettings(environment: Record<string, string | undefined>): Settings {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(set);
  const faults: string[] = [];
  if (!parsed.success) {
    for (const issue of parsed.error.issues) faults.push(`${String(issue.path[0])}: ${issue.message}`);
    throw describe(faults);
  }
  const env = parsed.data;
  const isLoopback = LOOPBACK.test(env.HOST);
  if (!isLoopback && env.API_KEYS.length === 0 && !env.ALLOW_ANONYMOUS) {
    faults.push(
      `HOST: ${env.HOST} would let anyone on the network in; set API_KEYS, or keep 127.0.0.1, or set ALLOW_ANONYMOUS=true where something in front decides who may`,
    );
  }
  if (env.REDIS_URL !== undefined && env.REDIS_HOST !== undefined) {
    faults.push('REDIS_URL: give either REDIS_URL or REDIS_HOST, not both');
  }
  if ((env.REDIS_URL ?? env.REDIS_HOST) !== undefined && env.POSTGRES_URL === undefined) {
    faults.push('POSTGRES_URL: is required when the queue lies in Redis');
  }
  let targets: TargetPolicy | undefined;
  try {
    targets = parseTargetPolicy(env.ALLOWED_TARGET_HOSTS, { loopbackWhenUnset: isLoopback });
  } catch (error) {
    faults.push(`ALLOWED_TARGET_HOSTS: ${(error as Error).message}`);
  }
  if (targets === undefined || faults.length > 0) throw describe(faults);

  return {
    postgresUrl: env.POSTGRES_URL,
    dataDir: env.DATA_DIR,
    redisUrl: env.REDIS_URL ?? redisUrlOf(env),
    port: env.PORT,
    host: env.HOST,
    workerPort: env.WORKER_PORT,
    allowedOrigins: env.ALLOWED_ORIGINS,
    targets,
    apiKeys: env.API_KEYS,
    workerConcurrency: env.WORKER_CONCURRENCY,
    targetConcurrency: env.TARGET_CONCURRENCY,
    encryptionKeys: env.ENCRYPTION_KEY,
    shutdownGraceMs: env.SHUTDOWN_GRACE_SECONDS * 1_000,
    retentionDays: env.RUN_RETENTION_DAYS,
    startPaused: env.START_PAUSED,
    logLevel: env.LOG_LEVEL,
  };
}

function redisUrlOf(env: z.infer<typeof Environment>): string | undefined {
  if (env.REDIS_HOST === undefined) return undefined;
  const url = new URL(`${env.REDIS_TLS ? 'rediss' : 'redis'}://${env.REDIS_HOST}:${env.REDIS_PORT}`);
  if (env.REDIS_PASSWORD !== undefined) url.password = encodeURIComponent(env.REDIS_PASSWORD);
  return url.href;
}

function describe(faults: string[]): SettingsError {
  return new SettingsError(
    `Cannot start with these settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
  );
}
