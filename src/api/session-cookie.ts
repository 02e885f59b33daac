// Creates and verifies session cookies, signed with a key derived from the API key; nothing is stored.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { ApiKey } from './api-keys.ts';

export const SESSION_SECONDS = 7 * 24 * 3_600;

/** Content of the cookie: end (Unix seconds), name of the API key, and a signature of both. */
const SHAPE = /^(\d{1,12})\.([A-Za-z0-9._-]{1,50})\.([A-Za-z0-9_-]{43})$/;

/** `now` in Unix milliseconds. */
export function createSessionCookie(key: ApiKey, now: number): string {
  const expires = Math.floor(now / 1_000) + SESSION_SECONDS;
  return `${expires}.${key.name}.${sign(key, expires).toString('base64url')}`;
}

/** The API key of a valid session; undefined if the session has expired or the key was removed or replaced. */
export function findSessionKey(keys: readonly ApiKey[], value: string, now: number): ApiKey | undefined {
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
