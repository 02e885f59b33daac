// Finds API keys by their digest, and compares other secrets likewise; the keys themselves are not stored.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Role } from '../../openapi/schemas/session.ts';

/** The authenticated client; without API keys `anonymous` with the role admin. */
export interface ApiClient {
  name: string;
  role: Role;
  /** How the client authenticated; null without API keys. */
  via: 'key' | 'session' | null;
}

export interface ApiKey {
  name: string;
  role: Role;
  /** SHA-256 of the key. */
  digest: Uint8Array;
}

/** Takes constant time, so that response times reveal nothing about the keys. */
export function findKey(keys: readonly ApiKey[], text: string): ApiKey | undefined {
  const digest = digestOf(text);
  let found: ApiKey | undefined;
  for (const key of keys) if (timingSafeEqual(key.digest, digest)) found = key;
  return found;
}

/** Whether two secrets are equal. Their digests are compared, so that the time shows neither content nor length. */
export function isSameSecret(one: string, other: string): boolean {
  return timingSafeEqual(digestOf(one), digestOf(other));
}

function digestOf(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}
