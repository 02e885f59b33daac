// Decrypts the headers and signing secrets of a run for its attempt.
import { hasSecretHeader, isSecretHeader } from '../http/redact.ts';
import type { ClaimedRun } from '../store/claims.ts';
import { decryptHeaders, EncryptionError, type Keyring } from '../store/encryption.ts';

export interface Opened {
  headers: Record<string, string>;
  /** To sign with, the current one first. */
  secrets: string[];
}

/** Opens a run's headers and signing secrets; an error in words where the keys at hand do not fit. */
export type DecryptSecrets = (run: ClaimedRun) => Opened | { error: { code: string; message: string } };

export function createDecryptSecrets(keyring: Keyring): DecryptSecrets {
  return (run) => {
    const hasSecretHeaders = hasSecretHeader(run.headers);
    // Most runs hold nothing that is encrypted.
    if (!hasSecretHeaders && run.signing_secret === null && run.previous_signing_secret === null) {
      return { headers: run.headers, secrets: [] };
    }
    const decrypt = (field: 'signing_secret' | 'previous_signing_secret') => {
      const encrypted = run[field];
      return encrypted === null ? [] : [keyring.decrypt(run.job_id, field, encrypted)];
    };
    try {
      return {
        headers: hasSecretHeaders
          ? decryptHeaders(keyring, run.job_id, run.headers, isSecretHeader)
          : run.headers,
        secrets: [...decrypt('signing_secret'), ...decrypt('previous_signing_secret')],
      };
    } catch (error) {
      if (!(error instanceof EncryptionError)) throw error;
      return { error: { code: 'secrets_unreadable', message: error.message } };
    }
  };
}
