// Sealed values: what opens them, what does not, and what is never taken for one.
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSecretHeader } from '../http/redact.ts';
import { newId } from './ids.ts';
import { createKeyring, openHeaders, SealingError, sealHeaders } from './sealing.ts';

const job = newId();
const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
const keyring = createKeyring([oldKey]);
const keyless = createKeyring([]);
const SECRET = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

test('any text comes back as it was, sealed differently each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (plain) => {
      const sealed = keyring.seal(job, 'signing_secret', plain);
      expect(sealed).toMatch(/^sealed:v1:[0-9a-f]{8}:[A-Za-z0-9_-]{38,}$/);
      expect(keyring.open(job, 'signing_secret', sealed)).toBe(plain);
      expect(keyring.seal(job, 'signing_secret', plain)).not.toBe(sealed);
    }),
  );
});

test('a job’s id is the same in any case', () => {
  expect(keyring.open(job, 'f', keyring.seal(job.toUpperCase(), 'f', SECRET))).toBe(SECRET);
});

test('a value is bound to its job and its field', () => {
  const sealed = keyring.seal(job, 'signing_secret', SECRET);
  expect(() => keyring.open(newId(), 'signing_secret', sealed)).toThrow(SealingError);
  expect(() => keyring.open(job, 'previous_signing_secret', sealed)).toThrow(SealingError);
});

test('every damage is noticed, and the message shows nothing of the value', () => {
  const sealed = keyring.seal(job, 'signing_secret', SECRET);
  // Past the head: a changed key id is another matter.
  for (let at = 'sealed:v1:01234567:'.length; at < sealed.length - 1; at++) {
    const damaged = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
    expect(() => keyring.open(job, 'signing_secret', damaged)).toThrow(
      /^The stored secret signing_secret of job \S+ is damaged, or was moved here/,
    );
  }
  const head = sealed.slice(0, 'sealed:v1:01234567:'.length);
  for (const damaged of [
    head,
    `${head}AAAA`,
    sealed.slice(0, -10),
    'sealed:v1:',
    `${sealed}!`,
    'sealed:v2:x',
  ]) {
    expect(() => keyring.open(job, 'signing_secret', damaged)).toThrow(/ is damaged, /);
  }
});

test('all keys open, the first seals', () => {
  const old = keyring.seal(job, 'signing_secret', SECRET);
  const rotated = createKeyring([newKey, oldKey]);
  expect(rotated.open(job, 'signing_secret', old)).toBe(SECRET);
  expect(rotated.isCurrent(old)).toBe(false);

  const sealed = rotated.seal(job, 'signing_secret', SECRET);
  expect(rotated.isCurrent(sealed)).toBe(true);
  expect(createKeyring([newKey]).open(job, 'signing_secret', sealed)).toBe(SECRET);
  expect(() => keyring.open(job, 'signing_secret', sealed)).toThrow(/ is sealed with the key [0-9a-f]{8}, /);
});

test('without a key nothing is sealed, and what is not sealed still opens', () => {
  expect([keyring.canSeal, keyless.canSeal]).toEqual([true, false]);
  expect(() => keyless.seal(job, 'signing_secret', SECRET)).toThrow(SealingError);
  expect(keyless.open(job, 'signing_secret', SECRET)).toBe(SECRET);
  expect(keyring.open(job, 'signing_secret', SECRET)).toBe(SECRET);
  expect([keyless.isCurrent(SECRET), keyring.isCurrent(SECRET)]).toEqual([false, false]);
  expect(() => keyless.open(job, 'f', keyring.seal(job, 'f', SECRET))).toThrow(SealingError);
});

test('a keyring shows no key when it is printed, and takes no key of another length', () => {
  const printed = inspect(keyring, { depth: 9, showHidden: true });
  for (const encoding of ['hex', 'base64'] as const) expect(printed).not.toContain(oldKey.toString(encoding));
  expect(() => createKeyring([randomBytes(16)])).toThrow(SealingError);
});

test('headers: secret ones are sealed under their lower-case name, others stay', () => {
  const headers = { Authorization: 'Bearer abc', 'x-tenant': 'acme', 'X-Api-Key': '', ['__proto__']: 'x' };
  const sealed = sealHeaders(keyring, job, headers, isSecretHeader);
  expect(Object.keys(sealed)).toEqual(Object.keys(headers));
  expect(sealed).toMatchObject({ 'x-tenant': 'acme', Authorization: expect.stringMatching(/^sealed:v1:/) });
  expect(keyring.isCurrent(sealed['X-Api-Key']!)).toBe(true);
  expect(keyring.open(job, 'headers.authorization', sealed['Authorization']!)).toBe('Bearer abc');
  expect(openHeaders(keyring, job, sealed, isSecretHeader)).toEqual(headers);

  const { Authorization, ...rest } = sealed;
  const renamed = { authorization: Authorization!, ...rest };
  expect(openHeaders(keyring, job, renamed, isSecretHeader)['authorization']).toBe('Bearer abc');
});

test.each([
  'sealed: with a kiss',
  'sealed:v1:00000000:AAAA',
  'sealed:none:',
  'sealed:none:sealed:v1:x',
  keyring.seal(job, 'headers.authorization', 'of the key itself'),
])('a user’s value that looks sealed comes back unchanged, with a key and without: %s', (value) => {
  const headers = { Authorization: value, 'x-note': value };
  const stored = [keyring, keyless].map((ring) => sealHeaders(ring, job, headers, isSecretHeader));
  for (const ring of [keyring, createKeyring([newKey, oldKey])]) {
    for (const row of stored) expect(openHeaders(ring, job, row, isSecretHeader)).toEqual(headers);
  }
  expect(openHeaders(keyless, job, stored[1]!, isSecretHeader)).toEqual(headers);
});

test('without a key ordinary values are stored as they are', () => {
  const headers = { Authorization: 'Bearer abc', Cookie: 'a=b' };
  expect(sealHeaders(keyless, job, headers, isSecretHeader)).toEqual(headers);
  expect(openHeaders(keyring, job, headers, isSecretHeader)).toEqual(headers);
});
