// Settings as they may be shown: by the variable's name, as text, without secrets.
import type { Environment } from './environment.ts';

export interface ShownSetting {
  /** Of the variable. */
  name: string;
  /** As it counts; null where there is none. */
  value: string | null;
  /** Nothing sets it. */
  isDefault: boolean;
  isSecret: boolean;
}

const REDACTED = '[redacted]';

/** What is shown of a secret. */
type Show = (env: Environment) => string | null;

/** `open`: as it stands. A variable that is not decided about here does not compile. */
const variables: Record<keyof Environment, 'open' | Show> = {
  POSTGRES_URL: (env) => redactUrl(env.POSTGRES_URL),
  DATA_DIR: 'open',
  REDIS_URL: (env) => redactUrl(env.REDIS_URL),
  REDIS_HOST: 'open',
  REDIS_PORT: 'open',
  REDIS_PASSWORD: (env) => (env.REDIS_PASSWORD === undefined ? null : REDACTED),
  REDIS_TLS: 'open',
  PORT: 'open',
  WORKER_PORT: 'open',
  HOST: 'open',
  ALLOWED_ORIGINS: 'open',
  ALLOWED_TARGET_HOSTS: 'open',
  ALLOW_ANONYMOUS: 'open',
  API_KEYS: (env) => listOf(env.API_KEYS.map(({ name, role }) => `${name} (${role})`)),
  ENCRYPTION_KEY: showEncryptionKeys,
  WORKER_CONCURRENCY: 'open',
  TARGET_CONCURRENCY: 'open',
  SHUTDOWN_GRACE_SECONDS: 'open',
  RUN_RETENTION_DAYS: 'open',
  START_PAUSED: 'open',
  LOG_LEVEL: 'open',
};

/** `set`: the variables that are set at all. `allowedTargets`: what ALLOWED_TARGET_HOSTS comes to. */
export function showSettings(
  env: Environment,
  set: Readonly<Record<string, unknown>>,
  allowedTargets: readonly string[],
): ShownSetting[] {
  return Object.entries(variables).map(([name, show]) => {
    const value = name === 'ALLOWED_TARGET_HOSTS' ? allowedTargets : env[name as keyof Environment];
    return {
      name,
      value: show === 'open' ? textOf(value) : show(env),
      isDefault: set[name] === undefined,
      isSecret: show !== 'open',
    };
  });
}

function textOf(value: unknown): string | null {
  if (value === undefined) return null;
  if (Array.isArray(value)) return listOf(value as string[]);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function listOf(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : texts.join(', ');
}

function showEncryptionKeys({ ENCRYPTION_KEY: keys, POSTGRES_URL }: Environment): string | null {
  if (keys.length > 0) return keys.length === 1 ? '1 key' : `${keys.length} keys`;
  return POSTGRES_URL === undefined ? 'made by the embedded database' : null;
}

const SECRET_PARAMETER = /key|token|secret|pass/i;

/** Without the password, wherever the drivers take one from. What is no clear URL is not shown at all. */
function redactUrl(text: string | undefined): string | null {
  if (text === undefined) return null;
  const url = URL.parse(text);
  // Such characters after the host mean a password that was not written as a URL wants it.
  if (url === null || url.hash !== '' || `${url.pathname}${url.search}`.includes('@')) return REDACTED;
  const password = url.password === '' ? '' : `:${REDACTED}`;
  const user = url.username === '' && password === '' ? '' : `${url.username}${password}@`;
  const parameters = Array.from(url.searchParams, ([name, value]) =>
    SECRET_PARAMETER.test(name) ? `${name}=${REDACTED}` : `${name}=${value}`,
  );
  const query = parameters.length === 0 ? '' : `?${parameters.join('&')}`;
  return `${url.protocol}//${user}${url.host}${url.pathname}${query}`;
}
