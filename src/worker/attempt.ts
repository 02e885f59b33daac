// One attempt: wait until it is due, send, judge, record.
import { setTimeout as delay } from 'node:timers/promises';
import type { HttpClient, SendResult } from '../http/client.ts';
import { redactHeaders } from '../http/redact.ts';
import type { ClaimedRun, RunResult } from '../store/claims.ts';
import type { AttemptRecord } from '../store/schema.ts';
import type { DatabaseClock } from './clock.ts';
import { judge, type Verdict } from './judge.ts';
import { LEASE_LOST, type Lease, SHUTDOWN } from './leases.ts';
import { buildRequest, type RunRequest } from './request.ts';

const EXCERPT_BYTES = 8 * 1024;

export interface AttemptDeps {
  client: HttpClient;
  clock: DatabaseClock;
  /** Aborted when the process is about to stop: what has not been sent is not. */
  stopping: AbortSignal;
}

/**
 * Sends a claimed run and judges the answer. `unsent` means that the run is to be given back as it was, `given_up`
 * that it belongs to someone else by now: its lease has run out.
 */
export async function attempt(
  { client, clock, stopping }: AttemptDeps,
  run: ClaimedRun,
  lease: Lease,
): Promise<RunResult | 'unsent' | 'given_up'> {
  await waitUntilDue(run.due_at.epochMilliseconds, clock, stopping);
  if (stopping.aborted) return 'unsent';
  // After the process stood still for a while, its lease is gone before any renewal could have told.
  if (lease.giveUp.signal.aborted || performance.now() >= lease.validUntil) return 'given_up';

  const startedAtMs = clock.nowMs();
  const request = buildRequest(run, startedAtMs);
  const result = await client.send({
    ...request,
    timeoutMs: run.timeout_seconds * 1_000,
    signal: lease.giveUp.signal,
  });
  if (result.kind === 'canceled' && lease.giveUp.signal.reason === LEASE_LOST) return 'given_up';

  const finishedAtMs = clock.nowMs();
  const firstStartMs = run.started_at?.epochMilliseconds ?? startedAtMs;
  const verdict =
    result.kind === 'canceled' && lease.giveUp.signal.reason === SHUTDOWN
      ? handedOn
      : judge(
          result,
          { retry: run.retry, attempts: run.counted_attempts + 1, ageMs: finishedAtMs - firstStartMs },
          Math.random(),
        );
  return {
    runId: run.id,
    jobId: run.job_id,
    leaseToken: lease.token,
    attempt: describeAttempt(run, request, result, verdict, startedAtMs),
    status: verdict.status,
    statusReason: null,
    nextDueAt: verdict.retryInMs === null ? null : instant(finishedAtMs + verdict.retryInMs),
    finishedAt: instant(finishedAtMs),
    latenessMs: run.attempt_number === 1 ? Math.floor(startedAtMs - run.due_at.epochMilliseconds) : null,
    isAwaited: run.is_awaited,
  };
}

/** An attempt that the process could not see to its end: another tries again at once. */
const handedOn: Verdict = {
  outcome: 'lost',
  statusCode: null,
  error: {
    code: 'worker_lost',
    message: 'The worker was stopped during the attempt; whether the target acted on it is not known.',
  },
  status: 'retrying',
  retryInMs: 0,
};

/** Timers may fire a little early: the clock decides. */
async function waitUntilDue(dueAtMs: number, clock: DatabaseClock, stopping: AbortSignal): Promise<void> {
  for (;;) {
    const restMs = dueAtMs - clock.nowMs();
    if (!(restMs > 0) || stopping.aborted) return;
    await delay(Math.ceil(restMs), undefined, { signal: stopping }).catch(() => {});
  }
}

function describeAttempt(
  run: ClaimedRun,
  request: RunRequest,
  result: SendResult,
  verdict: Verdict,
  startedAtMs: number,
): AttemptRecord {
  return {
    number: run.attempt_number,
    started_at: instant(startedAtMs).toString({ smallestUnit: 'millisecond' }),
    duration_ms: Math.round(result.timings.total_ms),
    outcome: verdict.outcome,
    status_code: verdict.statusCode,
    error: verdict.error,
    timings: result.timings,
    request: {
      method: request.method,
      url: request.url,
      headers: redactHeaders(request.headers),
      body: request.body === null ? null : excerpt(request.body),
    },
    response:
      result.kind === 'answered'
        ? {
            headers: redactHeaders(result.headers),
            body: excerpt(result.body),
            truncated: result.truncated || Buffer.byteLength(result.body) > EXCERPT_BYTES,
          }
        : null,
  };
}

/** The first 8 KiB, cut between characters. */
function excerpt(text: string): string {
  if (Buffer.byteLength(text) <= EXCERPT_BYTES) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, EXCERPT_BYTES)).replace(/\uFFFD+$/, '');
}

function instant(epochMs: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(epochMs));
}
