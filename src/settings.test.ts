// Tests the settings: valid values, defaults, and error messages.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { parseSettings, SettingsError } from './settings.ts';

test('defaults: the embedded database, on loopback only', () => {
  expect(parseSettings({})).toMatchObject({
    postgresUrl: undefined,
    redisUrl: undefined,
    dataDir: './data',
    host: '127.0.0.1',
    port: 3000,
    allowedOrigins: [],
    apiKeys: [],
    workerConcurrency: 200,
    targetConcurrency: 100,
    encryptionKeys: [],
    shutdownGraceMs: 25_000,
  });
});

test('an empty string means unset', () => {
  expect(parseSettings({ PORT: '', POSTGRES_URL: '', ALLOWED_ORIGINS: '' })).toEqual(parseSettings({}));
});

test('Redis from separate variables', () => {
  const settings = {
    POSTGRES_URL: 'postgresql://u:p@db/s',
    REDIS_HOST: 'cache',
    REDIS_PASSWORD: 'p@ss',
    REDIS_TLS: 'true',
  };
  expect(parseSettings(settings).redisUrl).toBe('rediss://:p%40ss@cache:6379');
});

test('Redis behind Sentinels, as a user of its ACL', () => {
  const { redisUrl, redisExtras } = parseSettings({
    POSTGRES_URL: 'postgresql://u:p@db/s',
    REDIS_SENTINELS: 's1:26379, [::1]:26380',
    REDIS_USERNAME: 'scheduler',
    REDIS_PASSWORD: 'p@ss',
    REDIS_SENTINEL_PASSWORD: 'other',
  });
  expect(redisUrl).toBe('redis://scheduler:p%40ss@mymaster:6379');
  expect(redisExtras.sentinels).toEqual({
    hosts: [
      { host: 's1', port: 26_379 },
      { host: '::1', port: 26_380 },
    ],
    name: 'mymaster',
    password: 'other',
  });
});

test('several origins, separated by commas', () => {
  const { allowedOrigins } = parseSettings({
    ALLOWED_ORIGINS: 'http://localhost:3000,https://your-domain.com',
  });
  expect(allowedOrigins).toEqual(['http://localhost:3000', 'https://your-domain.com']);
});

test('encryption keys as base64 and as hexadecimal digits, in their order', () => {
  const keys = [randomBytes(32), randomBytes(32), randomBytes(32)] as const;
  const [first, second, third] = keys;
  const text = `${first.toString('base64')}, ${second.toString('hex')},${third.toString('hex').toUpperCase()}`;
  const { encryptionKeys } = parseSettings({ ENCRYPTION_KEY: text });
  expect(encryptionKeys).toEqual(keys.map((key) => new Uint8Array(key)));
});

const goodKey = 'c2VjcmV0LXRoYXQtbm9ib2R5LW1heS1zZWUtMzJieXQ=';
test.each([
  ['one that is too short', `${goodKey},c2VjcmV0`, 'key 2 of 2'],
  ['a trailing comma', `${goodKey},`, 'key 2 of 2'],
  ['a comma alone', ',', 'key 1 of 2'],
  ['a passphrase', 'correct horse battery staple, not a key at all!', 'key 1 of 2'],
  ['a character that does not belong', `!${goodKey.slice(1)}`, 'key 1 of 1'],
  ['bits past the end', `${goodKey.slice(0, -2)}R=`, 'key 1 of 1'],
  ['no padding', goodKey.slice(0, -1), 'key 1 of 1'],
  ['63 digits', 'a'.repeat(63), 'key 1 of 1'],
])('an encryption key with %s is refused by its position, without showing it', (_what, text, place) => {
  expect(parseSettings({ ENCRYPTION_KEY: goodKey }).encryptionKeys).toHaveLength(1);
  let message = '';
  try {
    parseSettings({ ENCRYPTION_KEY: text });
  } catch (error) {
    message = (error as SettingsError).message;
  }
  expect(message).toContain(`  ENCRYPTION_KEY: ${place} must be 32 bytes`);
  for (const part of text.split(/[, ]+/).filter((part) => part.length > 3))
    expect(message).not.toContain(part);
});

test('API keys in plain text and as digests are stored as digests', () => {
  const digest = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());
  const hex = Buffer.from(digest('of another one')).toString('hex');
  const text = `page.1:viewer:a:key:with-colons-in-it-24+, CI_2:operator:sha256:${hex.toUpperCase()},x:admin:${'k'.repeat(24)}`;
  expect(parseSettings({ API_KEYS: text }).apiKeys).toEqual([
    { name: 'page.1', role: 'viewer', digest: digest('a:key:with-colons-in-it-24+') },
    { name: 'CI_2', role: 'operator', digest: digest('of another one') },
    { name: 'x', role: 'admin', digest: digest('k'.repeat(24)) },
  ]);
});

