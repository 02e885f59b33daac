// Settings: the only reader of the environment.
import { existsSync } from 'node:fs';
import type { Role } from '../openapi/schemas/session.ts';
import { Environment } from './environment.ts';
import { parseTargetPolicy, type TargetPolicy } from './http/targets.ts';
import { type ShownSetting, showSettings } from './shown-settings.ts';

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
  /** All of them, as they may be shown to whoever may look. */
  shown: ShownSetting[];
}

/** Tells a person what to set; names every variable at fault. */
export class SettingsError extends Error {}

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
    shown: showSettings(env, set, targets.allowed),
  };
}

function redisUrlOf(env: Environment): string | undefined {
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
