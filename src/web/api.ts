// The page's one client of the service, and its errors in words.
import { createClient, SchedulerError } from '../../client/src/index.ts';

/** Longer than any answer takes: a service that hangs is to be told from one that works. */
const PATIENCE_MS = 20_000;

export const api = createClient({
  baseUrl: location.origin,
  fetch: (request) => fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) }),
});

/** What happened, as a sentence. */
export function describeError(error: unknown): string {
  if (error instanceof SchedulerError) {
    return error.problem?.detail ?? `Something on the way to the service answered ${error.status}.`;
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return `The service did not answer within ${PATIENCE_MS / 1000} s.`;
  }
  return 'The service cannot be reached.';
}

export function isNotFound(error: unknown): boolean {
  return error instanceof SchedulerError && error.status === 404;
}
