// Checks runs: ended in time, for a true reason, unchanged afterwards, and known to the queue (C3, C9, C10).
import { type Evidence, type RequestedJob, type RunEvidence, toTime, type Violation } from './evidence.ts';

/** A run is late if it is claimed later than this after its due time; only then the catch-up policy may reject it. */
const LATE_MS = 60_000;
/** A run is unfinished until its result is stored: at once, except on a busy machine. */
const STORED_MS = 1_000;

export function checkRuns(evidence: Evidence): Violation[] {
  const jobById = new Map(evidence.jobs.map((job) => [job.id, job]));
  return [
    ...findStuck(evidence),
    ...evidence.runs.flatMap((run) => checkReason(run, jobById.get(run.jobId), evidence)),
    ...findChanged(evidence),
    ...checkQueue(evidence),
  ];
}

function findStuck({ runs, checkedAtMs, fault, limits }: Evidence): Violation[] {
  const unfinished = runs.filter(({ finishedAtMs, jobId, ...run }) => {
    if (finishedAtMs !== null) return false;
    const sinceMs = Math.max(run.dueAtMs, fault.endMs);
    if (checkedAtMs - sinceMs < limits.recoveryMs) return false;
    // A waiting run may stay as long as an earlier run of its job has not ended.
    const isBehind =
      run.waitingFor !== null &&
      runs.some((other) => other.jobId === jobId && other.id !== run.id && other.finishedAtMs === null);
    return !isBehind;
  });
  return unfinished.map((run) => ({
    rule: 'C3',
    text: `run ${run.id}, due at ${toTime(run.dueAtMs)}, is still ${run.status}${run.waitingFor === null ? '' : ` (${run.waitingFor})`}`,
  }));
}

/** Whether the policy that ended the run without an attempt could do so. */
function checkReason(
  run: RunEvidence,
  job: RequestedJob | undefined,
  { runs, fault }: Evidence,
): Violation[] {
  const wrong = (text: string): Violation[] => [
    { rule: 'C4', text: `run ${run.id} of ${job?.name}: ${text}` },
  ];
  const lateMs = run.finishedAtMs! - (run.missedUntilMs ?? run.dueAtMs);
  if (run.status === 'missed' && lateMs <= LATE_MS && !isSurpassed(run, job, runs)) {
    return wrong(`missed only ${lateMs} ms after it was due`);
  }
  if (run.status === 'skipped') {
    if (job?.overlap !== 'skip' && job?.overlap !== 'queue')
      return wrong(`skipped with overlap ${job?.overlap}`);
    const hasOther = runs.some(
      (other) =>
        other.jobId === run.jobId &&
        other.id !== run.id &&
        !['missed', 'skipped'].includes(other.status) &&
        other.scheduledForMs <= run.finishedAtMs! &&
        recordedMs(other, fault) + STORED_MS >= run.dueAtMs,
    );
    if (!hasOther) return wrong('skipped, although no other run of its job was unfinished');
  }
  if (run.status === 'canceled' && run.statusReason === 'overlap' && job?.overlap !== 'cancel_previous') {
    return wrong(`canceled by a newer run with overlap ${job?.overlap}`);
  }
  return [];
}

/** A result of a request that ended during the fault may have been stored at its end: until then the run was unfinished. */
function recordedMs({ finishedAtMs }: RunEvidence, { startMs, endMs }: Evidence['fault']): number {
  if (finishedAtMs === null) return Number.POSITIVE_INFINITY;
  return finishedAtMs >= startMs && finishedAtMs <= endMs ? endMs : finishedAtMs;
}

/** Without catch-up, an occurrence that could not be planned before the next one was due is missed: no bursts. */
function isSurpassed(run: RunEvidence, job: RequestedJob | undefined, runs: RunEvidence[]): boolean {
  if (job?.catchUp !== 'none') return false;
  const untilMs = run.missedUntilMs ?? run.scheduledForMs;
  return runs.some(
    (other) =>
      other.jobId === run.jobId && other.scheduledForMs > untilMs && other.dueAtMs <= run.finishedAtMs!,
  );
}

function findChanged({ earlierRuns, laterRuns }: Evidence): Violation[] {
  return [...earlierRuns]
    .filter(([id, digest]) => laterRuns.get(id) !== digest)
    .map(([id]) => ({
      rule: 'C9',
      text: laterRuns.has(id) ? `the ended run ${id} has changed` : `the ended run ${id} has disappeared`,
    }));
}

function checkQueue({ queue, runs }: Evidence): Violation[] {
  const known = new Set(runs.map(({ id }) => id));
  return queue.flatMap(({ id, state, runIds }) => {
    if (runIds === undefined) return [{ rule: 'C10', text: `the malformed message ${id} is still ${state}` }];
    const unknown = runIds.filter((runId) => !known.has(runId));
    if (unknown.length === 0) return [];
    return [{ rule: 'C10', text: `the message ${id} (${state}) names the unknown run ${unknown[0]}` }];
  });
}
