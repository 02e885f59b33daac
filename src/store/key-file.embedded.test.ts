// Tests of the embedded database's key file: created once and never replaced.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKeyring } from './encryption.ts';
import { findKeyFile, getKeyFile, KeyFileError } from './key-file.ts';
import { openStore } from './open.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'scheduler-test-'));
  file = path.join(folder, 'encryption.key');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (dataDir: string | undefined, encryptionKeys: Uint8Array[] = []) =>
  openStore({ postgresUrl: undefined, dataDir, encryptionKeys });

test('the file is created once, readable by its owner only, and then read', () => {
  expect(findKeyFile(folder)).toBeUndefined();
  // The draft of a killed process.
  writeFileSync(`${file}.draft`, 'half', { mode: 0o644 });
  const key = getKeyFile(folder);
  expect(key).toHaveLength(32);
  expect(getKeyFile(folder)).toEqual(key);
  expect(findKeyFile(folder)).toEqual(key);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['encryption.key']);
});

test.each([
  ['empty', () => ''],
  ['cut', (text: string) => text.slice(0, 20)],
  ['changed', (text: string) => text.replace(/^./, '!')],
  ['longer', (text: string) => text.trim() + text],
])('a file that is %s is refused and left alone', (_what, damage) => {
  getKeyFile(folder);
  const damaged = damage(readFileSync(file, 'utf8'));
  writeFileSync(file, damaged);
  expect(() => getKeyFile(folder)).toThrow(KeyFileError);
  expect(() => getKeyFile(folder)).toThrow(`The key file ${file} is damaged`);
  expect(readFileSync(file, 'utf8')).toBe(damaged);
});

test('the store encrypts with the folder’s key, and decrypts with it after another key came first', async () => {
  const first = await open(folder);
  const encrypted = first.keyring.encrypt('job', 'signing_secret', 'secret');
  await first.close();
  expect(createKeyring([getKeyFile(folder)]).decrypt('job', 'signing_secret', encrypted)).toBe('secret');

  const key = new Uint8Array(32).fill(7);
  const second = await open(folder, [key]);
  expect(second.keyring.decrypt('job', 'signing_secret', encrypted)).toBe('secret');
  expect(second.keyring.isCurrent(createKeyring([key]).encrypt('job', 'signing_secret', 'x'))).toBe(true);
  await second.close();
});

test('a damaged file fails the start and unlocks the folder; a key in the settings creates no file', async () => {
  writeFileSync(file, 'damaged');
  await expect(open(folder)).rejects.toThrow(KeyFileError);
  rmSync(file);
  const store = await open(folder, [new Uint8Array(32)]);
  expect(store.keyring.canEncrypt).toBe(true);
  expect(readdirSync(folder)).not.toContain('encryption.key');
  await store.close();
});

test('a database in memory has its own key', async () => {
  const store = await open(undefined);
  expect(store.keyring.canEncrypt).toBe(true);
  await store.close();
});
