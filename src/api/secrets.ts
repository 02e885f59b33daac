// Encrypts the secrets of a job for the database and decrypts those of a stored job.
import { encryptedTest } from '../http/redact.ts';
import {
  decryptHeaders,
  EncryptionError,
  encryptHeaders,
  type Keyring,
  type SecretColumn,
} from '../store/encryption.ts';
import type { JobDefinition, JobRow } from '../store/jobs.ts';
import { secretNames } from './job-mapping.ts';
import { Problem } from './problems.ts';

/** The declared secrets and the replaced one; a secret without a column in the store is a compile error. */
const columns: readonly SecretColumn[] = [...secretNames, 'previous_signing_secret'];

/** Encrypts the secrets of a definition. Throws a 409 for a stored secret that was never encrypted, without a key. */
export function encryptDefinition(keyring: Keyring, jobId: string, definition: JobDefinition): JobDefinition {
  try {
    const headers = encryptHeaders(
      keyring,
      jobId,
      definition.headers,
      encryptedTest(definition.secret_headers),
    );
    const secrets = mapSecretColumns(definition, (column, plain) => keyring.encrypt(jobId, column, plain));
    return { ...definition, headers, ...secrets };
  } catch (error) {
    if (!(error instanceof EncryptionError)) throw error;
    throw new Problem(
      409,
      'The signing secret cannot be stored: set ENCRYPTION_KEY for the service, or set signing_secret to null.',
    );
  }
}

/** Decrypts the secrets of a job. Throws a 409 if no configured key decrypts them. */
export function decryptJob(keyring: Keyring, job: JobRow): JobRow {
  try {
    const headers = decryptHeaders(keyring, job.id, job.headers, encryptedTest(job.secret_headers));
    const secrets = mapSecretColumns(job, (column, stored) => keyring.decrypt(job.id, column, stored));
    return { ...job, headers, ...secrets };
  } catch (error) {
    if (!(error instanceof EncryptionError)) throw error;
    throw new Problem(409, `The job cannot be edited: its secrets cannot be decrypted. ${error.message}`);
  }
}

function mapSecretColumns(
  job: Pick<JobDefinition, SecretColumn>,
  map: (column: SecretColumn, text: string) => string,
): Partial<Pick<JobDefinition, SecretColumn>> {
  const mapped: Partial<Pick<JobDefinition, SecretColumn>> = {};
  for (const column of columns) {
    const text = job[column];
    mapped[column] = text === null ? null : map(column, text);
  }
  return mapped;
}
