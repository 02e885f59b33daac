// Secrets of a job on their way into the database and out of it.
import { isSecretHeader } from '../http/redact.ts';
import type { JobDefinition, JobRow } from '../store/jobs.ts';
import { type Keyring, openHeaders, SealingError, sealHeaders } from '../store/sealing.ts';
import { Problem } from './problems.ts';

/** The definition as it is stored. */
export function sealDefinition(keyring: Keyring, jobId: string, definition: JobDefinition): JobDefinition {
  const seal = (field: 'signing_secret' | 'previous_signing_secret') => {
    const plain = definition[field];
    return plain === null ? null : keyring.seal(jobId, field, plain);
  };
  return {
    ...definition,
    headers: sealHeaders(keyring, jobId, definition.headers, isSecretHeader),
    signing_secret: seal('signing_secret'),
    previous_signing_secret: seal('previous_signing_secret'),
  };
}

/** The job as its user wrote it. Throws a 409 where the keys at hand do not open what is sealed. */
export function openJob(keyring: Keyring, job: JobRow): JobRow {
  const open = (field: 'signing_secret' | 'previous_signing_secret') => {
    const stored = job[field];
    return stored === null ? null : keyring.open(job.id, field, stored);
  };
  try {
    return {
      ...job,
      headers: openHeaders(keyring, job.id, job.headers, isSecretHeader),
      signing_secret: open('signing_secret'),
      previous_signing_secret: open('previous_signing_secret'),
    };
  } catch (error) {
    if (!(error instanceof SealingError)) throw error;
    throw new Problem(409, `The job cannot be edited: its secrets cannot be read. ${error.message}`);
  }
}
