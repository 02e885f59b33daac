// Access keys, of which only digests are held.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Caller } from './handlers.ts';

export interface ApiKey extends Caller {
  /** SHA-256 of the key. */
  digest: Uint8Array;
}

/** Takes as long whichever key it is, and whether it is one. */
export function findKey(keys: readonly ApiKey[], text: string): ApiKey | undefined {
  const digest = createHash('sha256').update(text).digest();
  let found: ApiKey | undefined;
  for (const key of keys) if (timingSafeEqual(key.digest, digest)) found = key;
  return found;
}
