// Test helper: results as a worker records them.
import type { RunResult } from '../store/results.ts';

/** A successful first attempt, with the given changes. */
export function resultOf(
  run: { id: string; job_id: string; attempt_number?: number },
  leaseToken: string,
  fields: Partial<RunResult> = {},
): RunResult {
  return {
    runId: run.id,
    jobId: run.job_id,
    leaseToken,
    attempt: {
      number: run.attempt_number ?? 1,
      started_at: '2027-01-01T00:00:00.000Z',
      duration_ms: 1,
      outcome: 'succeeded',
      status_code: 200,
      error: null,
      timings: null,
      request: null,
      response: null,
    },
    status: 'succeeded',
    statusReason: null,
    nextDueAt: null,
    finishedAt: Temporal.Instant.from('2027-01-01T00:00:00.001Z'),
    latenessMs: 0,
    isAwaited: false,
    mayEndJob: true,
    pauseAfterFailures: null,
    hasCallback: false,
    ...fields,
  };
}
