// The page's one client of the service, and its errors in words.
import { createClient, SchedulerError } from '../../client/src/index.ts';
import { lock } from './session.ts';

export const api = createClient({
  baseUrl: location.origin,
  // Longer than an answer takes: a service that hangs is to be told from one that works.
  timeoutMs: 20_000,
  // The page asks again by itself, and says at once what is wrong.
  retries: 0,
  fetch: async (request) => {
    const response = await fetch(request);
    if (response.status === 401) lock();
    return response;
  },
});

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
