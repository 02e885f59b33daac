// Secrets at rest: values of a job that the database holds only as ciphertext.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

export const KEY_BYTES = 32;
/** Columns of `jobs` that are sealed whole; of `headers`, the values of credentials are. */
export const secretColumns = ['signing_secret', 'previous_signing_secret'] as const;
export type SecretColumn = (typeof secretColumns)[number];

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const SEALED = /^sealed:v1:([0-9a-f]{8}):([A-Za-z0-9_-]+)$/;
/** Whatever claims to be sealed must be: a damaged or newer form is not sent to a target as if it were a password. */
const CLAIMS_TO_BE_SEALED = /^sealed:v\d+:/;
/** Before a value that is stored as it is although it begins like a sealed one. */
const NOT_SEALED = 'sealed:none:';

/** A value cannot be sealed or opened; the message says which and why, and nothing of the value. */
export class SealingError extends Error {}

/** What seals and opens. Its keys are not among its properties, so that no log shows them. */
export interface Keyring {
  readonly canSeal: boolean;
  /** AES-256-GCM with the first key, bound to the job and the field. Throws `SealingError` without a key. */
  seal(jobId: string, field: string, plain: string): string;
  /**
   * Text that is not sealed is returned as it is: it was stored before there was a key.
   * Throws `SealingError` when no key fits, or when the text is damaged or belongs to another job or field.
   */
  open(jobId: string, field: string, text: string): string;
  /** Whether the text is sealed with the first key. */
  isCurrent(text: string): boolean;
}

type Headers = Record<string, string>;
/** Which headers are secret is decided elsewhere. It may come to hold for more names, never for fewer. */
export type IsSecretHeader = (name: string) => boolean;

/** Keys of 32 bytes: the first seals, all open. An empty list makes a keyring that cannot seal. */
export function createKeyring(keys: readonly Uint8Array[]): Keyring {
  const ring = keys.map((bytes) => {
    if (bytes.length !== KEY_BYTES) throw new SealingError(`An encryption key must have ${KEY_BYTES} bytes.`);
    return { id: idOf(bytes), key: createSecretKey(bytes) };
  });
  const [current] = ring;
  return {
    canSeal: current !== undefined,
    seal: (jobId, field, plain) => {
      if (current === undefined) throw new SealingError('There is no key to seal secrets with.');
      const data = encrypt(current.key, additionalData(jobId, field), plain);
      return `sealed:v1:${current.id}:${data.toString('base64url')}`;
    },
    open: (jobId, field, text) => {
      if (text.startsWith(NOT_SEALED)) return text.slice(NOT_SEALED.length);
      if (!CLAIMS_TO_BE_SEALED.test(text)) return text;
      const [, id, data] = SEALED.exec(text) ?? [];
      if (id === undefined || data === undefined) {
        throw new SealingError(`${describe(jobId, field)} is damaged, or sealed by a newer version.`);
      }
      const fitting = ring.filter((entry) => entry.id === id);
      if (fitting.length === 0) {
        throw new SealingError(
          `${describe(jobId, field)} is sealed with the key ${id}, which is not at hand.`,
        );
      }
      for (const { key } of fitting) {
        const plain = decrypt(key, additionalData(jobId, field), Buffer.from(data, 'base64url'));
        if (plain !== undefined) return plain;
      }
      throw new SealingError(`${describe(jobId, field)} is damaged, or was moved here from elsewhere.`);
    },
    isCurrent: (text) => current !== undefined && SEALED.exec(text)?.[1] === current.id,
  };
}

/**
 * A job's headers as they are stored: the values of secret ones sealed. Without a key they stay as they are, but for
 * those that begin with `sealed:`, which are marked, so that no value of a user's is ever taken for a sealed one.
 */
export function sealHeaders(
  keyring: Keyring,
  jobId: string,
  headers: Headers,
  isSecret: IsSecretHeader,
): Headers {
  return mapSecrets(headers, isSecret, (name, value) => {
    if (keyring.canSeal) return keyring.seal(jobId, headerField(name), value);
    return value.startsWith('sealed:') ? NOT_SEALED + value : value;
  });
}

/** A job's headers as the user wrote them. Throws `SealingError`, see `Keyring.open`. */
export function openHeaders(
  keyring: Keyring,
  jobId: string,
  headers: Headers,
  isSecret: IsSecretHeader,
): Headers {
  return mapSecrets(headers, isSecret, (name, value) => keyring.open(jobId, headerField(name), value));
}

export function mapSecrets(
  headers: Headers,
  isSecret: IsSecretHeader,
  change: (name: string, value: string) => string,
): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecret(name) ? change(name, value) : value]),
  );
}

/** The field of a header, whose name may be written anew in another case. */
export function headerField(name: string): string {
  return `headers.${name.toLowerCase()}`;
}

function encrypt(key: KeyObject, aad: Buffer, plain: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(aad);
  const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

/** Undefined when the data was not made by this key for this place. */
function decrypt(key: KeyObject, aad: Buffer, data: Buffer): string | undefined {
  if (data.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const nonce = data.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(aad)
    .setAuthTag(data.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const start = decipher.update(data.subarray(NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([start, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** In lower case, since an id may come from a URL in any: a value sealed under another spelling would be lost. */
function additionalData(jobId: string, field: string): Buffer {
  return Buffer.from(`${jobId.toLowerCase()}:${field}`);
}

function idOf(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

function describe(jobId: string, field: string): string {
  return `The stored secret ${field} of job ${jobId}`;
}
