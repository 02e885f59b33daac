// Groups failed runs by error, status code and target host.
import type { FailedRun } from '../store/failures.ts';

export interface FailureGroup {
  newest: FailedRun;
  runs: number;
  /** The message of every run in the group; a general sentence if their messages differ. */
  message: string;
  /** The newest run of each job, newest first. */
  jobs: Map<string, FailedRun>;
}

/** The runs are sorted newest first, and so are the groups. */
export function groupFailures(runs: FailedRun[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const run of runs) {
    const key = JSON.stringify([run.error_code, run.status_code, run.target_host]);
    const group = groups.get(key) ?? { newest: run, runs: 0, message: run.error_message, jobs: new Map() };
    groups.set(key, group);
    group.runs += 1;
    if (group.message !== run.error_message) group.message = summarize(run);
    if (!group.jobs.has(run.job_id)) group.jobs.set(run.job_id, run);
  }
  return [...groups.values()];
}

const NOT_CALLED = 'was not called:';

/** What runs with the same error code have in common: their messages differ in limits, addresses and reasons. */
const summaries: Record<string, string> = {
  timeout: 'did not respond within the timeout of the job.',
  body_mismatch: 'sent a body without the expected text.',
  dns_not_found: 'could not be found: the host name does not exist.',
  dns_failed: 'could not be found: the name server returned an error.',
  dns_timeout: 'could not be found: no name server answered.',
  connection_refused: 'refused the connection.',
  connection_reset: 'closed the connection before it responded.',
  connection_failed: 'could not be connected to.',
  connect_timeout: 'did not accept a connection.',
  host_unreachable: 'could not be reached: there is no route to it.',
  tls_failed: 'did not complete the TLS handshake.',
  proxy_failed: 'could not be reached through the proxy.',
  invalid_response: 'did not send a valid HTTP/1.1 response.',
  token_failed: `${NOT_CALLED} the token endpoint of the credential returned no token.`,
  token_not_allowed: `${NOT_CALLED} ALLOWED_TARGET_HOSTS does not allow the token endpoint.`,
  target_not_allowed: `${NOT_CALLED} ALLOWED_TARGET_HOSTS does not allow the URL.`,
  address_not_allowed: `${NOT_CALLED} ALLOWED_TARGET_HOSTS does not allow its address.`,
  credential_refused: `${NOT_CALLED} the hosts of the credential do not cover it.`,
  credential_missing: `${NOT_CALLED} the credential of the job does not exist.`,
  secrets_unreadable: `${NOT_CALLED} the secrets of the job cannot be decrypted.`,
  invalid_request: `${NOT_CALLED} the request is not valid in HTTP.`,
  job_invalid: `${NOT_CALLED} the stored job is damaged.`,
};

function summarize({ error_code: code, target_host: host, status_code: status }: FailedRun): string {
  const target = host ?? 'The target';
  const summary =
    summaries[code] ?? (status === null ? `could not be called (${code}).` : `answered ${status}.`);
  return `${target} ${summary}`;
}
