// Whether a request may be sent again, and how long to wait first.

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
/** Added to what `Retry-After` asks for: those who were turned away together do not come back together. */
const SPREAD_MS = 250;

/**
 * Whether a second request does no harm where the first may have been served, although no answer told so. PUT, PATCH
 * (a merge patch) and DELETE end in the same state however often they arrive; a POST counts once if it bears an
 * `Idempotency-Key`. With `If-Match` the second would be refused because of the first.
 */
export function isRepeatable({ method, headers }: Request): boolean {
  if (method === 'POST') return headers.has('idempotency-key');
  return !headers.has('if-match');
}

/** Whether another try may fare better. */
export function isWorthRetrying(request: Request, { status, headers }: Response): boolean {
  // These say that nothing was done, so anything may be sent again.
  if (status === 408 || status === 429) return true;
  if (!isRepeatable(request)) return false;
  // The try before is still being worked on: soon its answer can be had.
  if (status === 409) return request.method === 'POST' && headers.has('retry-after');
  return status >= 500;
}

/**
 * @param retry 0 for the first
 * @param response undefined where there was none
 * @returns what to wait, in milliseconds
 */
export function chooseWait(retry: number, response: Response | undefined, now = Date.now()): number {
  const asked = response && readRetryAfter(response.headers, now);
  if (asked !== undefined) return asked + Math.random() * SPREAD_MS;
  const bound = Math.min(FIRST_WAIT_MS * 2 ** retry, LONGEST_WAIT_MS);
  return (bound * (1 + Math.random())) / 2;
}

/** Seconds or an HTTP date; what is malformed is not there. */
function readRetryAfter(headers: Headers, now: number): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (!text) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(at - now, 0);
}
