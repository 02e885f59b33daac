// The API client of the interface, and descriptions of its errors.
import { createClient, SchedulerError } from '../../client/src/index.ts';
import { lock, serviceUrl } from './session.ts';

export const api = createClient({
  baseUrl: serviceUrl,
  // Longer than any normal response takes, so that a timeout means that the service hangs.
  timeoutMs: 20_000,
  // The interface refreshes its data anyway, and shows an error at once.
  retries: 0,
  fetch: async (request) => {
    const response = await fetchChanged(request);
    if (response.status === 401) lock();
    return response;
  },
});

/** The newest responses by URL, most recently used last. The service does not let the browser store them. */
const responses = new Map<string, { etag: string; body: ArrayBuffer; headers: Headers }>();
const MAX_RESPONSES = 50;

/** Sends a conditional request: an unchanged response is a 304 without a body, and the last one is returned. */
async function fetchChanged(request: Request): Promise<Response> {
  if (request.method !== 'GET') return await fetch(request);
  const last = responses.get(request.url);
  if (last) request.headers.set('if-none-match', last.etag);
  const response = await fetch(request);
  responses.delete(request.url);
  const etag = response.headers.get('etag');
  const isUnchanged = response.status === 304;
  if (etag === null || !(response.ok || isUnchanged)) return response;
  const current =
    last && isUnchanged ? last : { etag, body: await response.arrayBuffer(), headers: response.headers };
  responses.set(request.url, current);
  if (responses.size > MAX_RESPONSES) responses.delete(responses.keys().next().value!);
  return new Response(current.body, { headers: current.headers });
}

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

/**
 * Describes an API error of a panel, naming the fields by their labels.
 * @param labels the label of each field, by its JSON pointer
 */
export function describeFieldErrors(error: unknown, labels: Record<string, string>): string {
  const errors = error instanceof SchedulerError ? error.fieldErrors : [];
  if (errors.length === 0) return describeError(error);
  return errors.map(({ pointer, detail }) => `${labels[pointer] ?? pointer} ${detail}.`).join(' ');
}

export function isNotFound(error: unknown): boolean {
  return error instanceof SchedulerError && error.status === 404;
}
