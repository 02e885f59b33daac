// The API client of the interface, and descriptions of its errors.
import { createClient, SchedulerError } from '../../client/src/index.ts';
import { serviceUrl } from './instance.ts';
import { lock } from './session.ts';

export const api = createClient({
  baseUrl: serviceUrl,
  // Longer than any normal response takes, so that a timeout means that the service hangs.
  timeoutMs: 20_000,
  // The interface refreshes its data anyway, and shows an error at once.
  retries: 0,
  fetch: async (request) => {
    const response = await fetch(request);
    if (response.status === 401) lock();
    return response;
  },
});

/** Describes an error in a sentence. */
export function describeError(error: unknown): string {
  if (error instanceof SchedulerError) {
    return error.problem?.detail ?? `A proxy in front of the service answered ${error.status}.`;
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return 'The service did not answer in time.';
  }
  return 'The service cannot be reached.';
}

export function isNotFound(error: unknown): boolean {
  return error instanceof SchedulerError && error.status === 404;
}
