// What an attempt's result means for its run: a pure decision.
import { STATUS_CODES } from 'node:http';
import type { SendResult } from '../http/client.ts';
import type { AttemptRecord, Retry } from '../store/schema.ts';

export interface Verdict {
  outcome: AttemptRecord['outcome'];
  statusCode: number | null;
  error: { code: string; message: string } | null;
  /** What the run becomes; `retryInMs` is set when that is `retrying`. */
  status: 'succeeded' | 'failed' | 'retrying';
  retryInMs: number | null;
}

export interface Standing {
  retry: Retry;
  /** Attempts that count, this one included. */
  attempts: number;
  /** Since the first attempt's start. */
  ageMs: number;
}

/** `random` is drawn evenly from 0 to 1: the jitter of the wait before the next attempt. */
export function judge(result: SendResult, standing: Standing, random: number): Verdict {
  if (result.kind === 'answered') {
    const { statusCode } = result;
    if (statusCode >= 200 && statusCode <= 299) {
      return { outcome: 'succeeded', statusCode, error: null, status: 'succeeded', retryInMs: null };
    }
    const reason = STATUS_CODES[statusCode];
    const message = `The target answered ${statusCode}${reason ? ` ${reason}` : ''}.`;
    const error = { code: `status_${statusCode}`, message };
    return { outcome: 'rejected', statusCode, error, ...nextStep(standing, random) };
  }
  const { kind, error } = result;
  if (kind === 'blocked') {
    // The guard's answer would be the same every time.
    return { outcome: kind, statusCode: null, error, status: 'failed', retryInMs: null };
  }
  return { outcome: kind, statusCode: null, error, ...nextStep(standing, random) };
}

function nextStep(
  { retry, attempts, ageMs }: Standing,
  random: number,
): Pick<Verdict, 'status' | 'retryInMs'> {
  const failed = { status: 'failed', retryInMs: null } as const;
  if (attempts >= retry.max_attempts) return failed;
  const boundSeconds = Math.min(
    retry.max_delay_seconds,
    retry.initial_delay_seconds * retry.factor ** (attempts - 1),
  );
  const retryInMs = Math.round(random * boundSeconds * 1_000);
  if (ageMs + retryInMs > retry.max_age_seconds * 1_000) return failed;
  return { status: 'retrying', retryInMs };
}
