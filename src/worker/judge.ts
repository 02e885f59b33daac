// Decides from an attempt's result what becomes of its run: a pure function.
import { STATUS_CODES } from 'node:http';
import type { SendResult } from '../http/client.ts';
import type { Retry, Success } from '../store/job-columns.ts';
import type { AttemptRecord } from '../store/schema.ts';

export interface Verdict {
  outcome: AttemptRecord['outcome'];
  statusCode: number | null;
  error: { code: string; message: string } | null;
  /** What the run becomes; `retryInMs` is set when that is `retrying`. */
  status: 'succeeded' | 'failed' | 'retrying' | 'canceled';
  retryInMs: number | null;
}

export interface Standing {
  retry: Retry;
  success: Success;
  /** Attempts that count, this one included. */
  attempts: number;
  /** Since the first attempt's start. */
  ageMs: number;
  /** When the answer was there, Unix milliseconds: the target may name a date. */
  nowMs: number;
}

type Answer = Extract<SendResult, { kind: 'answered' }>;

/**
 * A redirect is an answer like any other: a success only if the job lists it.
 * @param random drawn evenly from 0 to 1: the jitter of the wait before the next attempt
 */
export function judge(result: SendResult, standing: Standing, random: number): Verdict {
  if (result.kind !== 'answered') {
    const { kind, error } = result;
    // The guard's answer would be the same every time.
    const next = kind === 'blocked' ? ended : nextStep(standing, random, 0);
    return { outcome: kind, statusCode: null, error, ...next };
  }
  const { statusCode, headers } = result;
  const isListed = lists(standing.success, statusCode);
  if (isListed && hasText(standing.success, result)) {
    return { outcome: 'succeeded', statusCode, error: null, status: 'succeeded', retryInMs: null };
  }
  const finality = explainFinality(result, isListed);
  const error = {
    code: isListed ? 'body_mismatch' : `status_${statusCode}`,
    message: describeRefusal(result, isListed) + (finality ?? ''),
  };
  const next =
    finality === null
      ? nextStep(standing, random, parseRetryAfter(headers['retry-after'], standing.nowMs))
      : ended;
  return { outcome: 'rejected', statusCode, error, ...next };
}

const ended = { status: 'failed', retryInMs: null } as const;

function lists({ statuses }: Success, statusCode: number): boolean {
  return statuses.includes(String(statusCode)) || statuses.includes(`${Math.floor(statusCode / 100)}xx`);
}

function hasText({ body_contains }: Success, { body }: Answer): boolean {
  return body_contains === null || body.includes(body_contains);
}

function describeRefusal({ statusCode, truncated }: Answer, isListed: boolean): string {
  const reason = STATUS_CODES[statusCode];
  const answer = `The target answered ${statusCode}${reason ? ` ${reason}` : ''}`;
  if (!isListed) return `${answer}.`;
  return `${answer}, but ${truncated ? 'what was read of its body' : 'its body'} does not contain the expected text.`;
}

/** Why no attempt may follow this answer, whatever is left of them; null when one may. */
function explainFinality({ statusCode, headers }: Answer, isListed: boolean): string | null {
  if (statusCode === 410 && !isListed) return ' It is gone for good, so no further attempt is made.';
  if (headers['scheduler-retry']?.trim().toLowerCase() === 'no') {
    return ' It asked for no further attempt (scheduler-retry: no).';
  }
  return null;
}

/** Waits for the larger of the drawn jitter and what the target asked for, never longer than `max_delay_seconds`. */
function nextStep(
  { retry, attempts, ageMs }: Standing,
  random: number,
  askedMs: number,
): Pick<Verdict, 'status' | 'retryInMs'> {
  if (attempts >= retry.max_attempts) return ended;
  const boundSeconds = Math.min(
    retry.max_delay_seconds,
    retry.initial_delay_seconds * retry.factor ** (attempts - 1),
  );
  const drawnMs = Math.round(random * boundSeconds * 1_000);
  const retryInMs = Math.min(Math.max(drawnMs, askedMs), retry.max_delay_seconds * 1_000);
  if (ageMs + retryInMs > retry.max_age_seconds * 1_000) return ended;
  return { status: 'retrying', retryInMs };
}

// RFC 9110, 5.6.7: the form to send, and two of the past that must be understood for ever.
const HTTP_DATES = [
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>[\d:]{8}) GMT$/,
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<time>[\d:]{8}) GMT$/,
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>[\d:]{8}) (?<year>\d{4})$/,
];

/** RFC 9110, 10.2.3: seconds or a date, here in milliseconds from now; 0 for a time past and for what is malformed. */
function parseRetryAfter(value: string | undefined, nowMs: number): number {
  if (value === undefined) return 0;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const dateMs = parseHttpDate(value, nowMs);
  return dateMs === undefined ? 0 : Math.max(0, Math.ceil(dateMs - nowMs));
}

/** `Date.parse` alone takes nearly anything for a date, and the oldest form for local time. */
function parseHttpDate(text: string, nowMs: number): number | undefined {
  const parts = HTTP_DATES.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (parts === undefined) return undefined;
  const { day = '', month = '', year = '', time = '' } = parts;
  const dayAndMonth = `${day.replace(' ', '0')} ${month}`;
  const fullYear = year.length === 2 ? nearestYear(Number(year), nowMs) : year;
  const date = new Date(`${dayAndMonth} ${fullYear} ${time} GMT`);
  // Written again it must be the same: there is no 31 Feb, nor 24:00:00.
  const isReal = date.toUTCString().slice(5) === `${dayAndMonth} ${fullYear} ${time} GMT`;
  return isReal ? date.getTime() : undefined;
}

/** Two digits mean one of the coming fifty years, or else of the past. */
function nearestYear(twoDigits: number, nowMs: number): number {
  const thisYear = new Date(nowMs).getUTCFullYear();
  const ahead = (twoDigits + 100 - (thisYear % 100)) % 100;
  return thisYear + (ahead > 50 ? ahead - 100 : ahead);
}
