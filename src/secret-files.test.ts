// Tests that settings with a secret can be read from files.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseSettings } from './settings.ts';
import { secretNames } from './shown-settings.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'scheduler-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};
const keys = ['a:admin:0123456789abcdefghijklmn', 'b:viewer:nmlkjihgfedcba9876543210'] as const;

test('reads secrets from files, without the line break at the end', () => {
  const settings = parseSettings({
    POSTGRES_URL_FILE: write('url', 'postgresql://u:p@db/s\n'),
    REDIS_HOST: 'cache',
    REDIS_PASSWORD_FILE: write('password', 'p#ss \r\n'),
    API_KEYS_FILE: write('keys', `${keys[0]}\n${keys[1]}\n`),
    ENCRYPTION_KEY_FILE: write('key', `${'a'.repeat(64)},\n${'b'.repeat(64)}`),
  });
  expect(settings.postgresUrl).toBe('postgresql://u:p@db/s');
  expect(settings.redisUrl).toBe('redis://:p%23ss%20@cache:6379');
  expect(settings.apiKeys).toEqual(parseSettings({ API_KEYS: keys.join(',') }).apiKeys);
  expect(settings.encryptionKeys).toHaveLength(2);
  expect(settings.shown.find(({ name }) => name === 'POSTGRES_URL')?.value).toBe(
    'postgresql://u:[redacted]@db/s',
  );
});

test.each([
  ['a missing file', { API_KEYS_FILE: '/nowhere' }, 'the file /nowhere cannot be read (ENOENT)'],
  ['an empty file', { API_KEYS_FILE: write('empty', '\n') }, 'is empty'],
  ['both forms', { API_KEYS: keys[0], API_KEYS_FILE: write('one', keys[0]) }, 'either API_KEYS or'],
  ['an invalid value', { API_KEYS_FILE: write('bad', 'a:admin:short-secret') }, 'entry 1 of 1 must have'],
])('%s is refused with the name of the variable', (_what, environment, part) => {
  let message = '';
  try {
    parseSettings(environment);
  } catch (error) {
    ({ message } = error as Error);
  }
  expect(message).toContain('\n  API_KEYS_FILE: ');
  expect(message).toContain(part);
  expect(message).not.toContain('short-secret');
});

test('every secret setting has a file', () => {
  const missing = secretNames.map((name) => ({ [`${name}_FILE`]: '/nowhere' }));
  for (const environment of missing) {
    expect(() => parseSettings(environment)).toThrow(`${Object.keys(environment)[0]}: the file /nowhere`);
  }
});
