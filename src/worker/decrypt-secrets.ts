// Decrypts the headers and signing secrets of a run for its attempt.
import { encryptedTest } from '../http/redact.ts';
import type { ClaimedRun } from '../store/claims.ts';
import { decryptHeaders, EncryptionError, type Keyring } from '../store/encryption.ts';

export interface DecryptedRun {
  headers: Record<string, string>;
  /** Signing secrets, the current one first. */
  secrets: string[];
}

/** Decrypts the headers and signing secrets of a run. Returns an error if no configured key decrypts them. */
export type DecryptSecrets = (run: ClaimedRun) => DecryptedRun | { error: { code: string; message: string } };

export function createDecryptSecrets(keyring: Keyring): DecryptSecrets {
  return (run) => {
    const isEncrypted = encryptedTest(run.secret_headers);
    const hasEncryptedHeaders = Object.keys(run.headers).some(isEncrypted);
    // Most runs have no secrets.
    if (!hasEncryptedHeaders && run.signing_secret === null && run.previous_signing_secret === null) {
      return { headers: run.headers, secrets: [] };
    }
    const decrypt = (field: 'signing_secret' | 'previous_signing_secret') => {
      const encrypted = run[field];
      return encrypted === null ? [] : [keyring.decrypt(run.job_id, field, encrypted)];
    };
    try {
      return {
        headers: hasEncryptedHeaders
          ? decryptHeaders(keyring, run.job_id, run.headers, isEncrypted)
          : run.headers,
        secrets: [...decrypt('signing_secret'), ...decrypt('previous_signing_secret')],
      };
    } catch (error) {
      if (!(error instanceof EncryptionError)) throw error;
      return { error: { code: 'secrets_unreadable', message: error.message } };
    }
  };
}
