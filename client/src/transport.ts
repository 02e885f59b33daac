// Sends a request until there is an answer worth having: within a deadline, and again where that does no harm.
import { chooseWait, isRepeatable, isWorthRetrying } from './retry.ts';
import { type Deadline, pause, startDeadline } from './time.ts';

export type Fetch = (request: Request) => Promise<Response>;
/** @param timeoutMs for the whole call: every try, the waits between them, and the body of the answer */
export type Send = (request: Request, timeoutMs: number) => Promise<Response>;

/** @param retries how many tries there are after the first, at most */
export function createTransport(fetch: Fetch, retries: number): Send {
  return async (request, timeoutMs) => {
    const deadline = startDeadline(timeoutMs, request.signal);
    try {
      return await sendUntilAnswered(fetch, await prepare(request), retries, deadline);
    } finally {
      deadline.lift();
    }
  };
}

interface Prepared {
  request: Request;
  body: ArrayBuffer | undefined;
}

/** The body of a request can be sent once: it is kept, for as often as it takes. The key is one over all tries. */
async function prepare(request: Request): Promise<Prepared> {
  const isTrial = new URL(request.url).pathname.endsWith('/jobs/test');
  // A test request is sent to its target each time, whatever it bears.
  if (request.method === 'POST' && !isTrial && !request.headers.has('idempotency-key')) {
    request.headers.set('idempotency-key', createKey());
  }
  // Not every browser has `request.body` to look at.
  const isBodiless = request.method === 'GET' || request.method === 'HEAD';
  const body = isBodiless ? undefined : await request.arrayBuffer();
  return { request, body: body?.byteLength ? body : undefined };
}

/** Not `crypto.randomUUID`: pages that came over plain HTTP do not have it. */
function createKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function sendUntilAnswered(
  fetch: Fetch,
  { request, body }: Prepared,
  retries: number,
  deadline: Deadline,
): Promise<Response> {
  const { signal } = deadline;
  let mayBeDone = false;
  for (let retry = 0; ; retry++) {
    let response: Response | undefined;
    let failure: unknown;
    try {
      response = await receive(
        await fetch(new Request(request, { ...(body !== undefined && { body }), signal })),
      );
    } catch (error) {
      // Whatever the runtime makes of it: what counts is who gave up.
      signal.throwIfAborted();
      failure = error;
    }
    // Deleted by a try whose answer was lost.
    if (response?.status === 404 && request.method === 'DELETE' && mayBeDone)
      return new Response(null, { status: 204 });
    mayBeDone ||= response === undefined || response.status >= 500;

    const isOver = response === undefined ? !isRepeatable(request) : !isWorthRetrying(request, response);
    const waitMs = chooseWait(retry, response);
    // What would come too late is not waited for: the caller learns now what is wrong.
    if (isOver || retry >= retries || waitMs >= deadline.remainingMs()) {
      if (response === undefined) throw failure;
      return response;
    }
    await pause(waitMs, signal);
  }
}

/** Reads the answer to its end, so that one that breaks off is another try. A stream of events has no end. */
async function receive(response: Response): Promise<Response> {
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  // A browser gives a body to what has none, and does not take it back.
  const isBodiless = response.body === null || [204, 205, 304].includes(response.status);
  if (isStream || isBodiless) return response;
  const { status, statusText, headers } = response;
  return new Response(await response.arrayBuffer(), { status, statusText, headers });
}
