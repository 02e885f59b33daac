// Settings as an operator writes them.
import { expect, test } from 'vitest';
import { parseSettings, SettingsError } from './settings.ts';

test('nothing set: the embedded database, on loopback only', () => {
  expect(parseSettings({})).toMatchObject({
    postgresUrl: undefined,
    redisUrl: undefined,
    dataDir: './data',
    host: '127.0.0.1',
    port: 3000,
    allowedOrigins: [],
    workerConcurrency: 200,
    shutdownGraceMs: 25_000,
  });
});

test('an empty string means unset', () => {
  expect(parseSettings({ PORT: '', POSTGRES_URL: '', ALLOWED_ORIGINS: '' })).toEqual(parseSettings({}));
});

test('Redis by its parts', () => {
  const settings = {
    POSTGRES_URL: 'postgresql://u:p@db/s',
    REDIS_HOST: 'cache',
    REDIS_PASSWORD: 'p@ss',
    REDIS_TLS: 'true',
  };
  expect(parseSettings(settings).redisUrl).toBe('rediss://:p%40ss@cache:6379');
});

test('origins as the brief writes them', () => {
  const { allowedOrigins } = parseSettings({
    ALLOWED_ORIGINS: 'http://localhost:3000,https://your-domain.com',
  });
  expect(allowedOrigins).toEqual(['http://localhost:3000', 'https://your-domain.com']);
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
  ['API_KEYS', { API_KEYS: 'ci:admin:0123456789012345678901234567' }],
  ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
])('%s is named when it is wrong: %o', (name, environment) => {
  expect(() => parseSettings(environment)).toThrow(SettingsError);
  expect(() => parseSettings(environment)).toThrow(`  ${name}: `);
});

test('every bad variable is named at once', () => {
  expect(() => parseSettings({ HOST: '0.0.0.0', ALLOWED_TARGET_HOSTS: ',' })).toThrow(
    /HOST: .*\n.*ALLOWED_TARGET_HOSTS: /s,
  );
});
