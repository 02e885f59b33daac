// Decides the outcome of an attempt and the next status of its run, without side effects.
import { STATUS_CODES } from 'node:http';
import type { SendResult } from '../http/client.ts';
import { INVALID_RESPONSE } from '../http/failures.ts';
import type { Mask } from '../http/mask.ts';
import type { Retry, Success } from '../store/job-columns.ts';
import type { AttemptRecord } from '../store/schema.ts';
import { showHidden } from '../text/hidden-characters.ts';

export interface OutcomeDecision {
  outcome: AttemptRecord['outcome'];
  statusCode: number | null;
  error: { code: string; message: string } | null;
  /** The next status of the run; `retryInMs` is set if it is `retrying`. */
  status: 'succeeded' | 'failed' | 'retrying' | 'canceled';
  retryInMs: number | null;
}

export interface AttemptContext {
  retry: Retry;
  success: Success;
  /** Number of attempts that count toward `max_attempts`, including this one. */
  attempts: number;
  /** Time since the start of the first attempt. */
  ageMs: number;
  /** The time of the response in Unix milliseconds, against which a date in Retry-After is compared. */
  nowMs: number;
  /** The URL of the request, against which the address of a redirect is resolved. */
  url: string;
  /** Masks the secrets of the request. */
  mask: Mask;
}

type Answer = Extract<SendResult, { kind: 'answered' }>;

/**
 * A redirect succeeds only if the success policy lists its status.
 * @param random uniformly distributed in 0 to 1, for the jitter of the retry delay
 */
export function decideOutcome(result: SendResult, context: AttemptContext, random: number): OutcomeDecision {
  if (result.kind !== 'answered') {
    const { kind, error } = result;
    // A retry would be blocked again. A target that responded, however oddly, has received the request.
    if (kind === 'blocked' || error.code === INVALID_RESPONSE) {
      return { outcome: kind, statusCode: null, error, ...ended };
    }
    const cause = kind === 'timed_out' ? 'timeout' : 'network';
    if (kind !== 'canceled' && !retries(context.retry, cause)) {
      const message = error.message + explainNotListed(cause);
      return { outcome: kind, statusCode: null, error: { ...error, message }, ...ended };
    }
    return { outcome: kind, statusCode: null, error, ...nextStep(context, random, 0) };
  }
  const { statusCode, headers } = result;
  const isListed = lists(context.success, statusCode);
  if (isListed && hasText(context.success, result)) {
    return { outcome: 'succeeded', statusCode, error: null, status: 'succeeded', retryInMs: null };
  }
  const noRetryReason =
    explainNoRetry(result, isListed) ??
    (retries(context.retry, statusCode) ? null : explainNotListed(statusCode));
  const error = {
    code: isListed ? 'body_mismatch' : `status_${statusCode}`,
    message: describeRefusal(result, isListed, context) + (noRetryReason ?? ''),
  };
  const next =
    noRetryReason === null
      ? nextStep(context, random, parseRetryAfter(headers['retry-after'], context.nowMs))
      : ended;
  return { outcome: 'rejected', statusCode, error, ...next };
}

const ended = { status: 'failed', retryInMs: null } as const;

function lists({ statuses }: Success, statusCode: number): boolean {
  return includesStatus(statuses, statusCode);
}

/** Whether the retry policy retries this kind of failure. */
export function retries({ on }: Retry, cause: number | 'network' | 'timeout'): boolean {
  // Undefined in a job that an earlier version has stored during an upgrade.
  const listed = on ?? null;
  if (listed === null) return true;
  return typeof cause === 'number' ? includesStatus(listed, cause) : listed.includes(cause);
}

function explainNotListed(cause: number | string): string {
  return ` The retry policy does not retry it: retry.on does not list ${cause}.`;
}

function includesStatus(statuses: readonly string[], statusCode: number): boolean {
  return statuses.includes(String(statusCode)) || statuses.includes(`${Math.floor(statusCode / 100)}xx`);
}

function hasText({ body_contains }: Success, { body }: Answer): boolean {
  return body_contains === null || body.includes(body_contains);
}