const goodEntry = 'ci:admin:0123456789abcdefghijklmn';
test.each([
  ['a key that is too short', `${goodEntry},b:viewer:Gk3sVq9xLw2mZr7t`, 'entry 2 of 2 must have a key'],
  [
    'an unknown role',
    `${goodEntry},b:owner:Gk3sVq9xLw2mZr7tYb5nHc8d`,
    'entry 2 of 2 must have one of the roles',
  ],
  ['a role in capitals', 'b:Admin:Gk3sVq9xLw2mZr7tYb5nHc8d', 'entry 1 of 1 must have one of the roles'],
  ['no name', `:admin:Gk3sVq9xLw2mZr7tYb5nHc8d,${goodEntry}`, 'entry 1 of 2 must have a name'],
  [
    'a name that is too long',
    `${'n'.repeat(51)}:admin:Gk3sVq9xLw2mZr7tYb5nHc8d`,
    'entry 1 of 1 must have a name',
  ],
  ['a blank in the name', 'the page:admin:Gk3sVq9xLw2mZr7tYb5nHc8d', 'entry 1 of 1 must have a name'],
  ['a name of the audit log', 'system:admin:Gk3sVq9xLw2mZr7tYb5nHc8d', 'entry 1 of 1 has a name that'],
  [
    'the key alone',
    `${goodEntry},Gk3sVq9xLw2mZr7tYb5nHc8d,${goodEntry}`,
    'entry 2 of 3 must have the form name:role:key',
  ],
  ['no key', 'b:admin', 'entry 1 of 1 must have the form name:role:key'],
  ['an empty key', 'b:admin:', 'entry 1 of 1 must have a key'],
  ['a blank in the key', 'b:admin:Gk3sVq9xLw2m Zr7tYb5nHc8d', 'entry 1 of 1 must have a key'],
  ['a digest cut short', `b:admin:sha256:${'ab'.repeat(31)}`, 'entry 1 of 1 must have 64 hexadecimal digits'],
  ['a trailing comma', `${goodEntry},`, 'entry 2 of 2 must have the form name:role:key'],
  ['a comma alone', ',', 'entry 1 of 2 must have the form name:role:key'],
  ['a name twice', `${goodEntry},ci:viewer:Gk3sVq9xLw2mZr7tYb5nHc8d`, 'entry 2 of 2 repeats the name'],
  ['a key twice', `${goodEntry},${goodEntry.replace('ci', 'b')}`, 'entry 2 of 2 repeats the key'],
])('API keys with %s are refused by their position, without showing them', (_what, text, place) => {
  let message = '';
  try {
    parseSettings({ API_KEYS: text });
  } catch (error) {
    message = (error as SettingsError).message;
  }
  expect(message).toContain(`  API_KEYS: ${place}`);
  expect(message).not.toMatch(/Gk3sVq9xLw2m|0123456789abcdef|abab|nnn/);
});

test('a host beyond loopback requires API keys or ALLOW_ANONYMOUS', () => {
  expect(() => parseSettings({ HOST: '0.0.0.0' })).toThrow(
    '  HOST: on 0.0.0.0 the API is reachable from the network without a key',
  );
  expect(parseSettings({ HOST: '0.0.0.0', API_KEYS: goodEntry }).host).toBe('0.0.0.0');
  expect(parseSettings({ HOST: '0.0.0.0', ALLOW_ANONYMOUS: 'true' }).apiKeys).toEqual([]);
  const both = parseSettings({ HOST: '0.0.0.0', ALLOW_ANONYMOUS: 'true', API_KEYS: goodEntry });
  expect(both.apiKeys).toHaveLength(1);
});

test('TARGET_CONCURRENCY may exceed WORKER_CONCURRENCY', () => {
  const settings = parseSettings({ WORKER_CONCURRENCY: '10', TARGET_CONCURRENCY: '10000' });
  expect(settings).toMatchObject({ workerConcurrency: 10, targetConcurrency: 10_000 });
});

test.each([
  ['PORT', { PORT: '70000' }],
  ['PORT', { PORT: '3e3' }],
  ['HOST', { HOST: '0.0.0.0' }],
  ['POSTGRES_URL', { POSTGRES_URL: 'mysql://x' }],
  ['POSTGRES_URL', { REDIS_HOST: 'cache' }],
  ['REDIS_URL', { POSTGRES_URL: 'postgres://x/y', REDIS_HOST: 'cache', REDIS_URL: 'redis://cache' }],
  ['REDIS_TLS', { REDIS_TLS: 'yes' }],
  ['ALLOWED_ORIGINS', { ALLOWED_ORIGINS: 'https://a.example/path' }],
  ['ALLOWED_ORIGINS', { ALLOWED_ORIGINS: '*' }],
  ['ALLOWED_TARGET_HOSTS', { ALLOWED_TARGET_HOSTS: ',' }],
  ['ALLOWED_TARGET_HOSTS', { ALLOWED_TARGET_HOSTS: 'https://example.com' }],
  ['API_KEYS', { API_KEYS: 'ci:admin:short' }],
  ['API_KEYS', { HOST: '0.0.0.0', API_KEYS: 'ci:admin:short' }],
  ['TARGET_CONCURRENCY', { TARGET_CONCURRENCY: '0' }],
  ['TARGET_CONCURRENCY', { TARGET_CONCURRENCY: '10001' }],
  ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
  ['BASE_PATH', { BASE_PATH: 'scheduler' }],
  ['BASE_PATH', { BASE_PATH: '/a/../b' }],
  ['BASE_PATH', { BASE_PATH: '/jobs' }],
])('an invalid %s is named: %o', (name, environment) => {
  expect(() => parseSettings(environment)).toThrow(SettingsError);
  expect(() => parseSettings(environment)).toThrow(`  ${name}: `);
});

