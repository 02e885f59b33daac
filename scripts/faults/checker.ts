// The checker: compares the evidence of a scenario with the promises, and computes the figures of its row.
import { checkDeliveries } from './check-deliveries.ts';
import { checkOccurrences } from './check-occurrences.ts';
import { checkProcesses } from './check-processes.ts';
import { checkRuns } from './check-runs.ts';
import { type Evidence, isScheduled, type RunEvidence, type Violation } from './evidence.ts';

/** A first delivery later than this belongs to the fault, not to a busy machine. */
const DISTURBED_MS = 1_000;

export interface Figures {
  runs: number;
  deliveries: number;
  /** From the end of the fault until the last late run, or repeat of a lost attempt, was delivered. */
  recoveryMs: number;
  lateness: { p50Ms: number; p95Ms: number; p99Ms: number; maxMs: number };
  /** Repeats of a request that the target had already received and not refused. */
  secondDeliveries: number;
  lostAttempts: number;
  missedOccurrences: number;
  mostLogLinesPerSecond: number;
}

export interface Verdict {
  violations: Violation[];
  figures: Figures;
}

export function checkEvidence(evidence: Evidence): Verdict {
  const figures = computeFigures(evidence);
  const violations = [
    ...checkOccurrences(evidence),
    ...checkRuns(evidence),
    ...checkDeliveries(evidence),
    ...checkProcesses(evidence),
  ];
  if (figures.recoveryMs > evidence.limits.recoveryMs) {
    violations.push({
      rule: 'recovery',
      text: `the last late run was delivered ${figures.recoveryMs} ms after the end of the fault, the limit is ${evidence.limits.recoveryMs}`,
    });
  }
  if (figures.lateness.maxMs > evidence.limits.worstMs) {
    violations.push({
      rule: 'C7',
      text: `a run was ${figures.lateness.maxMs} ms late; at most ${evidence.limits.worstMs} are allowed in this fault`,
    });
  }
  return { violations, figures };
}

function computeFigures({ jobs, runs, deliveries, fault, logs }: Evidence): Figures {
  const runById = new Map(runs.map((run) => [run.id, run]));
  const jobById = new Map(jobs.map((job) => [job.id, job]));
  const isJudged = ({ jobId, scheduledForMs }: RunEvidence) => {
    const { isSlow = false, punctualFromMs = 0 } = jobById.get(jobId) ?? {};
    return !isSlow && scheduledForMs >= punctualFromMs;
  };
  const outcomeOf = (runId: string, number: number) =>
    runById.get(runId)?.attempts.find((attempt) => attempt.number === number)?.outcome;
  const lateness: number[] = [];
  let recoveredMs = fault.endMs;
  let secondDeliveries = 0;
  for (const [runId, ofRun] of Map.groupBy(deliveries, (delivery) => delivery.runId)) {
    const run = runById.get(runId);
    if (run === undefined) continue;
    const refused = ofRun.filter(({ attempt }) => outcomeOf(runId, attempt) === 'rejected').length;
    secondDeliveries += Math.max(0, ofRun.length - refused - 1);
    const repeats = ofRun.filter(({ attempt }) => outcomeOf(runId, attempt - 1) === 'lost');
    recoveredMs = Math.max(recoveredMs, ...repeats.map(({ atMs }) => atMs));
    if (!isScheduled(run) || !isJudged(run)) continue;
    const firstMs = ofRun[0]!.atMs;
    lateness.push(firstMs - run.scheduledForMs);
    if (firstMs - run.scheduledForMs > DISTURBED_MS && firstMs > fault.startMs)
      recoveredMs = Math.max(recoveredMs, firstMs);
  }
  lateness.sort((a, b) => a - b);
  const quantile = (share: number) =>
    lateness[Math.min(lateness.length - 1, Math.floor(lateness.length * share))] ?? 0;
  return {
    runs: runs.length,
    deliveries: deliveries.length,
    recoveryMs: recoveredMs - fault.endMs,
    lateness: { p50Ms: quantile(0.5), p95Ms: quantile(0.95), p99Ms: quantile(0.99), maxMs: quantile(1) },
    secondDeliveries,
    lostAttempts: runs.flatMap(({ attempts }) => attempts).filter(({ outcome }) => outcome === 'lost').length,
    missedOccurrences: runs.reduce(
      (sum, { status, missedCount }) => sum + (status === 'missed' ? (missedCount ?? 1) : 0),
      0,
    ),
    mostLogLinesPerSecond: Math.max(0, ...logs.map(({ log }) => log.mostPerSecond)),
  };
}
