// Decrypts the headers and signing secrets of a run for its attempt.
import { hasSecretHeader, isSecretHeader } from '../http/redact.ts';
import type { ClaimedRun } from '../store/claims.ts';
import { type Keyring, openHeaders, SealingError } from '../store/sealing.ts';

export interface Opened {
  headers: Record<string, string>;
  /** To sign with, the current one first. */
  secrets: string[];
}

/** Opens a run's headers and signing secrets; an error in words where the keys at hand do not fit. */
export type OpenSecrets = (run: ClaimedRun) => Opened | { error: { code: string; message: string } };

export function createOpenSecrets(keyring: Keyring): OpenSecrets {
  return (run) => {
    const hasSecretHeaders = hasSecretHeader(run.headers);
    // Most runs hold nothing that is encrypted.
    if (!hasSecretHeaders && run.signing_secret === null && run.previous_signing_secret === null) {
      return { headers: run.headers, secrets: [] };
    }
    const open = (field: 'signing_secret' | 'previous_signing_secret') => {
      const sealed = run[field];
      return sealed === null ? [] : [keyring.open(run.job_id, field, sealed)];
    };
    try {
      return {
        headers: hasSecretHeaders
          ? openHeaders(keyring, run.job_id, run.headers, isSecretHeader)
          : run.headers,
        secrets: [...open('signing_secret'), ...open('previous_signing_secret')],
      };
    } catch (error) {
      if (!(error instanceof SealingError)) throw error;
      return { error: { code: 'secrets_unreadable', message: error.message } };
    }
  };
}
