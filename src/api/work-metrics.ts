// The metrics of planning, claims, attempts and rescue, counted where they happen.
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Claim } from '../store/claims.ts';
import type { AttemptRecord } from '../store/schema.ts';

const DURATION_BUCKETS_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600];

export interface WorkMetrics {
  /** Counts runs that this process planned. */
  onPlanned: (runs: number) => void;
  /** Counts the runs of a claim by their list. */
  onClaim: (claim: Claim) => void;
  /** Counts an attempt of this process's worker by its outcome. */
  onAttempt: (attempt: Pick<AttemptRecord, 'outcome' | 'duration_ms'>) => void;
  onRetry: () => void;
  onRescued: (rescued: { lost_attempt?: number; lost_message?: number }) => void;
}

export function createWorkMetrics(registry: Registry): WorkMetrics {
  const registers = [registry];
  const planned = new Counter({
    name: 'scheduler_runs_planned_total',
    help: 'Runs that the planner of this process created.',
    registers,
  });
  const claims = new Counter({
    name: 'scheduler_claims_total',
    help: 'Runs that this process asked to claim, by result: claimed, early, busy, undecided or gone.',
    labelNames: ['result'],
    registers,
  });
  const attempts = new Histogram({
    name: 'scheduler_attempt_duration_seconds',
    help: 'Duration of the attempts of this process, by outcome.',
    labelNames: ['outcome'],
    buckets: DURATION_BUCKETS_SECONDS,
    registers,
  });
  const retries = new Counter({
    name: 'scheduler_retries_total',
    help: 'Attempts of this process that failed and are followed by another.',
    registers,
  });
  const rescued = new Counter({
    name: 'scheduler_rescued_total',
    help: 'What rescue found in this process: lost attempts of stopped workers, and lost messages of the queue.',
    labelNames: ['kind'],
    registers,
  });
  for (const kind of ['lost_attempt', 'lost_message']) rescued.inc({ kind }, 0);

  return {
    onPlanned: (runs) => planned.inc(runs),
    onClaim: ({ claimed, early, busy, undecided, gone }) => {
      for (const [result, list] of Object.entries({ claimed, early, busy, undecided, gone })) {
        if (list.length > 0) claims.inc({ result }, list.length);
      }
    },
    onAttempt: ({ outcome, duration_ms }) => attempts.observe({ outcome }, (duration_ms ?? 0) / 1_000),
    onRetry: () => retries.inc(),
    onRescued: (found) => {
      for (const [kind, count] of Object.entries(found)) if (count > 0) rescued.inc({ kind }, count);
    },
  };
}
