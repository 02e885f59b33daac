// Applies the overlap policy to due runs of jobs with unfinished runs, without side effects.
import type { ContendedRun } from '../store/policy-decisions.ts';

export interface OverlapDecisions {
  /** May start. */
  run: ContendedRun[];
  /** Not due yet: decided again when they are due. */
  wait: ContendedRun[];
  skip: ContendedRun[];
  /** Replaced by a newer run before they started. */
  cancel: ContendedRun[];
  hold: ContendedRun[];
  /** Jobs whose unfinished and waiting runs are canceled before the runs in `hold` are stored as waiting. */
  cancelPrevious: string[];
}

/** Decides runs in the given order; each decision considers the runs before it. */
export function decideOverlap(runs: ContendedRun[]): OverlapDecisions {
  const decisions: OverlapDecisions = {
    run: [],
    wait: [],
    skip: [],
    cancel: [],
    hold: [],
    cancelPrevious: [],
  };
  const jobs = new Map<string, { isBusy: boolean; waiting: ContendedRun | undefined }>();
  for (const run of runs) {
    const job = jobs.get(run.job_id) ?? { isBusy: run.is_unfinished || run.has_waiting, waiting: undefined };
    jobs.set(run.job_id, job);
    if (run.wait_ms > 0) decisions.wait.push(run);
    else if (!job.isBusy || run.overlap === 'allow') {
      decisions.run.push(run);
      job.isBusy = true;
    } else if (run.overlap === 'skip') decisions.skip.push(run);
    else if (run.overlap === 'queue') {
      if (run.has_waiting || job.waiting) decisions.skip.push(run);
      else decisions.hold.push((job.waiting = run));
    } else if (run.is_outdated) decisions.cancel.push(run);
    else {
      // Under `cancel_previous` only the newest run starts.
      if (job.waiting)
        decisions.cancel.push(...decisions.hold.splice(decisions.hold.indexOf(job.waiting), 1));
      else decisions.cancelPrevious.push(run.job_id);
      decisions.hold.push((job.waiting = run));
    }
  }
  return decisions;
}
