// Creates the stored record of an attempt: request, response excerpt and timings.
import type { SendResult } from '../http/client.ts';
import { createMask, type Mask, unmasked } from '../http/mask.ts';
import { type HeaderTest, redactHeaders, secretTest } from '../http/redact.ts';
import { KEPT_VALUE_CHARACTERS } from '../http/response-head.ts';
import { instantText } from '../store/instants.ts';
import type { AttemptRecord } from '../store/schema.ts';
import type { OutcomeDecision } from './outcome.ts';
import type { RunRequest } from './request.ts';

const EXCERPT_BYTES = 8 * 1024;

/** What is secret about a request: which headers, and which texts wherever the target echoes them. */
export interface Secrecy {
  isSecret: HeaderTest;
  mask: Mask;
}

/**
 * @param secrets the signing secrets
 * @param marked the `secret_headers` of the job
 */
export function secrecyOf(
  request: RunRequest | null,
  secrets: readonly string[],
  marked: readonly string[],
): Secrecy {
  const isSecret = secretTest(marked);
  return { isSecret, mask: createMask(request?.headers ?? {}, isSecret, secrets) };
}

/** `request` is null if the request could not be built. */
export function createAttemptRecord(
  number: number,
  request: RunRequest | null,
  result: SendResult,
  decision: Pick<OutcomeDecision, 'outcome' | 'statusCode' | 'error'>,
  startedAtMs: number,
  { isSecret, mask }: Secrecy,
): AttemptRecord {
  return {
    number,
    started_at: instantText(Temporal.Instant.fromEpochMilliseconds(Math.floor(startedAtMs))),
    duration_ms: Math.round(result.timings.total_ms),
    outcome: decision.outcome,
    status_code: decision.statusCode,
    error: decision.error && { ...decision.error, message: mask(decision.error.message) },
    timings: result.timings,
    request: request && {
      method: request.method,
      url: mask(request.url),
      headers: maskHeaders(redactHeaders(request.headers, isSecret), mask),
      body: request.body === null ? null : excerpt(mask(request.body)),
    },
    response:
      result.kind === 'answered'
        ? {
            headers: maskHeaders(redactHeaders(result.headers, isSecret), mask),
            body: excerpt(mask(result.body, result.truncated)),
            truncated: result.truncated || isLong(result.body),
          }
        : null,
  };
}

function maskHeaders(headers: Record<string, string>, mask: Mask): Record<string, string> {
  if (mask === unmasked) return headers;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      mask(value, value.length >= KEPT_VALUE_CHARACTERS),
    ]),
  );
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
