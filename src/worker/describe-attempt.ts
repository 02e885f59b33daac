// The record of an attempt: what was sent, what came back, and how long each part took.
import type { SendResult } from '../http/client.ts';
import { redactHeaders } from '../http/redact.ts';
import type { AttemptRecord } from '../store/schema.ts';
import { createIsoFormatter } from './iso-time.ts';
import type { Verdict } from './judge.ts';
import type { RunRequest } from './request.ts';

const EXCERPT_BYTES = 8 * 1024;

const formatStartedAt = createIsoFormatter();

/** `request` is null where none could be made. */
export function describeAttempt(
  number: number,
  request: RunRequest | null,
  result: SendResult,
  verdict: Pick<Verdict, 'outcome' | 'statusCode' | 'error'>,
  startedAtMs: number,
): AttemptRecord {
  return {
    number,
    started_at: formatStartedAt(Math.floor(startedAtMs)),
    duration_ms: Math.round(result.timings.total_ms),
    outcome: verdict.outcome,
    status_code: verdict.statusCode,
    error: verdict.error,
    timings: result.timings,
    request: request && {
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
            truncated: result.truncated || isLong(result.body),
          }
        : null,
  };
}

/** The first 8 KiB, cut between characters. */
function excerpt(text: string): string {
  if (!isLong(text)) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, EXCERPT_BYTES)).replace(/\uFFFD+$/, '');
}

/** A UTF-16 code unit becomes at most three bytes, so most texts need no counting. */
function isLong(text: string): boolean {
  return text.length * 3 > EXCERPT_BYTES && Buffer.byteLength(text) > EXCERPT_BYTES;
}
