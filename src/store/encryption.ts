// Encrypts the secrets of jobs for storage: AES-256-GCM, bound to the job and the field.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

export const KEY_BYTES = 32;
/** Columns of `jobs` that are encrypted whole. In `headers`, only the values of secret headers are encrypted. */
export const secretColumns = ['signing_secret', 'previous_signing_secret'] as const;
export type SecretColumn = (typeof secretColumns)[number];

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The stored form. The prefix `sealed` is part of existing data. */
const ENCRYPTED = /^sealed:v1:([0-9a-f]{8}):([A-Za-z0-9_-]+)$/;
/** A damaged or newer form is refused instead of sent to a target as if it were a password. */
const LOOKS_ENCRYPTED = /^sealed:v\d+:/;
/** Prefix of a value that is stored as plain text although it begins like an encrypted one. */
const NOT_ENCRYPTED = 'sealed:none:';

/** A value cannot be encrypted or decrypted. The message names the field and the reason, never the value. */
export class EncryptionError extends Error {}

/** Encrypts and decrypts. The keys are not properties, so that no log shows them. */
export interface Keyring {
  readonly canEncrypt: boolean;
  /** AES-256-GCM with the first key, bound to the job and the field. Throws `EncryptionError` without a key. */
  encrypt(jobId: string, field: string, plain: string): string;
  /**
   * Returns text that is not encrypted unchanged: it was stored before a key was set.
   * Throws `EncryptionError` when no key fits, or when the text is damaged or belongs to another job or field.
   */
  decrypt(jobId: string, field: string, text: string): string;
  /** Whether the text is encrypted with the first key. */
  isCurrent(text: string): boolean;
}

type Headers = Record<string, string>;
/** Whether a header is secret. A later version may add names; it never removes one. */
export type IsSecretHeader = (name: string) => boolean;

/** Creates a keyring of 32-byte keys: the first encrypts, all decrypt. Without keys it cannot encrypt. */
export function createKeyring(keys: readonly Uint8Array[]): Keyring {
  const ring = keys.map((bytes) => {
    if (bytes.length !== KEY_BYTES)
      throw new EncryptionError(`An encryption key must have ${KEY_BYTES} bytes.`);
    return { id: idOf(bytes), key: createSecretKey(bytes) };
  });
  const [current] = ring;
  return {
    canEncrypt: current !== undefined,
    encrypt: (jobId, field, plain) => {
      if (current === undefined) throw new EncryptionError('There is no key to encrypt secrets with.');
      const data = encryptBytes(current.key, additionalData(jobId, field), plain);
      return `sealed:v1:${current.id}:${data.toString('base64url')}`;
    },
    decrypt: (jobId, field, text) => {
      if (text.startsWith(NOT_ENCRYPTED)) return text.slice(NOT_ENCRYPTED.length);
      if (!LOOKS_ENCRYPTED.test(text)) return text;
      const [, id, data] = ENCRYPTED.exec(text) ?? [];
      if (id === undefined || data === undefined) {
        throw new EncryptionError(`${label(jobId, field)} is damaged, or encrypted by a newer version.`);
      }
      const fitting = ring.filter((entry) => entry.id === id);
      if (fitting.length === 0) {
        throw new EncryptionError(
          `${label(jobId, field)} is encrypted with the key ${id}, which is not set.`,
        );
      }
      for (const { key } of fitting) {
        const plain = decryptBytes(key, additionalData(jobId, field), Buffer.from(data, 'base64url'));
        if (plain !== undefined) return plain;
      }
      throw new EncryptionError(`${label(jobId, field)} is damaged, or belongs to another job or field.`);
    },
    isCurrent: (text) => current !== undefined && ENCRYPTED.exec(text)?.[1] === current.id,
  };
}

/**
 * Encrypts the values of secret headers. Without a key they stay plain text; those that begin with `sealed:` get a
 * prefix, so that no value of a user is taken for an encrypted one.
 */
export function encryptHeaders(
  keyring: Keyring,
  jobId: string,
  headers: Headers,
  isSecret: IsSecretHeader,
): Headers {
  return mapSecrets(headers, isSecret, (name, value) => {
    if (keyring.canEncrypt) return keyring.encrypt(jobId, headerField(name), value);
    return value.startsWith('sealed:') ? NOT_ENCRYPTED + value : value;
  });
}

/** Decrypts the values of secret headers. Throws `EncryptionError`, see `Keyring.decrypt`. */
export function decryptHeaders(
  keyring: Keyring,
  jobId: string,
  headers: Headers,
  isSecret: IsSecretHeader,
): Headers {
  return mapSecrets(headers, isSecret, (name, value) => keyring.decrypt(jobId, headerField(name), value));
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

/** The field name of a header, in lower case: an edit may change the case of the header. */
export function headerField(name: string): string {
  return `headers.${name.toLowerCase()}`;
}

function encryptBytes(key: KeyObject, aad: Buffer, plain: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(aad);
  const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

/** Undefined if the data was not encrypted with this key for this job and field. */
function decryptBytes(key: KeyObject, aad: Buffer, data: Buffer): string | undefined {
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

/** In lower case: an ID in a URL may have upper-case letters, and would not decrypt the value. */
function additionalData(jobId: string, field: string): Buffer {
  return Buffer.from(`${jobId.toLowerCase()}:${field}`);
}

function idOf(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

function label(jobId: string, field: string): string {
  const owner = /^(channel|credential)s\./.exec(field)?.[1] ?? 'job';
  return `The stored secret ${field} of ${owner} ${jobId}`;
}
