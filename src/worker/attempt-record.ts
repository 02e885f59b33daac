// Creates the stored record of an attempt: request, response excerpt and timings.
import type { SendResult } from '../http/client.ts';
import { redactHeaders } from '../http/redact.ts';
import { instantText } from '../store/instants.ts';
import type { AttemptRecord } from '../store/schema.ts';
import type { OutcomeDecision } from './outcome.ts';
import type { RunRequest } from './request.ts';

const EXCERPT_BYTES = 8 * 1024;

/** `request` is null if the request could not be built. */
export function createAttemptRecord(
  number: number,
  request: RunRequest | null,
  result: SendResult,
  decision: Pick<OutcomeDecision, 'outcome' | 'statusCode' | 'error'>,
  startedAtMs: number,
): AttemptRecord {
  return {
    number,
    started_at: instantText(Temporal.Instant.fromEpochMilliseconds(Math.floor(startedAtMs))),
    duration_ms: Math.round(result.timings.total_ms),
    outcome: decision.outcome,
    status_code: decision.statusCode,
    error: decision.error,
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
  // A stream keeps back the incomplete character at its end.
  return new TextDecoder().decode(Buffer.from(text).subarray(0, EXCERPT_BYTES), { stream: true });
}

/** A UTF-16 code unit has at most three bytes in UTF-8, so short texts are not measured. */
function isLong(text: string): boolean {
  return text.length * 3 > EXCERPT_BYTES && Buffer.byteLength(text) > EXCERPT_BYTES;
}
