// Reads and validates the settings. The only file that reads the environment.
import { existsSync } from 'node:fs';
import type { Role } from '../openapi/schemas/session.ts';
import { Environment } from './environment.ts';
import { parseTargetPolicy, type TargetPolicy } from './http/targets.ts';
import { type ShownSetting, showSettings } from './shown-settings.ts';

export interface Settings {
  /** Undefined: the embedded database in `dataDir`. */
  postgresUrl: string | undefined;
  dataDir: string;
  /** Undefined: the queue uses the database. */
  redisUrl: string | undefined;
  port: number;
  host: string;
  allowedOrigins: string[];
  targets: TargetPolicy;
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
  /** The scheduler starts paused, until a request resumes it. */
  startPaused: boolean;
  logLevel: string;
  /** All settings without secrets, for GET /system. */
  shown: ShownSetting[];
}

/** Invalid settings. The message names every invalid variable and the fix. */
export class SettingsError extends Error {}

/** The names of all environment variables that the service reads. */
export const settingNames = Object.keys(Environment.shape);

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** Loads `.env` if it exists, then reads the environment. Throws `SettingsError`. */
export function readSettings(): Settings {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return parseSettings(process.env);
}

/** An empty string means unset. Throws one `SettingsError` that names every invalid variable. */
export function parseSettings(environment: Record<string, string | undefined>): Settings {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(set);
  const errors: string[] = [];
  if (!parsed.success) {
    for (const issue of parsed.error.issues) errors.push(`${String(issue.path[0])}: ${issue.message}`);
    throw settingsError(errors);
  }
  const env = parsed.data;
  const isLoopback = LOOPBACK.test(env.HOST);
  if (!isLoopback && env.API_KEYS.length === 0 && !env.ALLOW_ANONYMOUS) {
    errors.push(
      `HOST: on ${env.HOST} the API is reachable from the network without a key; set API_KEYS, or listen on 127.0.0.1, or set ALLOW_ANONYMOUS=true if a proxy in front controls access`,
    );
  }
  if (env.REDIS_URL !== undefined && env.REDIS_HOST !== undefined) {
    errors.push('REDIS_URL: set either REDIS_URL or REDIS_HOST, not both');
  }
  if ((env.REDIS_URL ?? env.REDIS_HOST) !== undefined && env.POSTGRES_URL === undefined) {
    errors.push('POSTGRES_URL: is required if REDIS_URL or REDIS_HOST is set');
  }
  let targets: TargetPolicy | undefined;
  try {
    targets = parseTargetPolicy(env.ALLOWED_TARGET_HOSTS, { loopbackWhenUnset: isLoopback });
  } catch (error) {
    errors.push(`ALLOWED_TARGET_HOSTS: ${(error as Error).message}`);
  }
  if (targets === undefined || errors.length > 0) throw settingsError(errors);

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
    shown: showSettings(env, set, targets.allowed),
  };
}

function redisUrlOf(env: Environment): string | undefined {
  if (env.REDIS_HOST === undefined) return undefined;
  const url = new URL(`${env.REDIS_TLS ? 'rediss' : 'redis'}://${env.REDIS_HOST}:${env.REDIS_PORT}`);
  if (env.REDIS_PASSWORD !== undefined) url.password = encodeURIComponent(env.REDIS_PASSWORD);
  return url.href;
}

function settingsError(errors: string[]): SettingsError {
  return new SettingsError(
    `Cannot start with these settings:\n${errors.map((error) => `  ${error}`).join('\n')}`,
  );
}
