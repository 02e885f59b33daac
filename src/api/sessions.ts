// Sessions without a store: a value signed with a key that is derived from the access key, so that it ends with it.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { ApiKey } from './keys.ts';

export const SESSION_SECONDS = 7 * 24 * 3_600;

/** What the cookie holds: until when (Unix seconds), the name of the key, and the signature over both. */
const SHAPE = /^(\d{1,12})\.([A-Za-z0-9._-]{1,50})\.([A-Za-z0-9_-]{43})$/;

/** `now` in Unix milliseconds. */
export function issueSession(key: ApiKey, now: number): string {
  const expires = Math.floor(now / 1_000) + SESSION_SECONDS;
  return `${expires}.${key.name}.${sign(key, expires).toString('base64url')}`;
}

/** The key that a session was issued for, as it is today; undefined where there is none any more. */
export function findSession(keys: readonly ApiKey[], value: string, now: number): ApiKey | undefined {
  const [, expires, name, signature] = SHAPE.exec(value) ?? [];
  const key = keys.find((candidate) => candidate.name === name);
  if (!key || Number(expires) * 1_000 <= now) return undefined;
  const isGenuine = timingSafeEqual(Buffer.from(signature!, 'base64url'), sign(key, Number(expires)));
  return isGenuine ? key : undefined;
}

function sign(key: ApiKey, expires: number): Buffer {
  const secret = hkdfSync('sha256', key.digest, '', 'scheduler-service session 1', 32);
  return createHmac('sha256', new Uint8Array(secret)).update(`${expires}.${key.name}`).digest();
}
