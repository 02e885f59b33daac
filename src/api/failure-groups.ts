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

/** What runs with the same error code have in common: their messages differ in limits, addresses and reasons. */
const summaries: Record<string, string> = {
  timeout: 'did not respond within the timeout of the job.',
  body_mismatch: 'sent a body without the expected text.',
  tls_failed: 'did not complete the TLS handshake.',
  connection_refused: 'refused the connection.',
};

function summarize({ error_code: code, target_host: host, status_code: status }: FailedRun): string {
  const target = host ?? 'The target';
  if (summaries[code] !== undefined) return `${target} ${summaries[code]}`;
  return status === null ? `Requests to ${target} failed: ${code}.` : `${target} answered ${status}.`;
}