const withRedisUrl = { POSTGRES_URL: 'postgres://h/db', REDIS_URL: 'redis://cache' };
test.each([
  ['REDIS_TLS', { ...withRedisUrl, REDIS_TLS: 'true' }],
  ['REDIS_TLS', { POSTGRES_URL: 'postgres://h/db', REDIS_URL: 'rediss://cache', REDIS_TLS: 'false' }],
  ['REDIS_PASSWORD', { ...withRedisUrl, REDIS_PASSWORD: 'x' }],
  ['REDIS_PORT', { ...withRedisUrl, REDIS_PORT: '6380' }],
  ['REDIS_PASSWORD', { REDIS_PASSWORD: 'x' }],
  ['REDIS_PORT', { REDIS_PORT: '6380' }],
  ['REDIS_TLS', { REDIS_TLS: 'true' }],
  ['REDIS_USERNAME', { ...withRedisUrl, REDIS_USERNAME: 'x' }],
  ['REDIS_SENTINEL_NAME', { ...withRedisUrl, REDIS_SENTINEL_NAME: 'x' }],
  ['REDIS_HOST', { POSTGRES_URL: 'postgres://h/db', REDIS_HOST: 'x', REDIS_SENTINELS: 's:26379' }],
  ['REDIS_SENTINELS', { POSTGRES_URL: 'postgres://h/db', REDIS_SENTINELS: 's1,s2:26379' }],
  ['REDIS_CA_FILE', { ...withRedisUrl, REDIS_CA_FILE: import.meta.filename }],
  ['REDIS_CA_FILE', { ...withRedisUrl, REDIS_CA_FILE: '/none.pem' }],
  ['REDIS_DB', { POSTGRES_URL: 'postgres://h/db', REDIS_HOST: 'h', REDIS_DB: '1' }],
])('%s contradicts the other settings of Redis: %o', (name, environment) => {
  expect(() => parseSettings(environment)).toThrow(`  ${name}: `);
});

test('URLs of Unix sockets, IPv6 hosts and encoded passwords are accepted', () => {
  for (const url of [
    'postgresql://u:p@/db?host=/run/postgresql&port=',
    'postgresql:///db?host=/run/postgresql',
    'postgresql://u:p%23%25@[::1]:5432/db?sslmode=require',
    'postgres://u:p@h/db?options=-c%20search_path%3Dapp',
    '  postgres://u:p@h/db\n',
  ]) {
    expect(parseSettings({ POSTGRES_URL: url }).postgresUrl).toBe(url.trim());
  }
  const redis = (REDIS_HOST: string) =>
    parseSettings({ POSTGRES_URL: 'postgres://h/db', REDIS_HOST, REDIS_PASSWORD: 'p#%' }).redisUrl;
  expect(redis('::1')).toBe('redis://:p%23%25@[::1]:6379');
  expect(redis('[::1]')).toBe('redis://:p%23%25@[::1]:6379');
});

test('.env.example says how to write a # in .env, and such a value is kept', () => {
  expect(readFileSync('.env.example', 'utf8')).toContain('Quote values with a #');
  const file = parseEnv('POSTGRES_URL=postgres://h/db\nREDIS_HOST=h\nREDIS_PASSWORD="p#ss"');
  expect(parseSettings(file).redisUrl).toBe('redis://:p%23ss@h:6379');
});

test('white space around values is removed, except from passwords', () => {
  const settings = parseSettings({
    PORT: ' 3001 ',
    HOST: '127.0.0.1 ',
    DATA_DIR: ' ./data',
    LOG_LEVEL: 'warn\n',
  });
  expect(settings).toMatchObject({ port: 3001, host: '127.0.0.1', dataDir: './data', logLevel: 'warn' });
  const redis = { POSTGRES_URL: 'postgres://h/db', REDIS_HOST: ' h ', REDIS_PASSWORD: ' p ' };
  expect(parseSettings(redis).redisUrl).toBe('redis://:%20p%20@h:6379');
});

test('one error names every invalid variable', () => {
  expect(() => parseSettings({ HOST: '0.0.0.0', ALLOWED_TARGET_HOSTS: ',' })).toThrow(
    /HOST: .*\n.*ALLOWED_TARGET_HOSTS: /s,
  );
  const several = { PORT: 'x', POSTGRES_URL: 'mysql://x', REDIS_PASSWORD: 'x', ALLOWED_TARGET_HOSTS: ',' };
  for (const name of Object.keys(several)) expect(() => parseSettings(several)).toThrow(`  ${name}: `);
});

test.each([
  'Billing\u202e',
  'a\u200bb',
  'a\u001bb',
])('an INSTANCE_NAME that deceives is refused: %j', (name) => {
  expect(() => parseSettings({ INSTANCE_NAME: name })).toThrow('must have no control or invisible character');
});
