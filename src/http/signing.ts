// Signs requests according to Standard Webhooks, for which many verification libraries exist.
import { hash } from 'node:crypto';

const PREFIX = 'whsec_';
const MIN_KEY_BYTES = 24;
// The block size of SHA-256, and the longest key that hmacSha256 supports.
const MAX_KEY_BYTES = 64;

/**
 * The value of the `webhook-signature` header: one `v1,<base64>` per secret in the order given, separated by spaces.
 * During a rotation both secrets sign, and the receiver accepts the one that it knows.
 * @param secrets valid according to isSigningSecret
 * @param id the `webhook-id` as sent
 * @param timestampSeconds the `webhook-timestamp` as sent, in Unix seconds
 * @param body as sent; an empty string without a body
 * @throws TypeError for a malformed secret, without quoting it
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signWebhook(
  secrets: readonly string[],
  id: string,
  timestampSeconds: number,
  body: string,
): string {
  const signed = `${id}.${timestampSeconds}.${body}`;
  return secrets.map((secret) => `v1,${hmacSha256(getKey(secret), signed)}`).join(' ');
}

/**
 * Whether the text is `whsec_` followed by the canonical base64 of 24 to 64 bytes. Refuses variants that some decoders
 * tolerate (URL alphabet, missing padding, line breaks, leftover bits): other receivers would decode another key or fail.
 */
export function isSigningSecret(text: string): boolean {
  return findKey(text) !== undefined;
}

function findKey(secret: string): Buffer | undefined {
  if (!secret.startsWith(PREFIX)) return undefined;
  const encoded = secret.slice(PREFIX.length);
  const key = Buffer.from(encoded, 'base64');
  const fits = key.length >= MIN_KEY_BYTES && key.length <= MAX_KEY_BYTES;
  return fits && key.toString('base64') === encoded ? key : undefined;
}

/** Throws for a malformed secret. Signing with an empty key would let anyone forge signatures. */
function getKey(secret: string): Buffer {
  const key = findKey(secret);
  if (key === undefined) throw new TypeError('A signing secret is malformed.');
  return key;
}

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

/**
 * HMAC-SHA-256 (RFC 2104) in base64, for keys of at most one block. Node's createHmac allocates a native object per call,
 * which costs twice as much as two hashes in a busy worker.
 */
function hmacSha256(key: Buffer, text: string): string {
  const inner = Buffer.allocUnsafe(BLOCK_BYTES + Buffer.byteLength(text));
  const outer = Buffer.allocUnsafe(BLOCK_BYTES + DIGEST_BYTES);
  for (let i = 0; i < BLOCK_BYTES; i++) {
    const byte = i < key.length ? key[i]! : 0;
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  inner.write(text, BLOCK_BYTES);
  hash('sha256', inner, 'buffer').copy(outer, BLOCK_BYTES);
  return hash('sha256', outer, 'base64');
}
