// Finds API keys by their digest; the keys themselves are not stored.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiClient } from './handlers.ts';

export interface ApiKey extends ApiClient {
  /** SHA-256 of the key. */
  digest: Uint8Array;
}

/** Takes constant time, so that response times reveal nothing about the keys. */
export function findKey(keys: readonly ApiKey[], text: string): ApiKey | undefined {
  const digest = createHash('sha256').update(text).digest();
  let found: ApiKey | undefined;
  for (const key of keys) if (timingSafeEqual(key.digest, digest)) found = key;
  return found;
}
