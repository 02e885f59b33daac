// What would help against a failure, by its code; where the service's own sentence does not say so already.
import type { Run } from '../../../client/src/index.ts';

const advices: Record<string, string> = {
  timeout: 'Give the job a longer timeout, or let the target answer 202 at once and work on afterwards.',
  dns_not_found: 'Check the host name in the job’s target.',
  connection_refused: 'Check that the target is up, and the port in the job’s target.',
  tls_failed: 'Renew or correct the target’s certificate; the service trusts what the system trusts.',
  status_401: 'Check the credentials in the job’s headers.',
  status_403: 'Check the credentials in the job’s headers, and what they may do.',
  status_404: 'Check the path in the job’s target.',
  status_405: 'Check the job’s method.',
  status_413: 'The target takes no payload as large as this.',
  status_415: 'Check the content type in the job’s headers.',
  status_429: 'The target is asked too often: run the job less often, or spread it.',
  body_mismatch: 'Look at the answer below, and at the text that the job expects in it.',
};

/** Empty where nothing is known to help. */
export function adviseOn({ status, error }: Run): string {
  if (error === null || (status !== 'failed' && status !== 'retrying')) return '';
  if (/^status_3\d\d$/.test(error.code))
    return 'Redirects are not followed: give the job the final address as its target.';
  return advices[error.code] ?? '';
}
