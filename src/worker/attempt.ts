// Executes one attempt of a claimed run: sends the request and decides the outcome.
import type { CancelSignal } from '../http/cancellation.ts';
import type { HttpClient, OutboundRequest, SendResult } from '../http/client.ts';
import type { ClaimedRun } from '../store/claims.ts';
import type { DatabaseClock } from '../store/clock.ts';
import { isOutage } from '../store/errors.ts';
import type { RunResult } from '../store/results.ts';
import { type Runtime, systemRuntime } from '../store/runtime.ts';
import { createAttemptRecord, secrecyOf } from './attempt-record.ts';
import type { CredentialSender, Sent } from './credentials.ts';
import type { DecryptSecrets } from './decrypt-secrets.ts';
import { CANCELED, LEASE_LOST, SHUTDOWN } from './leases.ts';
import { decideOutcome, type OutcomeDecision, retries } from './outcome.ts';
import { buildRequest, createTraceparent, type RunRequest } from './request.ts';

export type TracedRun = Pick<
  ClaimedRun,
  'id' | 'job_id' | 'job_name' | 'method' | 'target_host' | 'attempt_number'
>;

/** A span of OpenTelemetry around an attempt. */
export interface AttemptTrace {
  /** The header that names the span. */
  traceparent: string;
  /** `attempt` is undefined if nothing was sent. */
  end: (attempt: RunResult['attempt'] | undefined) => void;
}

export interface AttemptDeps {
  client: HttpClient;
  clock: DatabaseClock;
  /** Aborted when the process stops: requests that are not sent yet are not sent. */
  stopping: AbortSignal;
  decrypt: DecryptSecrets;
  credentials: CredentialSender;
  /** Without OpenTelemetry there is none. */
  startTrace?: ((run: TracedRun) => AttemptTrace) | undefined;
  runtime?: Runtime;
}

/** The lease fields that an attempt needs. */
export interface AttemptLease {
  token: string;
  /** Monotonic time in milliseconds; afterwards another worker may claim the run. */
  validUntil: number;
  /** Aborts the attempt; the signal's `reason` is CANCELED, LEASE_LOST or SHUTDOWN. */
  giveUp: { signal: CancelSignal & { readonly reason: unknown } };
}

/**
 * Sends the request of a claimed run that is due, and decides its outcome. `unsent`: the caller releases the run.
 * `given_up`: the lease has expired, so another worker may hold the run, and nothing is recorded.
 */
export async function attempt(
  deps: AttemptDeps,
  run: ClaimedRun,
  lease: AttemptLease,
): Promise<RunResult | 'unsent' | 'given_up'> {
  const trace = deps.startTrace?.(run);
  if (trace === undefined) {
    const { newSpanId } = deps.runtime ?? systemRuntime;
    return await attemptTraced(deps, run, lease, createTraceparent(run.id, newSpanId()));
  }
  let result: RunResult | 'unsent' | 'given_up' = 'unsent';
  try {
    result = await attemptTraced(deps, run, lease, trace.traceparent);
    return result;
  } finally {
    trace.end(typeof result === 'string' ? undefined : result.attempt);
  }
}

