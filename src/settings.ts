// Reads and validates the settings. The only file that reads the environment.
import { existsSync, readFileSync } from 'node:fs';
import type { Role } from '../openapi/schemas/session.ts';
import { bracketHost } from './connection-urls.ts';
import { Environment } from './environment.ts';
import { parseTargetPolicy, type TargetPolicy } from './http/targets.ts';
import { createTransport, type TransportSettings } from './http/transport.ts';
import type { LogFormat } from './log.ts';
import type { RedisExtras } from './queue/redis-options.ts';
import { readSecretFiles } from './secret-files.ts';
import { type ShownSetting, secretNames, showSettings } from './shown-settings.ts';

export interface Settings {
  /** Undefined: the embedded database in `dataDir`. */
  postgresUrl: string | undefined;
  /** The schema of the tables. Undefined: the first of the search path. */
  postgresSchema: string | undefined;
  dataDir: string;
  /** Undefined: the queue uses the database. */
  redisUrl: string | undefined;
  redisExtras: RedisExtras;
  port: number;
  host: string;
  allowedOrigins: string[];
  targets: TargetPolicy;
  /** Certificates and proxy of connections to targets. */
  transport: TransportSettings;
  /** API keys as SHA-256 digests. Empty: every client that reaches the API has the role admin. */
  apiKeys: { name: string; role: Role; digest: Uint8Array }[];
  /** The port for health probes and metrics of a process with only the worker role. Undefined: no port. */
  workerPort: number | undefined;
  workerConcurrency: number;
  /** Maximum number of requests in flight per target host, in one process. */
  targetConcurrency: number;
  /** 32 bytes each. The first encrypts, all decrypt. Empty: the embedded database generates a key, PostgreSQL has none. */
  encryptionKeys: Uint8Array[];
  shutdownGraceMs: number;
  retentionDays: number;
  /** An active job with so many failed runs in a row is failing. */
  failingAfter: number;
  /** The server and sender of e-mail. Undefined: no e-mail. */
  smtp: { url: string; from: string } | undefined;
  /** The scheduler starts paused, until a request resumes it. */
  startPaused: boolean;
  /** Shown in the interface, so that staging does not look like production. */
  instance: { name: string | undefined; color: string; basePath: string };
  logLevel: string;
  /** Undefined: readable lines if the log is a terminal, else JSON. */
  logFormat: LogFormat | undefined;
  /** All settings without secrets, for GET /system. */
  shown: ShownSetting[];
}

/** Invalid settings. The message names every invalid variable and the fix. */
export class SettingsError extends Error {}

/** The names of all environment variables that the service reads. */
export const settingNames = Object.keys(Environment.shape);

/** Settings whose blanks and quotes may belong to the value. */
const PASSWORDS = ['REDIS_PASSWORD', 'REDIS_SENTINEL_PASSWORD'];

/** Secret settings of several entries, separated by commas, or by line breaks in a file. */
const LISTS = ['API_KEYS', 'ENCRYPTION_KEY'];

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** Loads `.env` if it exists, then reads the environment. Throws `SettingsError`. */
export function readSettings(): Settings {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return parseSettings(process.env);
}

