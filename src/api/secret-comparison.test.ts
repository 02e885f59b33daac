// Tests that secrets are compared by digests of equal length with timingSafeEqual, all of them for every request.
import crypto, { createHash } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { type ApiKey, findKey, isSameSecret } from './api-keys.ts';
import { createSessionCookie, findSessionKey } from './session-cookie.ts';

/** The lengths of each compared pair. The real function compares. */
let compared: [number, number][] = [];
const { timingSafeEqual } = crypto;
crypto.timingSafeEqual = (one, other) => {
  compared.push([one.byteLength, other.byteLength]);
  return timingSafeEqual(one, other);
};
syncBuiltinESMExports();
afterAll(() => {
  crypto.timingSafeEqual = timingSafeEqual;
  syncBuiltinESMExports();
});
beforeEach(() => {
  compared = [];
});

const texts = ['first', 'second', 'third'].map((name) => `${name}-key-0123456789abcdef`);
const keys: ApiKey[] = texts.map((text, index) => ({
  name: `key-${index}`,
  role: 'viewer',
  digest: new Uint8Array(createHash('sha256').update(text).digest()),
}));
const DIGESTS: [number, number] = [32, 32];

test.each([
  ...texts,
  '',
  'x',
  `${texts[0]}x`,
  texts[0]!.slice(0, -1),
  'x'.repeat(10_000),
  'é\u0000😀',
])('an API key is compared with all keys, whether it is found or not: %j', (text) => {
  const index = texts.indexOf(text);
  expect(findKey(keys, text)?.name).toBe(index < 0 ? undefined : `key-${index}`);
  expect(compared).toEqual(keys.map(() => DIGESTS));
});

test('the signature of a session is compared as a whole, whatever it is', () => {
  const now = Date.now();
  const cookie = createSessionCookie(keys[1]!, now);
  const signature = cookie.split('.').at(-1)!;
  const forged = [signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')), 'A'.repeat(43)];
  expect(findSessionKey(keys, cookie, now)?.name).toBe('key-1');
  for (const other of forged)
    expect(findSessionKey(keys, cookie.replace(signature, other), now)).toBeUndefined();
  expect(compared).toEqual([DIGESTS, DIGESTS, DIGESTS]);
  // A signature of another length is none: it is refused before any comparison.
  expect(findSessionKey(keys, cookie.slice(0, -1), now)).toBeUndefined();
  expect(compared).toHaveLength(3);
});

test('secrets of jobs are compared by their digests', () => {
  const secret = `whsec_${'A'.repeat(40)}`;
  expect([secret, '', `${secret}A`, 'whsec_'].map((other) => isSameSecret(secret, other))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(compared).toEqual([DIGESTS, DIGESTS, DIGESTS, DIGESTS]);
});