function describeRefusal(
  { statusCode, truncated, headers }: Answer,
  isListed: boolean,
  { url, mask }: AttemptContext,
): string {
  const reason = STATUS_CODES[statusCode];
  const answer = `The target answered ${statusCode}${reason ? ` ${reason}` : ''}`;
  const location = headers['location'];
  if (!isListed && statusCode >= 300 && statusCode < 400 && location) {
    // Masked before the cut, which could divide a secret. A target can send any character.
    const address = showHidden(mask(URL.parse(location, url)?.href ?? location, true)).slice(
      0,
      MAX_LOCATION_LENGTH,
    );
    return `${answer}: it redirects to ${address}. Redirects are not followed; set this URL as the target.`;
  }
  if (!isListed) return `${answer}.`;
  return `${answer}, but ${truncated ? 'the part of its body that was read' : 'its body'} does not contain the expected text.`;
}

/** A longer address is cut in a message. */
const MAX_LOCATION_LENGTH = 300;

/** The reason why this response forbids a retry, or null. */
function explainNoRetry({ statusCode, headers }: Answer, isListed: boolean): string | null {
  if (statusCode === 410 && !isListed) return ' 410 means permanently gone, so the run is not retried.';
  if (headers['scheduler-retry']?.trim().toLowerCase() === 'no') {
    return ' The response forbids a retry (scheduler-retry: no).';
  }
  return null;
}

/** The delay is the larger of the jitter and Retry-After, limited by `max_delay_seconds`. */
function nextStep(
  { retry, attempts, ageMs }: AttemptContext,
  random: number,
  retryAfterMs: number,
): Pick<OutcomeDecision, 'status' | 'retryInMs'> {
  if (attempts >= retry.max_attempts) return ended;
  const boundSeconds = Math.min(
    retry.max_delay_seconds,
    retry.initial_delay_seconds * retry.factor ** (attempts - 1),
  );
  const jitterMs = Math.round(random * boundSeconds * 1_000);
  const retryInMs = Math.min(Math.max(jitterMs, retryAfterMs), retry.max_delay_seconds * 1_000);
  if (ageMs + retryInMs > retry.max_age_seconds * 1_000) return ended;
  return { status: 'retrying', retryInMs };
}

// RFC 9110, 5.6.7: the preferred format and two obsolete ones that recipients must accept.
const HTTP_DATES = [
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>[\d:]{8}) GMT$/,
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<time>[\d:]{8}) GMT$/,
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>[\d:]{8}) (?<year>\d{4})$/,
];

/**
 * RFC 9110, 10.2.3: seconds or a date. Returns milliseconds from now; 0 for a past date or a malformed value. Of several
 * values, which repeated headers or proxies add, the longest wait counts.
 */
function parseRetryAfter(value: string | undefined, nowMs: number): number {
  if (value === undefined) return 0;
  // The comma after the weekday of a date separates no values.
  const values = value.split(/(?<!Mon|Tue|Wed|Thu|Fri|Sat|Sun|day),/);
  return Math.max(...values.map((text) => parseWait(text.trim(), nowMs)));
}

/** Also fractions of a second and dates of RFC 3339, which some targets send. */
function parseWait(value: string, nowMs: number): number {
  if (/^\d+(?:\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1_000);
  const dateMs = parseIsoDate(value) ?? parseHttpDate(value, nowMs);
  return dateMs === undefined ? 0 : Math.max(0, Math.ceil(dateMs - nowMs));
}

function parseIsoDate(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return undefined; // November 31
  }
}

/** Stricter than `Date.parse`, which accepts almost any text and reads the oldest format as local time. */
function parseHttpDate(text: string, nowMs: number): number | undefined {
  const parts = HTTP_DATES.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (parts === undefined) return undefined;
  const { day = '', month = '', year = '', time = '' } = parts;
  const dayAndMonth = `${day.replace(' ', '0')} ${month}`;
  const fullYear = year.length === 2 ? nearestYear(Number(year), nowMs) : year;
  const date = new Date(`${dayAndMonth} ${fullYear} ${time} GMT`);
  // Formatting the date again detects impossible values such as 31 Feb or 24:00:00.
  const isReal = date.toUTCString().slice(5) === `${dayAndMonth} ${fullYear} ${time} GMT`;
  return isReal ? date.getTime() : undefined;
}

/** RFC 9110: a two-digit year more than 50 years in the future means the past century. */
function nearestYear(twoDigits: number, nowMs: number): number {
  const thisYear = new Date(nowMs).getUTCFullYear();
  const ahead = (twoDigits + 100 - (thisYear % 100)) % 100;
  return thisYear + (ahead > 50 ? ahead - 100 : ahead);
}