/** An empty string means unset. Throws one `SettingsError` that names every invalid variable. */
export function parseSettings(environment: Record<string, string | undefined>): Settings {
  const given = Object.fromEntries(
    Object.entries(environment)
      .map(([name, value]) => [name, PASSWORDS.includes(name) ? value : value?.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
  const { values: set, fromFile, errors } = readSecretFiles(given, secretNames, LISTS);
  // Docker passes the quotes of an env file on; in the name of a folder they would be silent.
  const quoted = settingNames.filter(
    (name) => !PASSWORDS.includes(name) && /^(["']).*\1$/s.test(set[name] ?? ''),
  );
  for (const name of quoted) {
    errors.push(`${name}: must be written without quotes`);
    delete set[name];
  }
  const issues = Environment.safeParse(set).error?.issues ?? [];
  for (const { path, message } of issues) {
    const name = String(path[0]);
    errors.push(`${fromFile.has(name) ? `${name}_FILE` : name}: ${message}`);
  }
  const invalid = new Set([...quoted, ...issues.map((issue) => String(issue.path[0]))]);
  // The other variables are checked too, so that one message names all errors.
  const valid = Object.fromEntries(Object.entries(set).filter(([name]) => !invalid.has(name)));
  const env = Environment.parse(valid);
  errors.push(...findContradictions(env, valid, invalid));
  let targets: TargetPolicy | undefined;
  try {
    targets = parseTargetPolicy(env.ALLOWED_TARGET_HOSTS, { loopbackWhenUnset: LOOPBACK.test(env.HOST) });
  } catch (error) {
    errors.push(`ALLOWED_TARGET_HOSTS: ${(error as Error).message}`);
  }
  const transport = readTransport(env, errors);
  if (targets === undefined || errors.length > 0) throw settingsError(errors);

  return {
    postgresUrl: env.POSTGRES_URL,
    postgresSchema: env.POSTGRES_SCHEMA,
    dataDir: env.DATA_DIR,
    redisUrl: env.REDIS_URL ?? redisUrlOf(env),
    redisExtras: {
      ca: env.REDIS_CA_FILE && readFileSync(env.REDIS_CA_FILE, 'utf8'),
      sentinels: sentinelsOf(env),
    },
    port: env.PORT,
    host: env.HOST,
    workerPort: env.WORKER_PORT,
    allowedOrigins: env.ALLOWED_ORIGINS,
    targets,
    transport,
    apiKeys: env.API_KEYS,
    workerConcurrency: env.WORKER_CONCURRENCY,
    targetConcurrency: env.TARGET_CONCURRENCY,
    encryptionKeys: env.ENCRYPTION_KEY,
    shutdownGraceMs: env.SHUTDOWN_GRACE_SECONDS * 1_000,
    retentionDays: env.RUN_RETENTION_DAYS,
    failingAfter: env.FAILING_AFTER,
    smtp:
      env.SMTP_URL === undefined || env.SMTP_FROM === undefined
        ? undefined
        : { url: env.SMTP_URL, from: env.SMTP_FROM },
    startPaused: env.START_PAUSED,
    instance: { name: env.INSTANCE_NAME, color: env.INSTANCE_COLOR, basePath: env.BASE_PATH ?? '' },
    logLevel: env.LOG_LEVEL,
    logFormat: env.LOG_FORMAT,
    shown: showSettings(env, set, targets.entries),
  };
}

/** Variables that do not fit together. `invalid`: those that are reported already. */
function findContradictions(
  env: Environment,
  set: Readonly<Record<string, unknown>>,
  invalid: ReadonlySet<string>,
): string[] {
  const errors: string[] = [];
  const isKnown = (...names: string[]) => names.every((name) => !invalid.has(name));
  const hasNoKey = env.API_KEYS.length === 0 && !env.ALLOW_ANONYMOUS;
  if (!LOOPBACK.test(env.HOST) && hasNoKey && isKnown('API_KEYS', 'ALLOW_ANONYMOUS')) {
    errors.push(
      `HOST: on ${env.HOST} the API is reachable from the network without a key; set API_KEYS, or listen on 127.0.0.1, or set ALLOW_ANONYMOUS=true if a proxy in front controls access`,
    );
  }
  const url = env.REDIS_URL;
  if (url !== undefined && env.REDIS_HOST !== undefined) {
    errors.push('REDIS_URL: set either REDIS_URL or REDIS_HOST, not both');
  }
  if (url !== undefined && set['REDIS_TLS'] !== undefined && env.REDIS_TLS !== url.startsWith('rediss:')) {
    errors.push(
      'REDIS_TLS: contradicts REDIS_URL; for TLS, let REDIS_URL start with rediss:// and remove REDIS_TLS',
    );
  }
  const hasSentinels = env.REDIS_SENTINELS.length > 0;
  if (hasSentinels && env.REDIS_HOST !== undefined)
    errors.push('REDIS_HOST: has no effect beside REDIS_SENTINELS, which name the server; remove it');
  if (hasSentinels && set['REDIS_PORT'] !== undefined)
    errors.push('REDIS_PORT: has no effect beside REDIS_SENTINELS, which name the server; remove it');
  const names = ['REDIS_PORT', 'REDIS_USERNAME', 'REDIS_PASSWORD', 'REDIS_TLS'] as const;
  for (const name of names) {
    const hasServer = env.REDIS_HOST !== undefined || (hasSentinels && url === undefined);
    if (set[name] === undefined || hasServer || !isKnown('REDIS_HOST', 'REDIS_URL', 'REDIS_SENTINELS'))
      continue;
    if (url === undefined) {
      // The value that has no effect anyway is no error.
      if (name !== 'REDIS_TLS' || env.REDIS_TLS)
        errors.push(`${name}: has no effect without REDIS_HOST; set both, or neither`);
    } else if (name !== 'REDIS_TLS') {
      errors.push(`${name}: has no effect beside REDIS_URL; write it in the URL`);
    }
  }
  if ((env.SMTP_URL === undefined) !== (env.SMTP_FROM === undefined) && isKnown('SMTP_URL', 'SMTP_FROM')) {
    const missing = env.SMTP_URL === undefined ? 'SMTP_URL' : 'SMTP_FROM';
    errors.push(
      `${missing}: is required with ${missing === 'SMTP_URL' ? 'SMTP_FROM' : 'SMTP_URL'}; set both, or neither`,
    );
  }
  if (env.POSTGRES_SCHEMA !== undefined && env.POSTGRES_URL === undefined && isKnown('POSTGRES_URL'))
    errors.push('POSTGRES_SCHEMA: has no effect without POSTGRES_URL; set both, or neither');
  const usesRedis = (url ?? env.REDIS_HOST) !== undefined || hasSentinels;
  const usesTls = url === undefined ? env.REDIS_TLS : url.startsWith('rediss:');
  if (env.REDIS_CA_FILE !== undefined && !usesTls && isKnown('REDIS_URL', 'REDIS_TLS'))
    errors.push(
      'REDIS_CA_FILE: has no effect without TLS; set REDIS_TLS=true, or a REDIS_URL that starts with rediss://',
    );
  for (const name of ['REDIS_SENTINEL_NAME', 'REDIS_SENTINEL_PASSWORD'] as const) {
    if (set[name] !== undefined && !hasSentinels && isKnown('REDIS_SENTINELS'))
      errors.push(`${name}: has no effect without REDIS_SENTINELS; set both, or neither`);
  }
  if (usesRedis && set['REDIS_DB'] !== undefined)
    errors.push(
      'REDIS_DB: is not a setting; write the number of the database in REDIS_URL, such as redis://:password@host:6379/1',
    );
  if (usesRedis && env.POSTGRES_URL === undefined && isKnown('POSTGRES_URL')) {
    errors.push('POSTGRES_URL: is required if REDIS_URL or REDIS_HOST is set');
  }
  return errors;
}

function redisUrlOf(env: Environment): string | undefined {
  // The Sentinels name the server.
  const host = env.REDIS_SENTINELS.length > 0 ? env.REDIS_SENTINEL_NAME : env.REDIS_HOST;
  if (host === undefined) return undefined;
  const url = new URL(`${env.REDIS_TLS ? 'rediss' : 'redis'}://${bracketHost(host)}:${env.REDIS_PORT}`);
  if (env.REDIS_USERNAME !== undefined) url.username = encodeURIComponent(env.REDIS_USERNAME);
  if (env.REDIS_PASSWORD !== undefined) url.password = encodeURIComponent(env.REDIS_PASSWORD);
  return url.href;
}

/** Adds to `errors` if a certificate is invalid. */
function readTransport(env: Environment, errors: string[]): TransportSettings {
  const read = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file, 'utf8'));
  const [ca, cert, key] = [env.TARGET_CA_FILE, env.TARGET_CLIENT_CERT_FILE, env.TARGET_CLIENT_KEY_FILE].map(
    read,
  );
  if ((cert === undefined) !== (key === undefined))
    errors.push('TARGET_CLIENT_CERT_FILE: set it together with TARGET_CLIENT_KEY_FILE, or neither');
  const clientCertificate = cert === undefined || key === undefined ? undefined : { cert, key };
  const check = (name: string, part: TransportSettings) => {
    try {
      createTransport(part);
    } catch (error) {
      errors.push(`${name}: does not have a valid PEM certificate or key (${(error as Error).message})`);
    }
  };
  check('TARGET_CA_FILE', { ca });
  check('TARGET_CLIENT_CERT_FILE', { clientCertificate });
  return { ca, clientCertificate, proxyUrl: env.TARGET_PROXY_URL };
}

function sentinelsOf(env: Environment): RedisExtras['sentinels'] {
  if (env.REDIS_SENTINELS.length === 0) return undefined;
  const hosts = env.REDIS_SENTINELS.map((text) => {
    const { hostname, port } = new URL(`redis://${text}`);
    return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
  });
  return { hosts, name: env.REDIS_SENTINEL_NAME, password: env.REDIS_SENTINEL_PASSWORD };
}

function settingsError(errors: string[]): SettingsError {
  return new SettingsError(
    `Cannot start with these settings:\n${errors.map((error) => `  ${error}`).join('\n')}`,
  );
}
