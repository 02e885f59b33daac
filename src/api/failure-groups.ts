// Groups failed runs by error, status code and target host.
import type { FailedRun } from '../store/failures.ts';

export interface FailureGroup {
  newest: FailedRun;
  runs: number;
  /** The newest run of each job, newest first. */
  jobs: Map<string, FailedRun>;
}

/** The runs are sorted newest first, and so are the groups. */
export function groupFailures(runs: FailedRun[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const run of runs) {
    const key = JSON.stringify([run.error_code, run.status_code, run.target_host]);
    const group = groups.get(key) ?? { newest: run, runs: 0, jobs: new Map<string, FailedRun>() };
    groups.set(key, group);
    group.runs += 1;
    if (!group.jobs.has(run.job_id)) group.jobs.set(run.job_id, run);
  }
  return [...groups.values()];
}
