// Advice on how to fix a failed run, by error code; complements the error message of the service.
import type { Run } from '../../../client/src/index.ts';

const adviceByCode: Record<string, string> = {
  timeout: 'Give the job a longer timeout, or let the target answer 202 at once and do the work afterwards.',
  dns_not_found: 'Check the host name in the job’s target.',
  dns_timeout: 'Check the name servers of the target’s domain, and those of the service’s machine.',
  connection_refused: 'Check that the target is running, and that the job’s target has the right port.',
  tls_failed:
    'Renew or fix the target’s certificate. The service trusts the certificate authorities of its system.',
  status_401: 'Check the credentials in the job’s headers.',
  status_403: 'Check the credentials in the job’s headers, and their permissions.',
  status_404: 'Check the path in the job’s target.',
  status_405: 'Check the job’s method.',
  status_413: 'Make the payload smaller: the target does not accept this size.',
  status_415: 'Check the content type in the job’s headers.',
  status_429: 'The target limits requests: run the job less often, or spread its runs.',
  body_mismatch: 'Compare the response below with the text that the job expects.',
};

/** Returns an empty string if there is no advice. */
export function adviseOn({ status, error }: Run): string {
  if (error === null || (status !== 'failed' && status !== 'retrying')) return '';
  if (/^status_3\d\d$/.test(error.code))
    return 'Redirects are not followed: use the final URL as the job’s target.';
  if (/^status_5\d\d$/.test(error.code))
    return 'The target itself failed: its response below, and its log at the time of the attempt, say why.';
  return adviceByCode[error.code] ?? '';
}
