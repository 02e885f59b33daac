// Overlap: what becomes of a run while another of its job has not ended. A pure decision.
import type { ContendedRun } from '../store/policy-decisions.ts';

export interface OverlapJudgement {
  /** Nothing is in the way any more. */
  run: ContendedRun[];
  /** Not due yet: asked again when they are. */
  wait: ContendedRun[];
  skip: ContendedRun[];
  /** Overtaken by a newer one before they started. */
  cancel: ContendedRun[];
  hold: ContendedRun[];
  /** Jobs whose unfinished and held runs are to be canceled, before `hold` is. */
  cancelPrevious: string[];
}

/** Judges runs in the order in which they occur, each in the light of those before it. */
export function judgeOverlap(runs: ContendedRun[]): OverlapJudgement {
  const judged: OverlapJudgement = { run: [], wait: [], skip: [], cancel: [], hold: [], cancelPrevious: [] };
  const jobs = new Map<string, { isBusy: boolean; held: ContendedRun | undefined }>();
  for (const run of runs) {
    const job = jobs.get(run.job_id) ?? { isBusy: run.is_unfinished || run.has_waiting, held: undefined };
    jobs.set(run.job_id, job);
    if (run.wait_ms > 0) judged.wait.push(run);
    else if (!job.isBusy || run.overlap === 'allow') {
      judged.run.push(run);
      job.isBusy = true;
    } else if (run.overlap === 'skip') judged.skip.push(run);
    else if (run.overlap === 'queue') {
      if (run.has_waiting || job.held) judged.skip.push(run);
      else judged.hold.push((job.held = run));
    } else {
      // The newest of several: those before it never start.
      if (job.held) judged.cancel.push(...judged.hold.splice(judged.hold.indexOf(job.held), 1));
      else judged.cancelPrevious.push(run.job_id);
      judged.hold.push((job.held = run));
    }
  }
  return judged;
}
