// Settings as they are shown: every one, as it counts, and no secret's text.
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseSettings, settingNames } from './settings.ts';

const shownOf = (environment: Record<string, string>) =>
  Object.fromEntries(
    parseSettings(environment).shown.map(({ name, value, isDefault }) => [name, [value, isDefault]]),
  );

test('every setting is shown once', () => {
  expect(parseSettings({}).shown.map(({ name }) => name)).toEqual(settingNames);
});

test('nothing set: what counts all the same', () => {
  const { shown } = parseSettings({ PORT: '' });
  expect(shown.every(({ isDefault }) => isDefault)).toBe(true);
  expect(Object.fromEntries(shown.map(({ name, value }) => [name, value]))).toEqual({
    POSTGRES_URL: null,
    DATA_DIR: './data',
    REDIS_URL: null,
    REDIS_HOST: null,
    REDIS_PORT: '6379',
    REDIS_PASSWORD: null,
    REDIS_TLS: 'false',
    PORT: '3000',
    WORKER_PORT: null,
    HOST: '127.0.0.1',
    ALLOWED_ORIGINS: null,
    ALLOWED_TARGET_HOSTS: 'public, localhost, *.localhost, 127.0.0.0/8, [::1]',
    ALLOW_ANONYMOUS: 'false',
    API_KEYS: null,
    ENCRYPTION_KEY: 'made by the embedded database',
    WORKER_CONCURRENCY: '200',
    TARGET_CONCURRENCY: '100',
    SHUTDOWN_GRACE_SECONDS: '25',
    RUN_RETENTION_DAYS: '30',
    START_PAUSED: 'false',
    LOG_LEVEL: 'info',
  });
});

const secrets = Array.from({ length: 7 }, () => randomBytes(32).toString('hex'));
const [postgres, redis, viewer, admin, digest, first, second] = secrets as [
  ...[string, string, string, string],
  ...[string, string, string],
];
const POSTGRES_URL = `postgresql://scheduler:${postgres}@db.internal:5432/jobs?sslmode=require`;
const common = {
  POSTGRES_URL,
  API_KEYS: `looks:viewer:${viewer},makes:admin:${admin},turns:operator:sha256:${digest}`,
  ENCRYPTION_KEY: `${first},${second}`,
  ALLOWED_ORIGINS: 'https://a.example,https://b.example',
  ALLOWED_TARGET_HOSTS: 'public,10.0.0.0/8',
  HOST: '0.0.0.0',
};
const everySecretSet = [
  { ...common, REDIS_URL: `rediss://default:${redis}@cache.internal:6380/2` },
  { ...common, REDIS_HOST: 'cache.internal', REDIS_PASSWORD: redis },
];

test.each(everySecretSet)('no secret’s text appears: %#', (environment) => {
  const text = JSON.stringify(parseSettings(environment).shown);
  for (const secret of secrets) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(secret.slice(0, 12));
    expect(text).not.toContain(Buffer.from(secret, 'hex').toString('base64').slice(0, 12));
  }
});

test('what is told of secrets', () => {
  expect(shownOf(everySecretSet[0]!)).toMatchObject({
    POSTGRES_URL: ['postgresql://scheduler:[redacted]@db.internal:5432/jobs?sslmode=require', false],
    REDIS_URL: ['rediss://default:[redacted]@cache.internal:6380/2', false],
    REDIS_PASSWORD: [null, true],
    API_KEYS: ['looks (viewer), makes (admin), turns (operator)', false],
    ENCRYPTION_KEY: ['2 keys', false],
    ALLOWED_ORIGINS: ['https://a.example, https://b.example', false],
    ALLOWED_TARGET_HOSTS: ['public, 10.0.0.0/8', false],
    HOST: ['0.0.0.0', false],
  });
  expect(shownOf(everySecretSet[1]!)).toMatchObject({
    REDIS_URL: [null, true],
    REDIS_HOST: ['cache.internal', false],
    REDIS_PORT: ['6379', true],
    REDIS_PASSWORD: ['[redacted]', false],
  });
  expect(shownOf({ POSTGRES_URL: 'postgres://db/x' })).toMatchObject({ ENCRYPTION_KEY: [null, true] });
  const secretNames = parseSettings({}).shown.flatMap(({ name, isSecret }) => (isSecret ? [name] : []));
  expect(secretNames.toSorted()).toEqual([
    'API_KEYS',
    'ENCRYPTION_KEY',
    'POSTGRES_URL',
    'REDIS_PASSWORD',
    'REDIS_URL',
  ]);
});

test.each([
  ['postgres://db', 'postgres://db'],
  ['postgres://me@db/x', 'postgres://me@db/x'],
  ['postgres://:s3cr3t@db/x', 'postgres://:[redacted]@db/x'],
  ['postgres://me:s3%40cr3t@db/x', 'postgres://me:[redacted]@db/x'],
  ['postgres://me:s3@cr3t@db/x', 'postgres://me:[redacted]@db/x'],
  ['postgres://me:s3:cr3t@db/x', 'postgres://me:[redacted]@db/x'],
  [
    'postgres:///x?host=/run/pg&user=me&password=s3cr3t',
    'postgres:///x?host=/run/pg&user=me&password=[redacted]',
  ],
  ['postgres://me@db/x?sslPassword=s3cr3t', 'postgres://me@db/x?sslPassword=[redacted]'],
  // A password that was not written as a URL wants it: where it begins and ends is in doubt.
  ['postgres://me:s3/cr3t@db/x', '[redacted]'],
  ['postgres://me:12/s3cr3t@db/x', '[redacted]'],
  ['postgres://me:12?s3cr3t@db/x', '[redacted]'],
  ['postgres://me:12#s3cr3t@db/x', '[redacted]'],
  ['postgres://me:s3cr3t@[db/x', '[redacted]'],
])('%s is shown as %s', (url, shown) => {
  expect(shownOf({ POSTGRES_URL: url })['POSTGRES_URL']).toEqual([shown, false]);
});
