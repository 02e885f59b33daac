// The page's one client of the service, and its errors in words.
import { createClient, SchedulerError } from '../../client/src/index.ts';
import { lock } from './session.ts';

/** Longer than any answer takes: a service that hangs is to be told from one that works. */
const PATIENCE_MS = 20_000;
/** A test request is answered when its target has answered, or 30 s have passed. */
const TEST_PATIENCE_MS = 45_000;

export const api = createClient({
  baseUrl: location.origin,
  fetch: async (request) => {
    const response = await fetch(request, { signal: AbortSignal.timeout(patienceFor(request)) });
    if (response.status === 401) lock();
    return response;
  },
});

function patienceFor({ url }: Request): number {
  return url.endsWith('/jobs/test') ? TEST_PATIENCE_MS : PATIENCE_MS;
}

/** What happened, as a sentence. */
export function describeError(error: unknown): string {
  if (error instanceof SchedulerError) {
    return error.problem?.detail ?? `Something on the way to the service answered ${error.status}.`;
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return 'The service did not answer in time.';
  }
  return 'The service cannot be reached.';
}

export function isNotFound(error: unknown): boolean {
  return error instanceof SchedulerError && error.status === 404;
}
