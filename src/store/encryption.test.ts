// Tests of encryption at rest: keys, damage, rotation, headers, and plain values that look encrypted.
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSecretHeader } from '../http/redact.ts';
import { createKeyring, decryptHeaders, EncryptionError, encryptHeaders } from './encryption.ts';
import { newId } from './ids.ts';

const job = newId();
const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
const keyring = createKeyring([oldKey]);
const keyless = createKeyring([]);
const SECRET = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

test('any text decrypts to itself, and each encryption differs', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (plain) => {
      const encrypted = keyring.encrypt(job, 'signing_secret', plain);
      expect(encrypted).toMatch(/^sealed:v1:[0-9a-f]{8}:[A-Za-z0-9_-]{38,}$/);
      expect(keyring.decrypt(job, 'signing_secret', encrypted)).toBe(plain);
      expect(keyring.encrypt(job, 'signing_secret', plain)).not.toBe(encrypted);
    }),
  );
});

test('upper and lower case of a job ID are equal', () => {
  expect(keyring.decrypt(job, 'f', keyring.encrypt(job.toUpperCase(), 'f', SECRET))).toBe(SECRET);
});

test('a value is bound to its job and its field', () => {
  const encrypted = keyring.encrypt(job, 'signing_secret', SECRET);
  expect(() => keyring.decrypt(newId(), 'signing_secret', encrypted)).toThrow(EncryptionError);
  expect(() => keyring.decrypt(job, 'previous_signing_secret', encrypted)).toThrow(EncryptionError);
});

test('any damage is detected, and the message does not show the value', () => {
  const encrypted = keyring.encrypt(job, 'signing_secret', SECRET);
  // After the head: a changed key ID is a different error.
  for (let at = 'sealed:v1:01234567:'.length; at < encrypted.length - 1; at++) {
    const damaged = `${encrypted.slice(0, at)}${encrypted[at] === 'A' ? 'B' : 'A'}${encrypted.slice(at + 1)}`;
    expect(() => keyring.decrypt(job, 'signing_secret', damaged)).toThrow(
      /^The stored secret signing_secret of job \S+ is damaged, or belongs to another job or field/,
    );
  }
  const head = encrypted.slice(0, 'sealed:v1:01234567:'.length);
  for (const damaged of [
    head,
    `${head}AAAA`,
    encrypted.slice(0, -10),
    'sealed:v1:',
    `${encrypted}!`,
    'sealed:v2:x',
  ]) {
    expect(() => keyring.decrypt(job, 'signing_secret', damaged)).toThrow(/ is damaged, /);
  }
});

test('all keys decrypt, the first encrypts', () => {
  const old = keyring.encrypt(job, 'signing_secret', SECRET);
  const rotated = createKeyring([newKey, oldKey]);
  expect(rotated.decrypt(job, 'signing_secret', old)).toBe(SECRET);
  expect(rotated.isCurrent(old)).toBe(false);

  const encrypted = rotated.encrypt(job, 'signing_secret', SECRET);
  expect(rotated.isCurrent(encrypted)).toBe(true);
  expect(createKeyring([newKey]).decrypt(job, 'signing_secret', encrypted)).toBe(SECRET);
  expect(() => keyring.decrypt(job, 'signing_secret', encrypted)).toThrow(
    / is encrypted with the key [0-9a-f]{8}, /,
  );
});

test('without a key encryption fails, and plain values are returned unchanged', () => {
  expect([keyring.canEncrypt, keyless.canEncrypt]).toEqual([true, false]);
  expect(() => keyless.encrypt(job, 'signing_secret', SECRET)).toThrow(EncryptionError);
  expect(keyless.decrypt(job, 'signing_secret', SECRET)).toBe(SECRET);
  expect(keyring.decrypt(job, 'signing_secret', SECRET)).toBe(SECRET);
  expect([keyless.isCurrent(SECRET), keyring.isCurrent(SECRET)]).toEqual([false, false]);
  expect(() => keyless.decrypt(job, 'f', keyring.encrypt(job, 'f', SECRET))).toThrow(EncryptionError);
});

test('a printed keyring shows no key, and a key of another length is refused', () => {
  const printed = inspect(keyring, { depth: 9, showHidden: true });
  for (const encoding of ['hex', 'base64'] as const) expect(printed).not.toContain(oldKey.toString(encoding));
  expect(() => createKeyring([randomBytes(16)])).toThrow(EncryptionError);
});

test('secret headers are encrypted under their lower-case name, others are unchanged', () => {
  const headers = { Authorization: 'Bearer abc', 'x-tenant': 'acme', 'X-Api-Key': '', ['__proto__']: 'x' };
  const encrypted = encryptHeaders(keyring, job, headers, isSecretHeader);
  expect(Object.keys(encrypted)).toEqual(Object.keys(headers));
  expect(encrypted).toMatchObject({
    'x-tenant': 'acme',
    Authorization: expect.stringMatching(/^sealed:v1:/),
  });
  expect(keyring.isCurrent(encrypted['X-Api-Key']!)).toBe(true);
  expect(keyring.decrypt(job, 'headers.authorization', encrypted['Authorization']!)).toBe('Bearer abc');
  expect(decryptHeaders(keyring, job, encrypted, isSecretHeader)).toEqual(headers);

  const { Authorization, ...rest } = encrypted;
  const renamed = { authorization: Authorization!, ...rest };
  expect(decryptHeaders(keyring, job, renamed, isSecretHeader)['authorization']).toBe('Bearer abc');
});

test.each([
  'sealed: with a kiss',
  'sealed:v1:00000000:AAAA',
  'sealed:none:',
  'sealed:none:sealed:v1:x',
  keyring.encrypt(job, 'headers.authorization', 'of the key itself'),
])('a plain value that looks encrypted is returned unchanged, with and without a key: %s', (value) => {
  const headers = { Authorization: value, 'x-note': value };
  const stored = [keyring, keyless].map((ring) => encryptHeaders(ring, job, headers, isSecretHeader));
  for (const ring of [keyring, createKeyring([newKey, oldKey])]) {
    for (const row of stored) expect(decryptHeaders(ring, job, row, isSecretHeader)).toEqual(headers);
  }
  expect(decryptHeaders(keyless, job, stored[1]!, isSecretHeader)).toEqual(headers);
});

test('without a key values are stored as plain text', () => {
  const headers = { Authorization: 'Bearer abc', Cookie: 'a=b' };
  expect(encryptHeaders(keyless, job, headers, isSecretHeader)).toEqual(headers);
  expect(decryptHeaders(keyring, job, headers, isSecretHeader)).toEqual(headers);
});