async function attemptTraced(
  deps: AttemptDeps,
  run: ClaimedRun,
  lease: AttemptLease,
  traceparent: string,
): Promise<RunResult | 'unsent' | 'given_up'> {
  const { clock, stopping, decrypt, runtime = systemRuntime } = deps;
  const dueAtMs = run.due_at.epochMilliseconds;
  if (stopping.aborted) return 'unsent';
  // If the process was suspended, the lease can expire before a renewal reports its loss.
  if (runtime.monotonicNow() >= lease.validUntil) return 'given_up';
  const { signal } = lease.giveUp;
  // A run that was canceled before its request continues: the client sends nothing, and the run ends as canceled.
  if (signal.aborted && signal.reason !== CANCELED) return 'given_up';

  const startedAtMs = clock.nowMs();
  const prepared = prepareRequest(run, startedAtMs, decrypt, traceparent);
  let sent: Sent;
  try {
    sent =
      'error' in prepared
        ? {
            result: { kind: 'blocked', error: prepared.error, timings: NO_TIMINGS },
            headers: {},
            secretHeaders: [],
          }
        : await sendRequest(deps, run.credential, {
            method: prepared.request.method,
            url: prepared.request.url,
            headers: prepared.request.headers,
            body: prepared.request.body,
            timeoutMs: run.timeout_seconds * 1_000,
            signal,
            mayRepeat: run.counted_attempts + 1 < run.retry.max_attempts && retries(run.retry, 'network'),
          });
  } catch (error) {
    // The credential cannot be read while the database is away: the run is due again when it is back.
    if (isOutage(error)) return 'unsent';
    throw error;
  }
  const { result } = sent;
  const abortReason: unknown = result.kind === 'canceled' ? signal.reason : null;
  if (abortReason === LEASE_LOST) return 'given_up';

  const request = 'error' in prepared ? null : { ...prepared.request, headers: sent.headers };
  const finishedAtMs = clock.nowMs();
  const marked =
    sent.secretHeaders.length === 0 ? run.secret_headers : [...run.secret_headers, ...sent.secretHeaders];
  const secrecy = secrecyOf(request, 'error' in prepared ? [] : prepared.secrets, marked);
  const firstStartMs = run.started_at?.epochMilliseconds ?? startedAtMs;
  const context = {
    retry: run.retry,
    success: run.success,
    attempts: run.counted_attempts + 1,
    ageMs: finishedAtMs - firstStartMs,
    nowMs: finishedAtMs,
    url: request?.url ?? run.target,
    mask: secrecy.mask,
  };
  const decision =
    abortReason === SHUTDOWN
      ? lostToShutdown
      : abortReason === CANCELED
        ? canceled
        : decideOutcome(result, context, runtime.random());
  return {
    runId: run.id,
    jobId: run.job_id,
    leaseToken: lease.token,
    attempt: createAttemptRecord(run.attempt_number, request, result, decision, startedAtMs, secrecy),
    status: decision.status,
    statusReason: null,
    nextDueAt: decision.retryInMs === null ? null : instant(finishedAtMs + decision.retryInMs),
    finishedAt: instant(finishedAtMs),
    latenessMs: run.attempt_number === 1 ? Math.max(0, Math.floor(startedAtMs - dueAtMs)) : null,
    isAwaited: run.is_awaited,
    mayEndJob: run.may_end_job,
    pauseAfterFailures: run.pause_after_failures,
    hasCallback: run.has_callback,
  };
}

/** Most jobs have no credential. */
async function sendRequest(
  { client, credentials }: AttemptDeps,
  credential: string | null,
  request: OutboundRequest,
): Promise<Sent> {
  if (credential !== null) return await credentials.send(credential, request);
  return { result: await client.send(request), headers: request.headers, secretHeaders: [] };
}

type Failure = Exclude<SendResult, { kind: 'answered' }>['error'];

/** A job whose stored definition is damaged fails its run, with the reason. */
function prepareRequest(
  run: ClaimedRun,
  startedAtMs: number,
  decrypt: DecryptSecrets,
  traceparent: string,
): { request: RunRequest; secrets: string[] } | { error: Failure } {
  try {
    const decrypted = decrypt(run);
    if ('error' in decrypted) return decrypted;
    const { secrets, headers } = decrypted;
    return { request: buildRequest(run, startedAtMs, secrets, headers, traceparent), secrets };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown error';
    const message = `The request cannot be built from the stored job: ${reason} Edit the job to repair it.`;
    return { error: { code: 'job_invalid', message } };
  }
}

const NO_TIMINGS = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null, total_ms: 0 };

/** The process stopped during the attempt. The run is retried at once by another process. */
const lostToShutdown: OutcomeDecision = {
  outcome: 'lost',
  statusCode: null,
  error: {
    code: 'worker_lost',
    message:
      'The worker stopped during the attempt. It is not known whether the target processed the request.',
  },
  status: 'retrying',
  retryInMs: 0,
};

/** A client canceled the run. */
const canceled: OutcomeDecision = {
  outcome: 'canceled',
  statusCode: null,
  error: { code: 'canceled', message: 'The run was canceled.' },
  status: 'canceled',
  retryInMs: null,
};

let lastInstant = Temporal.Instant.fromEpochMilliseconds(0);
let lastInstantMs = 0;

/** Caches the last instant: many attempts end within the same millisecond. */
function instant(epochMs: number): Temporal.Instant {
  const wholeMs = Math.floor(epochMs);
  if (wholeMs !== lastInstantMs) {
    lastInstant = Temporal.Instant.fromEpochMilliseconds(wholeMs);
    lastInstantMs = wholeMs;
  }
  return lastInstant;
}
