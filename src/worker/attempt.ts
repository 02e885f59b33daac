// One attempt: wait until it is due, send, judge, record.
import { setTimeout as delay } from 'node:timers/promises';
import type { CancelSignal } from '../http/cancellation.ts';
import type { HttpClient, SendResult } from '../http/client.ts';
import type { ClaimedRun } from '../store/claims.ts';
import type { DatabaseClock } from '../store/clock.ts';
import type { RunResult } from '../store/results.ts';
import type { DecryptSecrets } from './decrypt-secrets.ts';
import { describeAttempt } from './describe-attempt.ts';
import { judge, type Verdict } from './judge.ts';
import { CANCELED, LEASE_LOST, SHUTDOWN } from './leases.ts';
import { buildRequest } from './request.ts';

export interface AttemptDeps {
  client: HttpClient;
  clock: DatabaseClock;
  /** Aborted when the process is about to stop: what has not been sent is not. */
  stopping: AbortSignal;
  open: DecryptSecrets;
}

/** What an attempt needs of its run's lease. */
export interface AttemptLease {
  token: string;
  /** Monotonic; past it another worker may hold the run. */
  validUntil: number;
  /** Ends the attempt; the signal's `reason` is CANCELED, LEASE_LOST or SHUTDOWN. */
  giveUp: { signal: CancelSignal & { readonly reason: unknown } };
}

/**
 * Sends a claimed run and judges the answer. `unsent` means that the run is to be given back as it was, `given_up`
 * that it belongs to someone else by now: its lease has run out.
 */
export async function attempt(
  { client, clock, stopping, open }: AttemptDeps,
  run: ClaimedRun,
  lease: AttemptLease,
): Promise<RunResult | 'unsent' | 'given_up'> {
  const dueAtMs = run.due_at.epochMilliseconds;
  // Most are due by now, and need no turn of the event loop to find out.
  if (dueAtMs > clock.nowMs()) await waitUntilDue(dueAtMs, clock, stopping);
  if (stopping.aborted) return 'unsent';
  // After the process stood still for a while, its lease is gone before any renewal could have told.
  if (performance.now() >= lease.validUntil) return 'given_up';
  const { signal } = lease.giveUp;
  // Canceled before it was sent, the run is still ours to end: nothing is sent under a signal that has fired.
  if (signal.aborted && signal.reason !== CANCELED) return 'given_up';

  const startedAtMs = clock.nowMs();
  const opened = open(run);
  const request = 'error' in opened ? null : buildRequest(run, startedAtMs, opened.secrets, opened.headers);
  const result: SendResult =
    request === null
      ? { kind: 'blocked', error: (opened as { error: Failure }).error, timings: NO_TIMINGS }
      : await client.send({
          method: request.method,
          url: request.url,
          headers: request.headers,
          body: request.body,
          timeoutMs: run.timeout_seconds * 1_000,
          signal,
        });
  const givenUpFor: unknown = result.kind === 'canceled' ? signal.reason : null;
  if (givenUpFor === LEASE_LOST) return 'given_up';

  const finishedAtMs = clock.nowMs();
  const firstStartMs = run.started_at?.epochMilliseconds ?? startedAtMs;
  const standing = {
    retry: run.retry,
    success: run.success,
    attempts: run.counted_attempts + 1,
    ageMs: finishedAtMs - firstStartMs,
    nowMs: finishedAtMs,
  };
  const verdict =
    givenUpFor === SHUTDOWN
      ? handedOn
      : givenUpFor === CANCELED
        ? canceled
        : judge(result, standing, Math.random());
  return {
    runId: run.id,
    jobId: run.job_id,
    leaseToken: lease.token,
    attempt: describeAttempt(run.attempt_number, request, result, verdict, startedAtMs),
    status: verdict.status,
    statusReason: null,
    nextDueAt: verdict.retryInMs === null ? null : instant(finishedAtMs + verdict.retryInMs),
    finishedAt: instant(finishedAtMs),
    latenessMs: run.attempt_number === 1 ? Math.floor(startedAtMs - dueAtMs) : null,
    isAwaited: run.is_awaited,
    mayEndJob: run.may_end_job,
    pauseAfterFailures: run.pause_after_failures,
  };
}

type Failure = Extract<SendResult, { kind: 'blocked' }>['error'];

const NO_TIMINGS = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null, total_ms: 0 };

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

/** Somebody wished the run to end. */
const canceled: Verdict = {
  outcome: 'canceled',
  statusCode: null,
  error: { code: 'canceled', message: 'The run was canceled.' },
  status: 'canceled',
  retryInMs: null,
};

/** Timers may fire a little early: the clock decides. */
async function waitUntilDue(dueAtMs: number, clock: DatabaseClock, stopping: AbortSignal): Promise<void> {
  for (;;) {
    const restMs = dueAtMs - clock.nowMs();
    if (!(restMs > 0) || stopping.aborted) return;
    await delay(Math.ceil(restMs), undefined, { signal: stopping }).catch(() => {});
  }
}

let lastInstant = Temporal.Instant.fromEpochMilliseconds(0);
let lastInstantMs = 0;

/** Attempts that end within the same millisecond share one object. */
function instant(epochMs: number): Temporal.Instant {
  const wholeMs = Math.floor(epochMs);
  if (wholeMs !== lastInstantMs) {
    lastInstant = Temporal.Instant.fromEpochMilliseconds(wholeMs);
    lastInstantMs = wholeMs;
  }
  return lastInstant;
}
