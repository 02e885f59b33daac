// Signs requests as Standard Webhooks does, so that a receiver can tell them from forgeries with any of its libraries.
import { hash } from 'node:crypto';

const PREFIX = 'whsec_';
const MIN_KEY_BYTES = 24;
// The block of SHA-256: hmacSha256 takes no longer key.
const MAX_KEY_BYTES = 64;

/**
 * The value of the `webhook-signature` header: one `v1,<base64>` per secret in the order given, separated by spaces.
 * While a secret is being replaced both sign, and the receiver accepts whichever it knows.
 * @param secrets as isSigningSecret admits them
 * @param id the `webhook-id` as sent
 * @param timestampSeconds the `webhook-timestamp` as sent, Unix seconds
 * @param body as sent, the empty string when there is none
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
 * Whether the text is `whsec_` and the base64 of 24 to 64 bytes, exactly as an encoder writes it. What decoders merely
 * forgive (the URL alphabet, missing padding, line breaks, bits that are left over) is refused: each receiver's library
 * forgives something else, and would arrive at another key or none.
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

/** Nothing is signed with what is left of a broken secret: an empty key would sign for everybody. */
function getKey(secret: string): Buffer {
  const key = findKey(secret);
  if (key === undefined) throw new TypeError('A signing secret is malformed.');
  return key;
}

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

/**
 * HMAC-SHA-256 (RFC 2104) in base64, for keys of at most one block. Node's own makes a native object for each call: in
 * a busy worker that costs twice as much as two hashes.
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
