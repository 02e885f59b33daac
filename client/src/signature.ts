// Standard Webhooks signatures: HMAC-SHA256 over ID, timestamp and body, with one or several secrets.

const PREFIX = 'whsec_';
const VERSION = 'v1,';
const MIN_KEY_BYTES = 24;
const MAX_KEY_BYTES = 64;
const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' };
/** Limits the number of verified signatures per request, because each costs a computation. */
const MAX_SIGNATURES = 16;

/** One secret, or all valid secrets during a rotation. */
export type Secrets = string | readonly string[];

export interface Signed {
  id: string;
  /** Unix seconds, as in the header. */
  timestamp: string;
  body: Uint8Array;
}

/** The value of `webhook-signature`: one signature per secret. */
export async function sign(secrets: Secrets, signed: Signed): Promise<string> {
  const message = messageOf(signed);
  const signatures = [];
  for (const secret of listSecrets(secrets)) {
    const key = await importKey(secret, 'sign');
    signatures.push(VERSION + toBase64(new Uint8Array(await crypto.subtle.sign(ALGORITHM, key, message))));
  }
  return signatures.join(' ');
}

/** Whether a signature in the header matches one of the secrets. WebCrypto compares in constant time. */
export async function isSignedBy(secrets: Secrets, header: string, signed: Signed): Promise<boolean> {
  const signatures = header
    .split(' ')
    .filter((text) => text.startsWith(VERSION))
    .slice(0, MAX_SIGNATURES)
    .flatMap((text) => fromBase64(text.slice(VERSION.length)) ?? []);
  const message = messageOf(signed);
  for (const secret of listSecrets(secrets)) {
    const key = await importKey(secret, 'verify');
    for (const signature of signatures) {
      if (await crypto.subtle.verify(ALGORITHM, key, signature, message)) return true;
    }
  }
  return false;
}

/** Generates a secret for the `signing_secret` of a job and its receiver. */
export function createSecret(): string {
  return PREFIX + toBase64(crypto.getRandomValues(new Uint8Array(32)));
}

function messageOf({ id, timestamp, body }: Signed): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${id}.${timestamp}.`);
  const message = new Uint8Array(head.length + body.length);
  message.set(head);
  message.set(body, head.length);
  return message;
}

function listSecrets(secrets: Secrets): readonly string[] {
  // An unset environment variable is undefined in spite of the type.
  const list = typeof secrets === 'string' ? [secrets] : ((secrets as readonly string[] | undefined) ?? []);
  if (list.length === 0) throw new TypeError('The signing secret is missing.');
  return list;
}

/** Throws for a malformed secret, without quoting it. */
async function importKey(secret: string, use: 'sign' | 'verify'): Promise<CryptoKey> {
  const isPrefixed = typeof secret === 'string' && secret.startsWith(PREFIX);
  const bytes = isPrefixed ? fromBase64(secret.slice(PREFIX.length)) : undefined;
  if (!bytes || bytes.length < MIN_KEY_BYTES || bytes.length > MAX_KEY_BYTES) {
    throw new TypeError(
      'A signing secret is malformed. It must be whsec_ followed by 24 to 64 bytes in base64.',
    );
  }
  return await crypto.subtle.importKey('raw', bytes, ALGORITHM, false, [use]);
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** Returns undefined for base64 that is not canonical. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    return toBase64(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}
