// Decides whether to retry a request, and how long to wait.

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
/** Random delay added to `Retry-After`, so that rejected clients do not all retry at the same time. */
const SPREAD_MS = 250;

/**
 * Whether the request is idempotent, so that a retry is safe even if the first request succeeded without a response.
 * PUT, PATCH (a merge patch) and DELETE are idempotent; POST is with an `Idempotency-Key`. With `If-Match` the retry
 * would fail with 412 because of the first request.
 */
export function isRepeatable({ method, headers }: Request): boolean {
  if (method === 'POST') return headers.has('idempotency-key');
  return !headers.has('if-match');
}

/** Whether a retry may succeed. */
export function isWorthRetrying(request: Request, { status, headers }: Response): boolean {
  // These statuses mean that the service did nothing, so every request can be retried.
  if (status === 408 || status === 429) return true;
  if (!isRepeatable(request)) return false;
  // The first request is still in progress: a retry returns its response.
  if (status === 409) return request.method === 'POST' && headers.has('retry-after');
  return status >= 500;
}

/**
 * @param retry number of the retry, from 0
 * @param response undefined if there was none
 * @returns the delay in milliseconds
 */
export function chooseWait(retry: number, response: Response | undefined, now = Date.now()): number {
  const retryAfterMs = response && readRetryAfter(response.headers, now);
  if (retryAfterMs !== undefined) return retryAfterMs + Math.random() * SPREAD_MS;
  const bound = Math.min(FIRST_WAIT_MS * 2 ** retry, LONGEST_WAIT_MS);
  return (bound * (1 + Math.random())) / 2;
}

/** Parses `Retry-After` (seconds or an HTTP date). Ignores a malformed value. */
function readRetryAfter(headers: Headers, now: number): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (!text) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(at - now, 0);
}
